import { addCommits } from '../../src/diagnosis/add-commits.js';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import { gather } from '../../src/diagnosis/gather.js';
import { parseAt } from '../../src/incidents/timeline/parse-at.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { bounded } from '../../src/platform/vendor-failure.js';
import { utc, type Zone } from '../../src/platform/zone.js';
import type { Reply } from './command.js';
import { diagnosisReply } from './diagnose-reply.js';
import { zoneNamed } from './rollup-context.js';
import { tableWidthOf, widthOf } from './terminal.js';
import type { Wiring } from './wiring.js';

interface DiagnoseInvocation {
  readonly flags: {
    readonly from: string | undefined;
    readonly to: string | undefined;
    readonly telemetry: 'metrics' | 'rollups' | undefined;
    readonly all: boolean;
    readonly utc: boolean;
  };
  readonly host: Host;
  readonly wiring: Wiring;
}

const briefMs = 15_000;

/** Gathers what is known of the window and answers. */
export async function runDiagnosis({ flags, host, wiring }: DiagnoseInvocation): Promise<Reply> {
  const zone = flags.utc ? utc : zoneNamed(wiring.settings().timeZone);
  const request = {
    from: readTime('from', flags.from, host, zone),
    to: readTime('to', flags.to, host, zone),
    source: flags.telemetry,
  };
  const sources = await wiring.diagnosis();
  try {
    const answered = diagnose(await gather(sources.deps, request, host.signal), zone);
    const found = await addCommits(answered, sources.history, host.signal);
    const layout = { zone, width: tableWidthOf(host.stdout), prose: widthOf(host.stdout) };
    return diagnosisReply(found, layout, flags.all);
  } finally {
    await sources.close();
  }
}

/** The lines that answer, for whoever is about to act on them; within some seconds or not at all. */
export async function briefDiagnosis({
  host,
  wiring,
}: Pick<DiagnoseInvocation, 'host' | 'wiring'>): Promise<readonly string[]> {
  const sources = await wiring.diagnosis();
  try {
    const request = { from: undefined, to: undefined, source: undefined };
    const signal = bounded(host.signal, briefMs);
    const zone = zoneNamed(wiring.settings().timeZone);
    return diagnose(await gather(sources.deps, request, signal), zone).answer;
  } finally {
    await sources.close();
  }
}

function readTime(
  name: string,
  text: string | undefined,
  { clock }: Host,
  zone: Zone,
): number | undefined {
  if (text === undefined) return undefined;
  const found = parseAt(text, { now: clock.now(), zone });
  if (found.ok) return found.at;
  throw new CatopsError('usage-invalid', `--${name}: ${found.problem}`);
}
