import type { ElasticBeanstalkClient } from '@aws-sdk/client-elastic-beanstalk';
import type { PlannedRequest } from '../../environments/ports.js';
import { type AwsAccess, awsError } from '../../platform/aws.js';
import { type AwsCall, type AwsService, createAwsCall } from '../../platform/aws-call.js';
import { CatopsError, type ErrorCode } from '../../platform/errors.js';
import { vendorText } from '../../platform/vendor-failure.js';

export type Sdk = typeof import('@aws-sdk/client-elastic-beanstalk');

/** One call of Elastic Beanstalk: throws a CatopsError, or the signal's reason when it is aborted. */
export type BeanstalkCall = AwsCall<ElasticBeanstalkClient, Sdk>;

const name = 'Elastic Beanstalk';

const beanstalk: AwsService<ElasticBeanstalkClient, Sdk> = {
  name,
  callMs: 35_000,
  load: () => import('@aws-sdk/client-elastic-beanstalk'),
  open: (sdk, options) => new sdk.ElasticBeanstalkClient(options),
  named,
};

/** The client with the settings that make it safe. The package is loaded by the first call. */
export function createBeanstalkCall(access: AwsAccess): BeanstalkCall {
  return createAwsCall(beanstalk, access);
}

/**
 * A client that sends nothing: each call ends with an empty answer, and what it would have sent is
 * among the requests.
 */
export function createBeanstalkRecorder(access: AwsAccess) {
  const requests: PlannedRequest[] = [];
  const call = createAwsCall<ElasticBeanstalkClient, Sdk>(
    {
      ...beanstalk,
      open(sdk, options) {
        const client = beanstalk.open(sdk, options);
        client.middlewareStack.add(
          (_next, { commandName = '' }) =>
            async ({ request }) => {
              requests.push(planned(commandName.replace(/Command$/, ''), request));
              return { output: { $metadata: {} }, response: {} };
            },
          // Last before it would be signed.
          { step: 'build', priority: 'low', name: 'catopsRecord' },
        );
        return client;
      },
    },
    access,
  );
  return { call, requests: requests as readonly PlannedRequest[] };
}

function planned(does: string, request: unknown): PlannedRequest {
  const { method, protocol, hostname, port, path, body } = request as Readonly<
    Record<string, string>
  >;
  const url = `${protocol}//${hostname}${port ? `:${port}` : ''}${path}`;
  const form = Object.fromEntries(new URLSearchParams(body));
  return { target: name, does, method: method ?? '', url, body: form };
}

// It has one code, InvalidParameterValue, for most of what can be wrong, and says which in words.
const meanings: readonly (readonly [said: RegExp, code: ErrorCode, hint: string])[] = [
  [/^No Environment found/i, 'environment-unknown', 'catops env list'],
  [/^No Application Version named/i, 'release-unknown', 'catops env list --releases'],
  [/Must be Ready|invalid state for this operation/i, 'environment-busy', 'catops env status'],
];

function named(error: unknown): unknown {
  const message = error instanceof Error ? error.message : '';
  const meant = meanings.find(([said]) => said.test(message));
  if (!meant) return awsError(name, error, 'change-refused');
  const [, code, hint] = meant;
  const says = `${name}: ${vendorText({ secrets: [] }, message)}.`;
  return new CatopsError(code, says, { hint, cause: error });
}

/** Enhanced health is off, or is just being switched: what asks for it is then refused. */
export function isUnsupported(error: unknown): boolean {
  return (
    error instanceof CatopsError &&
    error.code === 'change-refused' &&
    /is not supported/i.test(error.message)
  );
}
