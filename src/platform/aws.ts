import { env } from 'node:process';
import { CatopsError, type ErrorCode, systemErrorCode } from './errors.js';
import { checkedBaseUrl, vendorText } from './vendor-failure.js';

/** Where an AWS service is; credentials come from where the AWS CLI finds them too. */
export interface AwsAccess {
  /** `eu-west-1`; when not set, what AWS_REGION or the profile says. */
  readonly region?: string | undefined;
  /** Instead of AWS's own address: https, or http on this machine. */
  readonly endpoint?: string | undefined;
  /** How long a connection may be silent, milliseconds; 10 s. */
  readonly silenceMs?: number | undefined;
}

/**
 * The options of every AWS client. Without them a client waits for ever: none has a time limit of
 * its own. Call it before the first client is made.
 */
export function awsClientOptions(service: string, access: AwsAccess) {
  const { region, endpoint, silenceMs = 10_000 } = access;
  // The SDK says on stderr that it leaves Node 20 in 2027; the README says so, and no command should.
  env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  return {
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 2000,
      requestTimeout: silenceMs,
      throwOnRequestTimeout: true,
      // The one above ends with the head of an answer; this one watches the body too.
      socketTimeout: silenceMs,
    },
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint: checkedBaseUrl(service, endpoint) }),
  };
}

/**
 * Refuses a request that would carry its signature in clear text over a network; for a client's
 * `build` step, where an address from AWS_ENDPOINT_URL or a profile is known too.
 */
export function refuseClearText(service: string, request: unknown): void {
  const { protocol, hostname, port } = request as Readonly<Record<string, string | undefined>>;
  checkedBaseUrl(service, `${protocol}//${hostname}${port ? `:${port}` : ''}`);
}

/** Why a call to AWS was not done. */
export type AwsFailureKind =
  | 'credential'
  | 'denied'
  | 'region'
  | 'throttled'
  | 'unreachable'
  | 'refused';

const credentialNames =
  /^(CredentialsProviderError|TokenProviderError|ExpiredToken|ExpiredTokenException|RequestExpired|InvalidAccessKeyId|InvalidClientTokenId|InvalidToken|UnrecognizedClientException|InvalidSignatureException|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken(Exception)?|AuthFailure|RequestTimeTooSkewed)$/;
const deniedNames =
  /^(AccessDenied|AccessDeniedException|AllAccessDisabled|AccountProblem|InsufficientPrivilegesException|NotAuthorized|OptInRequired)$/;
const throttleNames =
  /^(Throttling|ThrottlingException|ThrottledException|RequestThrottled(Exception)?|TooManyRequestsException|ProvisionedThroughputExceededException|LimitExceededException|RequestLimitExceeded|BandwidthLimitExceeded|SlowDown|PriorRequestNotComplete|EC2ThrottledException)$/;

/** Decides by the error's name, then by its status: what the SDK throws has no common class. */
export function awsFailureKind(error: unknown): AwsFailureKind {
  const name = error instanceof Error ? error.name : '';
  const status = awsStatusOf(error);
  if (credentialNames.test(name)) return 'credential';
  if (deniedNames.test(name)) return 'denied';
  if (throttleNames.test(name) || status === 429) return 'throttled';
  if (error instanceof Error && /^Region is missing/.test(error.message)) return 'region';
  if (status === undefined || status >= 500 || status < 400) return 'unreachable';
  return status === 401 || status === 403 ? 'denied' : 'refused';
}

/** Status of the answer; undefined when there was none. */
export function awsStatusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  return (error.$metadata as { httpStatusCode?: number } | undefined)?.httpStatusCode;
}

/**
 * What was thrown by an AWS client, as one sentence and the right exit code. What is none of its
 * failures (a CatopsError, a bug) comes back as it is.
 *
 * @param refused the code for a request the service understood and did not take
 */
