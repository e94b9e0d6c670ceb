import type { WorkGroup } from './ports.js';

/** Something about the workgroup that should be mended. */
export interface WorkGroupProblem {
  /** What was looked at: `workgroup`, `cut-off`, `engine`, `results`. */
  readonly check: string;
  /** Whether no query should run before it is mended. */
  readonly stops: boolean;
  readonly says: string;
  readonly mend: string;
}

/** Twenty gigabytes: two hundred days like the ones measured, ten cents at five dollars a terabyte. */
const advisedCutOffBytes = 20_000_000_000;

/** What should be mended about a workgroup; none when all is well. */
export function checkWorkGroup(name: string, found: WorkGroup | null): readonly WorkGroupProblem[] {
  if (found === null) {
    const says = `There is no workgroup ${name}.`;
    return [{ check: 'workgroup', stops: true, says, mend: createCommand(name) }];
  }
  const set = `aws athena update-work-group --work-group ${name} --configuration-updates`;
  return [
    !found.enabled && {
      check: 'workgroup',
      stops: true,
      says: `Workgroup ${name} is disabled.`,
      mend: `aws athena update-work-group --work-group ${name} --state ENABLED`,
    },
    found.results === null && {
      check: 'results',
      stops: true,
      says: `Workgroup ${name} says nothing of where results go.`,
      mend: `${set} ResultConfigurationUpdates={OutputLocation=s3://YOUR-BUCKET/athena-results/}`,
    },
    found.cutOffBytes === null && {
      check: 'cut-off',
      stops: false,
      says: `Workgroup ${name} has no cut-off: nothing stops a query that reads everything.`,
      mend: `${set} BytesScannedCutoffPerQuery=${advisedCutOffBytes}`,
    },
    !found.enforced && {
      check: 'cut-off',
      stops: false,
      says: `Workgroup ${name} does not enforce its settings: a client may ignore them.`,
      mend: `${set} EnforceWorkGroupConfiguration=true`,
    },
    found.engine !== 'Athena engine version 3' && {
      check: 'engine',
      stops: true,
      says: `Workgroup ${name} runs ${found.engine ?? 'an unknown engine'}, not Athena engine version 3.`,
      mend: `${set} 'EngineVersion={SelectedEngineVersion=Athena engine version 3}'`,
    },
  ].flatMap((problem) => problem || []);
}

function createCommand(name: string): string {
  const settings = [
    'EnforceWorkGroupConfiguration=true',
    `BytesScannedCutoffPerQuery=${advisedCutOffBytes}`,
    'ResultConfiguration={OutputLocation=s3://YOUR-BUCKET/athena-results/}',
    'EngineVersion={SelectedEngineVersion=Athena engine version 3}',
  ];
  return `aws athena create-work-group --name ${name} --configuration '${settings.join(',')}'`;
}
