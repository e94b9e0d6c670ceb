// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how a scenario names the environment
import { expect, it } from 'vitest';
import { CatopsError } from '../../platform/errors.js';
import { parseScenario } from './parse-scenario.js';

const good = `name: default
headers: { accept: application/json }
feeds:
  image_id: { list: [ebv, 7] }
routes:
  GET /v1/images/{image_id}: { weight: 2, query: { size: small } }
  GET /v1/breeds:
phases:
  - { name: warm-up, rate: 50/s, for: 3s, measure: false }
  - { name: steady, rate: 100/s, for: 4s }
  - { name: most, connections: 5, for: 1m }
thresholds:
  - errors < 0.5%
  - { expr: 'latency.p95{phase=steady} < 1s', level: warn }
excuse:
  - { route: GET /docs, reason: a page }
coverage: { minimum: 5 }
`;

it('reads a scenario, with what it does not say filled in', () => {
  const { scenario } = parseScenario(good, 's.yaml');
  expect(scenario.routes[0]).toEqual({
    route: 'GET /v1/images/{image_id}',
    weight: 2,
    params: {},
    query: { size: 'small' },
    headers: {},
    body: null,
    expectedStatus: 200,
    check: null,
    dbQueriesPerRequest: null,
  });
  expect(scenario.feeds).toEqual({
    image_id: { kind: 'list', values: ['ebv', '7'], pick: 'sequential', seed: 1 },
  });
  expect(
    scenario.phases.map(({ seconds, rate, connections, measured }) => [
      seconds,
      rate,
      connections,
      measured,
    ]),
  ).toEqual([
    [3, { from: 50, to: 50 }, null, false],
    [4, { from: 100, to: 100 }, null, true],
    [60, null, 5, true],
  ]);
  expect(scenario.thresholds.map(({ level }) => level)).toEqual(['fail', 'warn']);
  expect(scenario.coverageMinimum).toBe(5);
});

it('reads a ramp', () => {
  const { scenario } = parseScenario(replaced('rate: 100/s', 'rate: 20/s -> 200/s'), 's.yaml');
  expect(scenario.phases[1]?.rate).toEqual({ from: 20, to: 200 });
});

const replaced = (from: string, to: string) => good.replace(from, to);

