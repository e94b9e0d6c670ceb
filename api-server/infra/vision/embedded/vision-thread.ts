import { parentPort, workerData } from 'node:worker_threads';
import { systemErrorCode } from '../../../../src/platform/errors.js';
import { openLook } from './look.js';
import { openPackages } from './model-packages.js';
import type { VisionData, VisionReply, VisionRequest } from './vision-messages.js';

// Entry of the thread that looks at pictures: a second of computing for each, which the process that
// works jobs off does not wait for. One after the other; it is ended when there are none.

const { directory } = workerData as VisionData;
let loaded: ReturnType<typeof openLook> | undefined;
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: VisionRequest) => {
  last = last.then(async () => parentPort?.postMessage(await answer(request)));
});

async function answer({ id, jpeg }: VisionRequest): Promise<VisionReply> {
  try {
    loaded ??= openLook(openPackages(directory));
    return { id, findings: await (await loaded)(jpeg) };
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    return { id, failure: systemErrorCode(error) ?? name };
  }
}
