import { expect, it } from 'vitest';
import { openApiDocument } from '../../http/openapi.js';
import { bindServiceStatus } from './index.js';

it('makes the document when the first client asks for it or for its page, and once', async () => {
  let made = 0;
  const bindings = bindServiceStatus({
    version: '1.2.3',
    openApi: () => {
      made += 1;
      return openApiDocument([], { version: '1.2.3', alarms: [] });
    },
    state: () => ({ loaded: true, stopping: false, trueAt: 0, dependencies: [] }),
  });
  const ask = async (name: string) => {
    const binding = bindings.find((each) => each.name === name);
    return binding?.handler.load({ params: {}, query: {}, keyed: false });
  };
  expect(made).toBe(0);
  const documents = [await ask('GET /openapi.json'), await ask('GET /openapi.json')];
  expect(documents[0]?.body).toContain('"openapi":"3.1.0"');
  expect(documents[1]).toBe(documents[0]);
  expect((await ask('GET /docs'))?.status).toBe(200);
  expect(made).toBe(1);
});
