import type { QueuedImage } from '../../src/contracts/admin-process.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { askLine } from './ask.js';
import type { Reply } from './command.js';
import { imageLines } from './image-queue-text.js';
import { reviewReply } from './image-review.js';
import { type ColourDepth, pictureText } from './picture-text.js';
import { wantsAscii, wantsColour, widthOf } from './terminal.js';
import type { Wiring } from './wiring.js';

/** What showing a picture needs. */
export interface Looking {
  readonly host: Host;
  readonly wiring: Wiring;
}

/** The picture as well as a terminal shows it, and all that is known of it. */
export async function lookAt({ host, wiring }: Looking, image: QueuedImage): Promise<string> {
  const width = Math.min(widthOf(host.stdout), 80);
  // The lines below it, and the question, stay on the screen with it.
  const rows = Math.max(8, Math.min(30, (host.stdout.rows ?? 24) - 8));
  const look = await wiring.admin(wiring.dataDir(), {
    ...{ op: 'image.look', id: image.id, frame: image.evidence?.worst ?? 0 },
    ...{ width, height: rows * 2 },
  });
  const rgb = Buffer.from(look.pixels, 'base64');
  const picture = pictureText({ width: look.width, height: look.height, rgb }, depthOf(host));
  return [picture, ...imageLines(image)].join('\n');
}

function depthOf(host: Host): ColourDepth {
  if (!wantsColour(host, host.stdout) || wantsAscii(host)) return 'none';
  return /truecolor|24bit/.test(host.env['COLORTERM'] ?? '') ? 'all' : 'palette';
}

/** How a round of looking went. */
interface Round {
  readonly approved: string[];
  readonly rejected: string[];
  readonly skipped: string[];
  /** Removed by somebody else before they were decided about. */
  readonly gone: string[];
}

/** Shows pictures one after the other to whoever sits there, and does what is typed. */
export async function reviewOneByOne(
  looking: Looking & { readonly dryRun: boolean; say(line: string): void },
  images: readonly QueuedImage[],
): Promise<Reply> {
  const round: Round = { approved: [], rejected: [], skipped: [], gone: [] };
  for (const [at, image] of images.entries()) {
    const left = `${at + 1} of ${images.length}`;
    const goesOn = await orGone(looking, image, round, async () => {
      looking.say(await lookAt(looking, image));
      return decide(looking, image, left, round);
    });
    if (!goesOn) break;
  }
  const { approved, rejected, skipped, gone } = round;
  const { dryRun } = looking;
  return {
    exit: 'ok',
    data: { schema: 'catops.images-reviewed/v1', dryRun, ...round },
    text: () => {
      const others = gone.length > 0 ? `, ${gone.length} gone` : '';
      const said = `${approved.length} approved, ${rejected.length} rejected, ${skipped.length} skipped${others}.`;
      return dryRun ? `Would be: ${said}` : said;
    },
  };
}

/** The queue was read a while ago: a picture that is gone by now is said so, and the next one comes. */
async function orGone(
  { say }: { say(line: string): void },
  { id }: QueuedImage,
  { gone }: Round,
  work: () => Promise<boolean>,
): Promise<boolean> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CatopsError) || error.code !== 'image-unknown') throw error;
    say(error.message);
    gone.push(id);
    return true;
  }
}

const question = '[a]pprove, [r]eject, [s]kip or [q]uit?';

/** False: enough for today. */
async function decide(
  { host, wiring, dryRun, say }: Looking & { readonly dryRun: boolean; say(line: string): void },
  { id }: QueuedImage,
  left: string,
  round: Round,
): Promise<boolean> {
  for (;;) {
    const answer = (await askLine(host, `${left}: ${question}`)).toLowerCase();
    if (answer === '' || answer === 'q') return false;
    if (answer === 's') {
      round.skipped.push(id);
      return true;
    }
    if (answer === 'a') {
      const reply = await reviewReply(wiring, { id, verdict: 'approved', reason: null, dryRun });
      say(reply.text());
      round.approved.push(id);
      return true;
    }
    if (answer !== 'r') continue;
    const reason = (await askLine(host, 'Why, for the record:')).slice(0, 255);
    // Thought better of it.
    if (reason === '') continue;
    say((await reviewReply(wiring, { id, verdict: 'rejected', reason, dryRun })).text());
    round.rejected.push(id);
    return true;
  }
}
