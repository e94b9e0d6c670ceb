import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const url = 'http://127.0.0.1:1';

it('stays there until it has given up on a fetch that waits for nothing', async () => {
  const script = `
    import { createTargetReader } from ${JSON.stringify(new URL('./target-reader.ts', import.meta.url).href)};
    const fetch = (_url, { signal }) => new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
    const target = createTargetReader({ fetch, url: '${url}', timeoutMs: 50 });
    await target.get('/').catch((error) => console.log(error.message));`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toBe(`${url} does not answer: GET /: no answer in 0.05 s.\n`);
});
