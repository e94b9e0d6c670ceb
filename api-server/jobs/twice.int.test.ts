import { expect, it } from 'vitest';
import { analysisTwice } from '../testing/twice/analysis-twice.js';
import { deliveryTwice } from '../testing/twice/delivery-twice.js';
import { publishTwice } from '../testing/twice/publish-twice.js';
import { purgeRejectedTwice, purgeTwice } from '../testing/twice/purge-twice.js';
import { resizeTwice } from '../testing/twice/resize-twice.js';
import { restTwice } from '../testing/twice/rest-twice.js';
import { sweepTwice } from '../testing/twice/sweep-twice.js';
import { tidyTwice } from '../testing/twice/tidy-twice.js';
import type { TwiceWorld } from '../testing/twice/twice-world.js';
import { welcomeTwice } from '../testing/twice/welcome-twice.js';
import { withdrawTwice } from '../testing/twice/withdraw-twice.js';
import { type JobType, jobSchemas } from './jobs.js';
import type { JobContext } from './work-off.js';

// The queue hands a job out again when its process died or was too slow. So every type of job is in
// here: one that is not fails to compile.
const worlds: { readonly [T in JobType]: () => Promise<TwiceWorld<T>> } = {
  'mail.welcome': welcomeTwice,
  'webhook.deliver': deliveryTwice,
  'jobs.tidy': tidyTwice,
  'image.analyse': analysisTwice,
  'votes.rest': restTwice,
  'image.resize': resizeTwice,
  'image.purge': purgeTwice,
  'image.publish': publishTwice,
  'image.withdraw': withdrawTwice,
  'images.purge-rejected': purgeRejectedTwice,
  'images.sweep': sweepTwice,
};

const context: JobContext = { jobId: 17, signal: new AbortController().signal };

for (const type of Object.keys(worlds) as JobType[]) {
  it(`leaves after doing ${type} twice what it left after doing it once`, async () => {
    const world = await worlds[type]();
    const handler = world.handler as (payload: unknown, context: JobContext) => Promise<void>;
    // As it comes out of the queue.
    const payload = jobSchemas[type].parse(JSON.parse(JSON.stringify(world.payload)));
    const before = await world.effect();
    await handler(payload, context);
    const once = await world.effect();
    expect(once).not.toEqual(before);
    await handler(payload, context);
    expect(await world.effect()).toEqual(once);
    await world.close();
  });
}
