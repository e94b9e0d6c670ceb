import type { Operation } from '../../http/openapi.js';
import type { Random } from '../../seed/random.js';
import { numbers, texts } from './bad-values.js';
import type { Known, Target } from './make-request.js';

/** The path and query of an operation; most of it means something. */
export function makeUrl(random: Random, target: Target, known: Known): string {
  const path = makePath(random, target, known);
  const query = makeQuery(random, target.operation, known);
  return query === '' ? path : `${path}?${query}`;
}

function makePath(random: Random, { path, operation }: Target, known: Known): string {
  const made = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const good = known.ids[name] ?? [exampleOf(operation, name)];
    return random.chance(0.6) ? random.pick(good) : encoded(random, anyText(random));
  });
  if (random.chance(0.05)) return `${made}/`;
  if (random.chance(0.97)) return made;
  return random.pick([
    ...[`/${made}`, `http://evil.example${made}`, '*', made.slice(1), made.toUpperCase()],
    ...[`${made}/%2e%2e/x`, made.replaceAll('/', '//'), `${made};a=b`, `${made}%`, `${made}#x`],
    made.replace('v', '%76'),
  ] as const);
}

function exampleOf({ parameters }: Operation, name: string): string {
  return String(parameters.find((parameter) => parameter.name === name)?.example ?? 'x');
}

function anyText(random: Random): string {
  return random.chance(0.5) ? random.pick(texts) : random.pick(numbers);
}

/** A text in a URL: encoded as it should be, more than it should, wrongly, or as it is. */
function encoded(random: Random, text: string): string {
  const percent = (all: string) =>
    all.replace(/[\s\S]/g, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
  const usual = text.replace(/[^\w.~-]/g, percent);
  const ways: readonly [() => string, ...(() => string)[]] = [
    () => usual,
    () => usual,
    () => usual,
    () => percent(text),
    () => usual.replaceAll('%', '%25'),
    () =>
      `${usual}${random.pick(['%', '%zz', '%f', '%ff', '%00', '%u0041', '%c0%af', '%ed%a0%80'])}`,
    () => text.replace(/[\s\0?#]/g, ''),
  ];
  return random.pick(ways)();
}

function makeQuery(random: Random, { parameters }: Operation, known: Known): string {
  const parts = parameters
    .filter(({ in: place }) => place === 'query' && random.chance(0.45))
    .flatMap(({ name, example }) => {
      const one = () => `${name}${equals(random)}${valueLike(random, example)}`;
      return random.chance(0.9) ? [one()] : [one(), one()];
    });
  if (random.chance(0.15)) {
    parts.push(`${random.pick(texts).replace(/[^\w]/g, '')}=${encoded(random, anyText(random))}`);
  }
  if (random.chance(0.04)) parts.push(`api_key=${random.chance(0.5) ? known.key : 'wrong'}`);
  if (random.chance(0.02)) parts.push('a=b&'.repeat(800));
  return parts.join(random.chance(0.97) ? '&' : random.pick(['&&', ';', '=', '?']));
}

function equals(random: Random): string {
  return random.chance(0.95) ? '=' : random.pick(['[]=', '[a]=', '%5B%5D=', '']);
}

function valueLike(random: Random, example: unknown): string {
  const isGood = random.chance(0.5);
  return isGood ? encodeURIComponent(String(example)) : encoded(random, anyText(random));
}
