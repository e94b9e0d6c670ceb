import type { Finding } from '../../doctor/finding.js';
import { findingsOf } from '../../doctor/vendor-findings.js';
import { printable } from '../../platform/terminal-text.js';
import type { BeanstalkCall } from './client.js';

const make = findingsOf('Elastic Beanstalk');

/**
 * Whether the platform of an environment still gets updates, and has those that there are: AWS
 * recommends one version of each branch, the newest.
 */
export async function platformFindings(
  call: BeanstalkCall,
  environment: string,
  PlatformArn: string,
  signal: AbortSignal,
): Promise<Finding[]> {
  const check = `${environment}: platform`;
  const platform = await call(signal, async (client, sdk, abortSignal) => {
    const command = new sdk.DescribePlatformVersionCommand({ PlatformArn });
    return (await client.send(command, { abortSignal })).PlatformDescription;
  });
  const { PlatformBranchName: branch, PlatformVersion: version = 'an unnamed version' } =
    platform ?? {};
  const title = printable(branch ?? PlatformArn);
  // "Beta | Supported | Deprecated | Retired".
  const state = platform?.PlatformBranchLifecycleState?.toLowerCase() ?? 'unknown';
  if (state === 'deprecated' || state === 'retired')
    return [
      make.warning(
        check,
        `${title} is ${state}: it gets no updates.`,
        'move to a supported branch',
      ),
    ];
  const well = make.ok(check, `${title} ${printable(version)}, ${state}.`);
  // "Possible values: recommended | empty"; a platform of one's own has no branch.
  if (branch === undefined || /^recommended$/i.test(platform?.PlatformLifecycleState ?? ''))
    return [well];
  const newest = await recommended(call, branch, signal);
  if (newest === undefined || newest === version) return [well];
  const says = `${title}: ${version} runs, and ${newest} is recommended; its security updates are missing.`;
  const mend = 'update the platform at a quiet hour, or switch on managed platform updates';
  return [make.warning(check, printable(says), mend)];
}

async function recommended(
  call: BeanstalkCall,
  branch: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const equals = (Type: string, value: string) => ({ Type, Operator: '=', Values: [value] });
  const { PlatformSummaryList = [] } = await call(signal, (client, sdk, abortSignal) => {
    const Filters = [
      equals('PlatformBranchName', branch),
      equals('PlatformLifecycleState', 'recommended'),
    ];
    return client.send(new sdk.ListPlatformVersionsCommand({ Filters }), { abortSignal });
  });
  return PlatformSummaryList[0]?.PlatformVersion;
}
