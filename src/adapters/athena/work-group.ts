import { CatopsError } from '../../platform/errors.js';
import type { WorkGroup } from '../../rollups/init/ports.js';
import type { AthenaAccess, AthenaCall } from './client.js';

/** The workgroup as it is set up; null when there is none of that name. */
export async function readWorkGroup(
  { workGroup }: Pick<AthenaAccess, 'workGroup'>,
  call: AthenaCall,
  signal: AbortSignal,
): Promise<WorkGroup | null> {
  try {
    return await call(signal, async (client, sdk, abortSignal) => {
      const command = new sdk.GetWorkGroupCommand({ WorkGroup: workGroup });
      const { WorkGroup: found } = await client.send(command, { abortSignal });
      const set = found?.Configuration;
      return {
        name: workGroup,
        enabled: found?.State === 'ENABLED',
        enforced: set?.EnforceWorkGroupConfiguration ?? false,
        cutOffBytes: set?.BytesScannedCutoffPerQuery ?? null,
        engine: set?.EngineVersion?.EffectiveEngineVersion ?? null,
        results:
          set?.ResultConfiguration?.OutputLocation ??
          (set?.ManagedQueryResultsConfiguration?.Enabled ? 'managed' : null),
      };
    });
  } catch (error) {
    if (error instanceof CatopsError && isUnknown(error.cause)) return null;
    throw error;
  }
}

/** Athena has no error of its own for it: "WorkGroup is not found" is an invalid request. */
function isUnknown(cause: unknown): boolean {
  const { name, message = '' } = (cause ?? {}) as Partial<Error>;
  return name === 'InvalidRequestException' && /workgroup .*not found/i.test(message);
}
