import process from 'node:process';

/** Acts when the process that started this one has gone: a parent that was killed cannot say stop. */
export function onParentGone(act: () => void): void {
  process.on('disconnect', act);
  // It may have gone while our code was being loaded, and then nobody was there to hear of it.
  if (process.send && !process.connected) act();
}
