import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { closeSite, openSite, run, type Site } from '../incidents/testing/vendor-site.js';

let site: Site;
afterEach(() => closeSite(site));

it('wakes somebody once for an API that does not start where nobody sits', async () => {
  site = await openSite();
  const dataDir = join(site.stateDir, 'data');
  await writeFile(dataDir, 'a file where a directory is to be');
  const env = { ...site.env, CATOPS_DATA_DIR: dataDir, CATOPS_PORT: '0' };
  const first = await run({ ...site, env }, ['up']);
  const again = await run({ ...site, env }, ['up']);
  expect([first.code, again.code, site.pager.pages()]).toEqual([7, 7, 1]);
  expect(first.err).toMatch(/INC-\d{4}-001 is open/);
  expect(first.err).toContain(`catops: The data directory ${dataDir} cannot be used`);
});
