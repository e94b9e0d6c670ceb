import type { Json } from '../../http/openapi.js';
import type { Random } from '../../seed/random.js';
import { contentTypes, jsonValues, texts } from './bad-values.js';

/** A body and what it is said to be, as wire strings. */
export interface MadeBody {
  readonly type: string;
  readonly bytes: string;
}

/** A JSON body by the schema of its route, or something that is nearly one. */
export function makeJson(random: Random, schema: Json, example: unknown): MadeBody {
  const type = random.chance(0.92) ? 'application/json' : random.pick(contentTypes);
  return { type, bytes: spoiled(random, document(random, schema, example)) };
}

function document(random: Random, schema: Json, example: unknown): string {
  const properties = Object.keys((schema['properties'] ?? {}) as Json);
  const good = (example ?? {}) as Json;
  const members: string[] = [];
  for (const name of properties) {
    if (random.chance(0.07)) continue;
    members.push(member(name, sentFor(random, good[name])));
    // A name that comes twice.
    if (random.chance(0.05)) members.push(member(name, random.pick(jsonValues)));
  }
  if (random.chance(0.15)) members.push(member('__proto__', random.pick(jsonValues)));
  if (random.chance(0.1)) members.push(member('constructor', random.pick(jsonValues)));
  return `{${members.join(',')}}`;
}

/** Good, or a text that reaches the database where any text may stand, or anything. */
function sentFor(random: Random, good: unknown): string {
  if (good !== undefined && random.chance(0.55)) return JSON.stringify(good);
  return random.chance(0.5) ? JSON.stringify(random.pick(texts)) : random.pick(jsonValues);
}

const member = (name: string, json: string) => `${JSON.stringify(name)}:${json}`;

function spoiled(random: Random, json: string): string {
  if (random.chance(0.85)) return json;
  const ways: readonly [() => string, ...(() => string)[]] = [
    () => json.slice(0, Math.floor(random.between(0, json.length))),
    () => `${json}${random.pick(['}', ',', '\0', 'x', json])}`,
    () => `\xef\xbb\xbf${json}`,
    () => `\xff\xfe${[...json].join('\0')}\0`,
    () => random.pick(jsonValues),
    () => json.replaceAll('"', "'"),
    () => '',
    () => `${json}${' '.repeat(70_000)}`,
    () => garbage(random, Math.floor(random.between(1, 300))),
  ];
  return random.pick(ways)();
}

function garbage(random: Random, length: number): string {
  return Array.from({ length }, () => String.fromCharCode(Math.floor(random.between(0, 256)))).join(
    '',
  );
}

/** A form by the schema of its route: parts that are right, wrong, doubled, nested, cut or lies. */
export function makeForm(
  random: Random,
  schema: Json,
  pictures: readonly [string, ...string[]],
): MadeBody {
  const boundary = random.pick([
    'x',
    '----WebKitFormBoundary7MA4YWxk',
    'a'.repeat(70),
    "'()+_,-./:=?",
  ]);
  const quoted = /^[\w-]+$/.test(boundary) ? boundary : `"${boundary}"`;
  const right = `multipart/form-data; boundary=${quoted}`;
  const type = random.chance(0.85) ? right : random.pick(contentTypes);
  const names = Object.keys((schema['properties'] ?? {}) as Json);
  const parts: string[] = [];
  for (const name of names) {
    const times = random.pick([0, 1, 1, 1, 1, 1, 2]);
    for (let time = 0; time < times; time += 1) parts.push(part(random, boundary, name, pictures));
  }
  if (random.chance(0.1)) parts.push(part(random, boundary, random.pick(texts), pictures));
  if (random.chance(0.03)) parts.push(part(random, boundary, 'n', pictures).repeat(300));
  const before = random.chance(0.1) ? 'preamble\r\n' : '';
  const end = random.chance(0.9) ? `--${boundary}--\r\n` : random.pick(['', '--', `--${boundary}`]);
  const whole = `${before}${parts.join('')}${end}`;
  if (random.chance(0.85)) return { type, bytes: whole };
  return { type, bytes: whole.slice(0, Math.floor(random.between(0, whole.length))) };
}

function part(
  random: Random,
  boundary: string,
  name: string,
  pictures: readonly [string, ...string[]],
): string {
  const isFile = name === 'file';
  const text = name === 'breed_ids' && random.chance(0.6) ? 'abys' : random.pick(texts);
  const content = isFile ? fileContent(random, pictures) : text;
  const fileName = random.chance(0.7) ? 'tom.jpg' : random.pick(texts);
  const disposition = `form-data; name="${name}"${isFile ? `; filename="${fileName}"` : ''}`;
  const lines = [`Content-Disposition: ${disposition}`];
  if (isFile) lines.push(`Content-Type: ${random.pick(['image/jpeg', ...contentTypes])}`);
  if (random.chance(0.05)) lines.push(random.pick(odd));
  if (random.chance(0.05)) lines.shift();
  return `--${boundary}\r\n${lines.join('\r\n')}\r\n\r\n${content}\r\n`;
}

const odd = [
  "Content-Disposition: form-data; name*=utf-8''file",
  'Content-Disposition: attachment; filename=../../x',
  'Content-Transfer-Encoding: base64',
  'No colon',
  `X-Long: ${'y'.repeat(9000)}`,
  'Content-Type: multipart/mixed; boundary=y',
] as const;

/** A picture, one with a byte or a half of it gone, one that goes on, or none at all. */
function fileContent(random: Random, pictures: readonly [string, ...string[]]): string {
  const picture = random.pick(pictures);
  if (random.chance(0.4)) return picture;
  const at = Math.floor(random.between(0, picture.length));
  const ways: readonly [() => string, ...(() => string)[]] = [
    () => picture,
    () => picture.slice(0, at),
    () => `${picture.slice(0, at)}${garbage(random, 4)}${picture.slice(at + 4)}`,
    () => `${picture}<?php echo 1; ?>${'\0'.repeat(99)}`,
    () => `${picture.slice(0, 12)}<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>`,
    () => `GIF89a${picture}`,
    () => '\0'.repeat(Math.floor(random.between(0, 2000))),
    () => '',
  ];
  return random.pick(ways)();
}