it.each([
  ['an unknown key', `${good}phasess: []\n`, 's.yaml:18:1 phasess: unknown key'],
  [
    'an unknown key inside',
    replaced('weight: 2', 'wieght: 2'),
    's.yaml:6:40 routes."GET /v1/images/{image_id}".wieght: unknown key',
  ],
  [
    'an unknown rule',
    `${good}rules: [stampede, stampedo]\n`,
    's.yaml:18:19 rules[1]: no rule is named "stampedo"; known are threshold, coverage, uncached,',
  ],
  ['what it cannot be without', 'name: x\n', 's.yaml:1:1 routes: it is missing'],
  ['half of a letter', `${good}openapi: "/\\ud83d"\n`, 'openapi: must be whole letters'],
  ['a key given twice', `${good}name: again\n`, 's.yaml:18:1 Map keys must be unique'],
  ['a rate without unit', replaced('100/s', '100'), 's.yaml:10:27 phases[1].rate: '],
  [
    'a rate of nothing',
    replaced('100/s', '0/s'),
    's.yaml:10:27 phases[1].rate: must be requests a second',
  ],
  [
    'a ramp to nothing',
    replaced('100/s', '100/s -> 0/s'),
    's.yaml:10:27 phases[1].rate: must be requests a second such as 100/s or 20/s -> 200/s',
  ],
  [
    'a ramp too high',
    replaced('100/s', '1/s -> 2001/s'),
    's.yaml:10:27 phases[1].rate: must be at most 2000/s',
  ],
  [
    'a rate too high',
    replaced('100/s', '9999/s'),
    's.yaml:10:27 phases[1].rate: must be at most 2000/s',
  ],
  [
    'half a second',
    replaced('for: 4s', 'for: 500ms'),
    's.yaml:10:39 phases[1].for: "500ms" is not a duration of whole seconds',
  ],
  [
    'a phase with both',
    replaced('connections: 5', 'connections: 5, rate: 5/s'),
    's.yaml:11:5 phases[2]: a phase needs either rate or connections',
  ],
  [
    'a phase twice',
    replaced('name: most', 'name: steady'),
    's.yaml:11:13 phases[2].name: phase "steady" is there twice',
  ],
  [
    'a feed nobody defined',
    replaced('size: small', "size: '{sizes}'"),
    'no feed is named "sizes"; known are image_id',
  ],
  [
    'a parameter nobody fills',
    replaced('image_id: { list', 'picture: { list'),
    'no feed fills {image_id}; known are picture',
  ],
  [
    'a threshold without unit',
    replaced('0.5%', '0.5'),
    's.yaml:13:14 thresholds[0]: errors needs a limit',
  ],
  [
    'a threshold of an unknown phase',
    replaced('phase=steady', 'phase=staedy'),
    `s.yaml:14:32 thresholds[1].expr: no measured phase of this scenario is "staedy"; known are steady, most`,
  ],
  ['a threshold on the warm-up', replaced('phase=steady', 'phase=warm-up'), 'no measured phase'],
  [
    'a threshold of an unknown route',
    replaced('errors <', 'errors{route=GET /nope} <'),
    's.yaml:13:18 thresholds[0]: no route of this scenario is "GET /nope"',
  ],
  [
    'something that is no route',
    replaced('GET /v1/breeds:', 'GET v1/breeds:'),
    'must be a route such as GET /v1/breeds',
  ],
  ['a header that breaks the line', replaced('application/json', '"a\\nb"'), 'must be one line'],
  [
    'a percentile that the phases cannot tell',
    replaced('errors < 0.5%', 'latency.p99{phase=steady} < 1s'),
    's.yaml:13:5 thresholds[0]: p99 needs 1000 samples, and the phases send 400',
  ],
  [
    'a percentile that a rare route cannot tell',
    replaced('errors < 0.5%', 'service-time.p95{route=*, phase=steady} < 1s'),
    'p95 needs 200 samples, and the phases send 133',
  ],
  [
    'how much was achieved by a route',
    replaced('errors < 0.5%', 'achieved{route=*} > 95%'),
    's.yaml:13:20 thresholds[0]: achieved is of whole phases',
  ],
  [
    'a warning that stops the load',
    replaced('level: warn', 'level: warn, abortAfter: 5s'),
    'thresholds[1].abortAfter: what only warns cannot stop the load',
  ],
  [
    'a latency that stops the load',
    replaced('level: warn', 'abortAfter: 5s'),
    'only errors are watched while the load runs, not latency.p95',
  ],
  [
    'a time to stop after that is none',
    replaced("'latency.p95{phase=steady} < 1s', level: warn", 'errors < 50%, abortAfter: 500ms'),
    'thresholds[1].abortAfter: "500ms" is not a time such as 5s, of at least 1s',
  ],
  [
    'a run without end',
    replaced(
      '- { name: most, connections: 5, for: 1m }',
      [1, 2, 3, 4].map((n) => `- { name: p${n}, rate: 2000/s, for: 1h }`).join('\n  '),
    ),
    's.yaml:8:1 phases: they take 14407 s together; a run takes at most 14400 s',
  ],
  [
    'a feed of two sources',
    replaced('{ list: [ebv, 7] }', '{ list: [ebv], sequence: { to: 9 } }'),
    's.yaml:4:3 feeds.image_id: a feed needs exactly one of list, from, csv, json, sequence, random; this one has list and sequence',
  ],
  [
    'a column without its file',
    replaced('{ list: [ebv, 7] }', '{ list: [ebv], column: id }'),
    's.yaml:4:36 feeds.image_id.column: goes with csv only',
  ],
  [
    'a sequence without end',
    replaced('{ list: [ebv, 7] }', '{ sequence: { to: 9999999 } }'),
    'feeds.image_id: it has 9999999 values; a feed has at most 100000',
  ],
  [
    'a feed that needs itself',
    replaced('{ list: [ebv, 7] }', "{ from: { get: '/x/{image_id}', field: id } }"),
    'feeds.image_id: from.get: it needs its own value',
  ],
  [
    'a feed from anywhere on the disk',
    replaced('{ list: [ebv, 7] }', '{ csv: /etc/passwd }'),
    'feeds.image_id: csv: the file is named relative to the scenario',
  ],
  [
    'unique values for two routes',
    replaced('{ list: [ebv, 7] }', '{ list: [ebv, 7], pick: unique }').replace(
      'GET /v1/breeds:',
      "GET /v1/breeds: { query: { q: '{image_id}' } }",
    ),
    'feeds.image_id: its values are unique, and 2 routes use it',
  ],
  [
    'a body of what only reads',
    replaced('weight: 2', 'body: { text: x }'),
    '.body: a request that only reads has no body',
  ],
  [
    'a body with a feed nobody defined',
    replaced('GET /v1/breeds:', "POST /v1/x: { body: { json: { a: ['{nope}'] } } }"),
    'routes."POST /v1/x".body: no feed is named "nope"; known are image_id',
  ],
  [
    'a look into a body that may be compressed',
    replaced('accept: application/json', 'accept-encoding: gzip').replace(
      'weight: 2',
      'expect: { body: { contains: x } }',
    ),
    'cannot be looked into',
  ],
  [
    'a header the generator sets itself',
    replaced('accept: application/json', 'Content-Length: 5'),
    's.yaml:2:28 headers.Content-Length: is not for a scenario to set',
  ],
  [
    'a key that would be sent with every request',
    replaced('accept: application/json', 'X-API-Key: k'),
    'list the keys in keys',
  ],
  [
    'a reference that is none',
    replaced('application/json', '"${env:a-b}"'),
    's.yaml:2:20 headers.accept: a reference to the environment is written ${env:NAME}',
  ],
  [
    'a value of the environment where it would be read',
    replaced('name: default', 'name: "${env:NAME}"').replace(
      'reason: a page',
      'reason: "${env:X}"',
    ),
    'a value of the environment can stand in headers, keys',
  ],
  ['nothing', '', 's.yaml:1:1 '],
  ['broken YAML', 'name: x\n  bad: [', 's.yaml:2:'],
])('refuses %s in one sentence that says where', (_what, text, sentence) => {
  const error = caught(() => parseScenario(text, 's.yaml'));
  expect(error.code).toBe('scenario-invalid');
  expect(error.message).toContain(sentence);
  expect(error.message).not.toContain('\n');
});

it('does not unfold a small file into a huge one', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 0; i < 8; i++) {
    const before = i === 0 ? 'a' : `b${i - 1}`;
    bomb.push(`b${i}: &b${i} [${Array.from({ length: 10 }, () => `*${before}`).join(', ')}]`);
  }
  expect(caught(() => parseScenario(bomb.join('\n'), 'bomb.yaml')).code).toBe('scenario-invalid');
});

function caught(act: () => unknown): CatopsError {
  try {
    act();
  } catch (error) {
    if (error instanceof CatopsError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
