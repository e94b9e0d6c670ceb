/**
 * The whole body of an answer as text. Rejects with the signal's reason as soon as it is aborted,
 * and then lets go of the connection: Node 20's fetch forgets its signal once the head is there, so
 * a body that stalls would otherwise never end.
 */
export async function readBody(response: Response, signal: AbortSignal): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder();
  let text = '';
  const { promise: aborted, reject } = withReject();
  const stop = (): void => reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), aborted]);
      if (done) return text + decoder.decode();
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    // Not awaited: what does not answer may not confirm either.
    reader.cancel(error).catch(() => undefined);
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function withReject(): { promise: Promise<never>; reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<never>((_resolve, refuse) => {
    reject = refuse;
  });
  // It may be refused after the race is over.
  promise.catch(() => undefined);
  return { promise, reject };
}
