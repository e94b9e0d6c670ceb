import type { AthenaState, Executed, LoopbackQuery } from './state.js';

/** Moves a query on by what its next look is to see. */
export async function takeStep(state: AthenaState, query: LoopbackQuery): Promise<void> {
  const [step = 'end', ...later] = query.steps;
  if (later.length > 0) query.steps = later;
  if (step === 'end') end(state, query, await query.run);
  else if (typeof step === 'string') become(query, step);
  else if ('scanned' in step) {
    query.scannedBytes = step.scanned;
    become(query, 'RUNNING');
  } else if ('failed' in step) {
    query.retryable = step.retryable ?? false;
    become(query, 'FAILED', step.failed);
  } else become(query, 'CANCELLED', step.cancelled);
}

function end(state: AthenaState, query: LoopbackQuery, ended: Executed | Error): void {
  if (ended instanceof Error) {
    become(query, 'FAILED', ended.message);
    return;
  }
  const group = state.workGroups.find(({ name }) => name === query.workGroup);
  const cutOff = group?.cutOffBytes ?? Number.POSITIVE_INFINITY;
  query.scannedBytes = Math.min(ended.scannedBytes, cutOff);
  // "If the query exceeds the limit, it is canceled"; the reason as real queries have shown it.
  if (ended.scannedBytes > cutOff) {
    become(query, 'CANCELLED', 'Bytes scanned limit was exceeded');
    return;
  }
  query.result = ended;
  become(query, 'SUCCEEDED');
}

function become(query: LoopbackQuery, state: LoopbackQuery['state'], reason: string | null = null) {
  query.state = state;
  query.reason = reason;
}
