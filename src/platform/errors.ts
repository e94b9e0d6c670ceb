/** Exit codes of every command: the one table. Stable; scripts and CI files rely on the numbers. */
export const exitCodes = {
  ok: 0,
  internal: 1,
  usage: 2,
  confirmation: 3,
  credential: 4,
  upstream: 5,
  partial: 6,
  localStore: 7,
  no: 10,
  noEvidence: 11,
  interrupted: 130,
} as const;

/** Name of an exit code, as commands and errors say it. */
export type Exit = keyof typeof exitCodes;

/** Every error a user can meet: its stable code, how the process ends, and what it means. */
export const errorRegistry = {
  'usage-invalid': { exit: 'usage', meaning: 'A flag, argument or command is not valid.' },
  'config-invalid': { exit: 'usage', meaning: 'A setting has a value that cannot be used.' },
  'input-needed': {
    exit: 'usage',
    meaning: 'A value is missing, and there is no terminal to ask for it.',
  },
  'confirmation-needed': {
    exit: 'confirmation',
    meaning: 'The command asks first, and there is no terminal to answer on.',
  },
  'not-confirmed': { exit: 'no', meaning: 'The question was answered with no.' },
  'scenario-invalid': { exit: 'usage', meaning: 'A load-test scenario is missing or not valid.' },
  'run-file-invalid': {
    exit: 'usage',
    meaning: 'The file of a stored load test is missing, cut short, or none.',
  },
  'shards-unfit': { exit: 'usage', meaning: 'Parts of a load test do not belong together.' },
  'shard-missing': {
    exit: 'noEvidence',
    meaning: 'A part of a load test is missing, so the whole has no verdict.',
  },
  'route-unknown': { exit: 'usage', meaning: 'No route of the API has that name.' },
  'port-in-use': { exit: 'usage', meaning: 'Another program listens on the port asked for.' },
  'target-unreachable': { exit: 'upstream', meaning: 'The API under test does not answer.' },
  'target-not-an-api': {
    exit: 'upstream',
    meaning: 'The target answers, but not with an OpenAPI document catops can read.',
  },
  'server-start-failed': {
    exit: 'upstream',
    meaning: 'The API process ended before it was ready.',
  },
  'server-stopped': { exit: 'upstream', meaning: 'The API process ended while it was needed.' },
  'release-invalid': {
    exit: 'usage',
    meaning: 'A release, its build or its bundle is missing, not whole, or not what it says.',
  },
  'local-store-unwritable': {
    exit: 'localStore',
    meaning: 'The data or state directory cannot be read or written.',
  },
  'format-too-new': {
    exit: 'localStore',
    meaning: 'Stored data was written by a newer catops than this one.',
  },
  'database-unreachable': {
    exit: 'upstream',
    meaning: 'The database server of the API does not answer, or does not take what it must.',
  },
  'image-unknown': { exit: 'usage', meaning: 'No picture has that id, or it was removed.' },
  'incident-unknown': { exit: 'usage', meaning: 'No incident is known by that reference.' },
  'incident-invalid': {
    exit: 'usage',
    meaning: 'The incident does not allow that: the state, a time or a field is not valid.',
  },
  'incident-locked': {
    exit: 'localStore',
    meaning: 'Another catops is writing the same incident and did not finish within 5 seconds.',
  },
  'incident-close-refused': {
    exit: 'no',
    meaning: 'The incident cannot be closed yet: something that must be done is not.',
  },
  'publish-refused': {
    exit: 'no',
    meaning: 'What would be published is not approved, or should not be read by strangers.',
  },
  'query-failed': { exit: 'upstream', meaning: 'The engine could not answer a query.' },
  'scan-limit': { exit: 'no', meaning: 'A question would read more than the limit allows.' },
  'credential-refused': {
    exit: 'credential',
    meaning: 'Credentials of a vendor are missing, expired, or do not allow this.',
  },
  'vendor-throttled': {
    exit: 'upstream',
    meaning: 'A vendor was asked too often, and waiting did not help.',
  },
  'vendor-unreachable': {
    exit: 'upstream',
    meaning: 'A vendor does not answer, or its answer cannot be read.',
  },
  'query-refused': {
    exit: 'usage',
    meaning:
      'A question is not one SELECT over the tables, or does not say which days it is about.',
  },
  'alarm-unknown': { exit: 'usage', meaning: 'No alarm has that name.' },
  'alarm-refused': {
    exit: 'upstream',
    meaning: 'Where the alarms are, a request about one was not taken.',
  },
  'queue-refused': {
    exit: 'upstream',
    meaning: 'The queue of jobs in SQS does not take a request, or is not there.',
  },
  'cdn-refused': {
    exit: 'upstream',
    meaning: 'The CDN before the API does not take a request to forget a picture.',
  },
  'picture-refused': {
    exit: 'upstream',
    meaning: 'AWS Rekognition did not take a picture, or the request about it.',
  },
  'rollup-locked': {
    exit: 'localStore',
    meaning: 'Other processes keep writing the same rolled-up day.',
  },
  'delivery-failed': {
    exit: 'upstream',
    meaning: 'A note or a mail could not be delivered, or nobody knows whether it was.',
  },
  'environment-unknown': { exit: 'usage', meaning: 'No environment is known by that name.' },
  'release-unknown': {
    exit: 'usage',
    meaning: 'No version of that name can be deployed: it was never published, or is gone.',
  },
  'change-refused': {
    exit: 'upstream',
    meaning: 'Where the API runs does not take a change of it, or cannot tell how it stands.',
  },
  'environment-busy': {
    exit: 'upstream',
    meaning: 'The environment does not take a change now: another update of it runs.',
  },
  interrupted: { exit: 'interrupted', meaning: 'Stopped by Ctrl-C or SIGTERM.' },
} as const satisfies Record<string, { exit: Exit; meaning: string }>;

/** Stable code of an error, for scripts and for the runbook of that name. */
export type ErrorCode = keyof typeof errorRegistry;

/** Ends of commands whose sentence and hint say all there is to do. */
const saidInFull: readonly Exit[] = ['usage', 'confirmation', 'interrupted'];

/** Whether somebody has to do something about an error beyond what it says: then a runbook is for it. */
export function needsRunbook(code: ErrorCode): boolean {
  return code !== 'not-confirmed' && !saidInFull.includes(errorRegistry[code].exit);
}

/**
 * An error a user can act on: one sentence of what happened and where, and a hint of what to do.
 * Anything thrown that is not a CatopsError is a bug and ends with exit 1.
 */
export class CatopsError extends Error {
  override readonly name = 'CatopsError';
  readonly code: ErrorCode;
  /** What to do next, best a command to run. */
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }

  get exit(): Exit {
    return errorRegistry[this.code].exit;
  }
}

/** The system error code (`ENOENT`, `EACCES`, …) of anything thrown, or undefined. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
