import { randomFrom } from '../../seed/random.js';
import { createJudge } from './judge-reply.js';
import {
  asCommand,
  type Known,
  makeRequest,
  type RawRequest,
  type Target,
} from './make-request.js';
import { type Ending, sendRaw } from './send-raw.js';

export interface FuzzOptions {
  readonly url: string;
  readonly targets: readonly Target[];
  readonly known: Known;
  /** The same seed sends the same requests, each of which depends on its number alone. */
  readonly seed: string;
  readonly requests: number;
  readonly atOnce: number;
  /** How long a request may take to be answered or refused. */
  readonly withinMs: number;
}

/** A request that was answered as none may be, and how to send it again. */
export interface Fault {
  readonly what: string;
  readonly seed: string;
  readonly command: string;
}

export interface FuzzReport {
  /** How often requests ended so: by status, or `closed`. */
  readonly endings: Readonly<Record<string, number>>;
  /** The first few, in the order of their numbers. */
  readonly faults: readonly Fault[];
}

const mostFaults = 20;

/** Sends requests that are nearly right to every operation in turn, and judges every answer. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { url, targets, known, seed, requests, atOnce, withinMs } = options;
  const judge = createJudge(targets, known.key);
  const endings: Record<string, number> = {};
  const faults: Fault[] = [];
  let next = 0;

  const one = async (number: number) => {
    const target = targets[number % targets.length];
    if (!target) throw new TypeError('The document has no operation.');
    const ofThis = `${seed}/${number}`;
    const request = makeRequest(randomFrom(ofThis), target, known);
    const ending = await sendRaw(url, request, withinMs);
    const name = typeof ending === 'string' ? ending : String(ending.status);
    endings[name] = (endings[name] ?? 0) + 1;
    const what = faultOf(request, ending, judge);
    if (what === undefined) return;
    faults.push({ what, seed: ofThis, command: asCommand(request, url, known.key) });
  };
  const work = async () => {
    while (next < requests && faults.length < mostFaults) {
      next += 1;
      await one(next - 1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { endings, faults };
}

function faultOf(
  request: RawRequest,
  ending: Ending,
  judge: ReturnType<typeof createJudge>,
): string | undefined {
  if (ending === 'hung') return 'neither answered nor closed in time';
  if (ending === 'cut') return 'the reply broke off';
  if (ending === 'closed') return request.isWhole ? 'closed without a reply' : undefined;
  return judge(request, ending);
}
