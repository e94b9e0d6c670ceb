import { type AwsAccess, awsClientOptions, refuseClearText } from './aws.js';
import { CatopsError } from './errors.js';
import { bounded } from './vendor-failure.js';

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
export function createAwsCall<Client, Sdk>(
  service: AwsService<Client, Sdk>,
  access: AwsAccess,
): AwsCall<Client, Sdk> {
  const options = awsClientOptions(service.name, access);
  let opened: Promise<{ readonly client: Client; readonly sdk: Sdk }> | undefined;

  async function open() {
    const sdk = await service.load();
    return { client: service.open(sdk, options), sdk };
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

/** For the `build` step of a client: no signature goes over a network in clear text. */
export const clearTextGuard =
  (service: string) =>
  <Args extends { readonly request: unknown }, Result>(next: (args: Args) => Result) =>
  (args: Args): Result => {
    refuseClearText(service, args.request);
    return next(args);
  };

/** Where the guard belongs. */
export const guardStep = { step: 'build', name: 'catopsRefuseClearText' } as const;
