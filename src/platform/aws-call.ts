import { type AwsAccess, awsClientOptions, refuseClearText } from './aws.js';
import { CatopsError } from './errors.js';
import { bounded, vendorTimeOf } from './vendor-failure.js';

/** One call of an AWS service: throws a CatopsError, or the signal's reason when it is aborted. */
export type AwsCall<Client, Sdk> = <T>(
  signal: AbortSignal,
  send: (client: Client, sdk: Sdk, abortSignal: AbortSignal) => Promise<T>,
) => Promise<T>;

/** What differs from service to service. */
export interface AwsService<Client, Sdk> {
  /** `S3`, as people read it. */
  readonly name: string;
  /** For one call with its attempts and its body, milliseconds; silence ends it sooner. */
  readonly callMs: number;
  load(): Promise<Sdk>;
  open(sdk: Sdk, options: ReturnType<typeof awsClientOptions>): Client;
  /** What was thrown, as a sentence; what is no failure of the service comes back as it is. */
  named(error: unknown): unknown;
}

/** A client with the settings that make it safe. Its package is loaded by the first call. */
export function createAwsCall<Client extends SdkClient, Sdk>(
  service: AwsService<Client, Sdk>,
  access: AwsAccess,
): AwsCall<Client, Sdk> {
  const options = awsClientOptions(service.name, access);
  let opened: Promise<{ readonly client: Client; readonly sdk: Sdk }> | undefined;

  async function open() {
    const sdk = await service.load();
    const client = service.open(sdk, options);
    harden(client, service.name);
    return { client, sdk };
  }

  return async (signal, send) => {
    signal.throwIfAborted();
    opened ??= open();
    const { client, sdk } = await opened;
    const limited = bounded(signal, service.callMs);
    try {
      return await send(client, sdk, limited);
    } catch (error) {
      signal.throwIfAborted();
      if (limited.aborted) throw notInTime(service.name, error);
      throw service.named(error);
    }
  };
}

function notInTime(name: string, cause: unknown): CatopsError {
  const message = `${name} did not answer in time.`;
  return new CatopsError('vendor-unreachable', message, { hint: 'try again', cause });
}

/** What every client of the SDK has; its own types differ from service to service. */
interface SdkClient {
  readonly middlewareStack: { add(middleware: never, options: never): void };
}

interface Done {
  readonly output?: object;
  readonly response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** No signature goes over a network in clear text, and what the service's clock says is kept. */
function harden({ middlewareStack }: SdkClient, service: string): void {
  const guard =
    <Args extends { readonly request: unknown }, Result>(next: (args: Args) => Result) =>
    (args: Args): Result => {
      refuseClearText(service, args.request);
      return next(args);
    };
  const note =
    <Args>(next: (args: Args) => Promise<Done>) =>
    async (args: Args): Promise<Done> => {
      const done = await next(args);
      noteClock(done);
      return done;
    };
  // In `build` an address from AWS_ENDPOINT_URL or a profile is known too.
  middlewareStack.add(guard as never, { step: 'build', name: 'catopsRefuseClearText' } as never);
  middlewareStack.add(note as never, { step: 'initialize', name: 'catopsNoteClock' } as never);
}

// The SDK keeps the head of an answer to itself; this remembers the one line of it that is needed.
const clocks = new WeakMap<object, string>();

function noteClock({ output, response }: Done): void {
  const at = vendorTimeOf(response?.headers?.['date']);
  if (output && at !== undefined) clocks.set(output, at);
}

/** What the service's clock said when it gave that answer, ISO 8601; undefined when it said nothing. */
export function awsClockOf(output: object): string | undefined {
  return clocks.get(output);
}
