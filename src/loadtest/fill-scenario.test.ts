import { expect, it } from 'vitest';
import { parseScenario } from '../adapters/yaml/parse-scenario.js';
import { fillFeeds } from './fill-feeds.js';
import { fillScenario } from './fill-scenario.js';
import { maskData } from './mask-secrets.js';

// The text of a reference, which the language itself would read as a template.
const env = (name: string) => `\${env:${name}}`;

const text = `name: keys
keys: '${env('KEYS')}'
headers: { authorization: 'Bearer ${env('TOKEN')}', x-tenant: '${env('TENANT:-none')}' }
feeds:
  id: { csv: ids.csv }
  word: { list: '${env('WORDS')}' }
  number: { sequence: { from: 5, to: 9, step: 2 } }
  chance: { random: { from: 1, to: 6, count: 50 }, seed: 3 }
  first: { from: { get: '/things?token=${env('TOKEN')}', field: id, count: 1 } }
  below: { from: { get: '/things/{first}/parts', field: id } }
routes:
  POST /things/{id}: { query: { q: '${env('TOKEN')}' }, body: { json: { w: '${env('WORDS')}' } } }
phases: [{ name: p, rate: 1/s, for: 1s }]
`;
const file = parseScenario(text, 's.yaml');
const outside = {
  env: { KEYS: 'key-one, key-two\n', TOKEN: 's3cr3t/x', WORDS: 'to,be' },
  files: { id: ['7', '8'] },
};

it('puts values of the environment and of files where they are named', () => {
  const { scenario, missing, faults } = fillScenario(file.scenario, outside);
  expect([missing, faults]).toEqual([[], []]);
  expect(scenario.keys).toEqual(['key-one', 'key-two']);
  expect(scenario.headers).toEqual({ authorization: 'Bearer s3cr3t/x', 'x-tenant': 'none' });
  expect(scenario.feeds['id']).toMatchObject({ kind: 'list', values: ['7', '8'] });
  expect(scenario.routes[0]).toMatchObject({
    query: { q: 's3cr3t/x' },
    body: { value: { w: 'to,be' } },
  });
});

it('names what is not set, and what cannot be a value, but never the value', () => {
  const { missing, faults } = fillScenario(file.scenario, { ...outside, env: { TOKEN: 'a\nb' } });
  expect(missing).toEqual(['KEYS', 'WORDS']);
  expect(faults.map(({ message }) => message)).toContain(
    'the value of TOKEN has a line break or another control character',
  );
});

it('masks what it took from the environment wherever it turns up again', () => {
  const { secrets } = fillScenario(file.scenario, outside);
  const seen = { at: ['GET /?q=s3cr3t%2Fx', 'Bearer s3cr3t/x'], who: 'key-two', n: 2 };
  expect(maskData(seen, secrets)).toEqual({
    at: ['GET /?q=[secret]', 'Bearer [secret]'],
    who: '[secret]',
    n: 2,
  });
});

it('asks the target with the first value of another feed, and reads each feed once', async () => {
  const { scenario } = fillScenario(file.scenario, outside);
  const asked: string[] = [];
  const target = {
    get: async (path: string) => {
      asked.push(path);
      return { status: 200, text: '{"total":1,"items":[{"id":"a/b"},{"id":"c"}]}' };
    },
  };
  const values = await fillFeeds(target, { ...file, scenario }, {}, new AbortController().signal);
  expect(asked).toEqual(['/things?token=s3cr3t/x', '/things/a%2Fb/parts']);
  expect(values).toMatchObject({
    id: ['7', '8'],
    word: ['to', 'be'],
    number: ['5', '7', '9'],
    first: ['a/b'],
    below: ['a/b', 'c'],
  });
  expect(values['chance']).toHaveLength(50);
  expect(new Set(values['chance'])).toEqual(new Set(['1', '2', '3', '4', '5', '6']));
});

it('says without the secret which feed the target gave nothing for', async () => {
  const { scenario } = fillScenario(file.scenario, outside);
  const target = { get: async () => ({ status: 401, text: '' }) };
  const filling = fillFeeds(target, { ...file, scenario }, {}, new AbortController().signal);
  await expect(filling).rejects.toThrow(
    `s.yaml:9:3 feeds.first: GET /things?token=${env('TOKEN')} answered 401, not 200.`,
  );
});

it.each(['a\r\nx-admin: 1', 'a\u001b[31m', 'half of a letter: \ud83d'])(
  'lets the target write nothing into requests but values: %j',
  async (id) => {
    const { scenario } = fillScenario(file.scenario, outside);
    const target = { get: async () => ({ status: 200, text: JSON.stringify([{ id }]) }) };
    const filling = fillFeeds(target, { ...file, scenario }, {}, new AbortController().signal);
    await expect(filling).rejects.toThrow(
      'gave a "id" that has a line break or another control character.',
    );
  },
);