export function awsError(service: string, error: unknown, refused: ErrorCode): unknown {
  if (error instanceof CatopsError || !isAwsFailure(error)) return error;
  const make = (code: ErrorCode, message: string, hint: string) =>
    new CatopsError(code, message, { hint, cause: error });
  const said = saidBy(error);
  if (systemErrorCode(error) === 'ERR_INVALID_URL') {
    return make(
      'config-invalid',
      `The address that is set for ${service} is no URL.`,
      'correct AWS_ENDPOINT_URL, the one of this service, or endpoint_url of the profile',
    );
  }
  switch (awsFailureKind(error)) {
    case 'credential':
      return make(
        'credential-refused',
        `${service} was not asked, or did not take the credentials: ${said}.`,
        'renew them (aws sso login) or set AWS_PROFILE; AWS_ACCESS_KEY_ID is read too',
      );
    case 'denied':
      return make(
        'credential-refused',
        `${service} does not allow this: ${said}.`,
        permissionHint(error.message),
      );
    case 'region':
      return make(
        'config-invalid',
        `${service} needs a region, and none is set.`,
        'set AWS_REGION',
      );
    case 'throttled':
      return make(
        'vendor-throttled',
        `${service} was asked too often: ${said}.`,
        'try again in some minutes',
      );
    case 'unreachable':
      return make('vendor-unreachable', unreachable(service, error), 'try again; catops doctor');
    case 'refused':
      return make(refused, `${service} refused: ${said}.`, 'catops doctor');
  }
}

/** What a denial says is not allowed. */
export interface MissingPermission {
  /** `athena:GetWorkGroup` */
  readonly action: string;
  readonly resource: string | null;
  /** A policy forbids it: allowing it elsewhere does not help. */
  readonly forbidden: boolean;
}

/**
 * The action that is missing, of the message of a denial (IAM guide, "Troubleshoot access denied error
 * messages"; Elastic Beanstalk says it in its own words); null when the message does not name it.
 */
export function missingPermission(message: string): MissingPermission | null {
  const action = /(?:authorized to perform:? |perform the )'?([a-z0-9-]+:[A-Za-z*]+)/.exec(message);
  if (!action) return null;
  const resource = /on resource: (\S+)/.exec(message)?.[1]?.replace(/[.,]$/, '') ?? null;
  return { action: String(action[1]), resource, forbidden: /explicit deny/.test(message) };
}

function permissionHint(message: string): string {
  const missing = missingPermission(vendorText({ secrets: [] }, message));
  if (!missing) return 'let these credentials do it, or use others (AWS_PROFILE)';
  const { action, resource, forbidden } = missing;
  const what = `${action}${resource === null ? '' : ` on ${resource}`}`;
  return forbidden
    ? `a policy forbids ${what}: ask whoever administers the account`
    : `allow ${what}, or use other credentials (AWS_PROFILE)`;
}

/** Whatever came from a client or from the network below it; a bug of ours is neither. */
function isAwsFailure(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const ofClient = '$metadata' in error || '$fault' in error || credentialNames.test(error.name);
  const ofNetwork = systemErrorCode(error) !== undefined || error.name === 'TimeoutError';
  return ofClient || ofNetwork || /^Region is missing/.test(error.message);
}

function unreachable(service: string, error: Error): string {
  const status = awsStatusOf(error);
  const code = systemErrorCode(error);
  if (error instanceof SyntaxError) return `${service} gave an answer that cannot be read.`;
  if (status !== undefined && status >= 400) return `${service} answered ${status}.`;
  return `${service} cannot be reached (${code ?? error.name}).`;
}

/** Its name and what it says, without the copy of the request that a signature error carries. */
function saidBy({ name, message }: Error): string {
  if (/signature/i.test(name)) return name;
  const text = vendorText({ secrets: [] }, message).replace(/^UnknownError$/, '');
  return text === '' || text === name ? name : `${name}: ${text}`;
}
