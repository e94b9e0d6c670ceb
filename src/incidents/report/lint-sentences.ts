import type { LintFinding, LintRule } from './lint.js';

interface SentenceRule {
  readonly rule: LintRule;
  readonly pattern: RegExp;
  problem(found: string): string;
}

const units =
  'ms|s|sec|seconds?|min|minutes?|h|hours?|d|days?|weeks?|months?|years?|%|percent|per|kB|MB|GB|TB|bytes?|rps|x|times';

const rules: readonly SentenceRule[] = [
  {
    rule: 'blame',
    pattern:
      /\b(?:human error|operator error|careless(?:ly|ness)?|negligen(?:t|ce)|incompeten(?:t|ce)|stupid(?:ly)?|sloppy|lazy|failed to|neglected to|forgot(?: to)?|should(?:n't| not)? have|could have (?:easily )?(?:prevented|avoided)|at fault|to blame|fault of|mistake of|simply|obviously|of course|clearly)\b/gi,
    problem: (found) =>
      `"${found}" blames or judges afterwards: say what was known then and what the system allowed.`,
  },
  {
    rule: 'to-do',
    pattern: /\b(?:TODO|TBD|FIXME|XXX)\b/g,
    problem: (found) => `"${found}" is left: write it, or say that it is unknown.`,
  },
  {
    rule: 'time-without-zone',
    pattern:
      /(?<![\d:.+-])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:])(?!\s*(?:\(?\s*)(?:Z\b|UTC|GMT|[A-Z]{2,5}T\b|CET|[A-Z][a-z]+\/[A-Z]|[+-]\d))/g,
    problem: (found) => `${found} has no zone: write ${found} UTC, or the zone it is meant in.`,
  },
  {
    rule: 'number-without-unit',
    // A number that ends a clause: nothing after it says what it counts.
    pattern: new RegExp(
      `(?<![\\w.,:/#+-])\\d+(?:[.,]\\d+)*(?=\\s*(?:[.,;:!?)](?:\\s|$)|$))(?!\\s*(?:${units}))(?![.,]\\d)`,
      'g',
    ),
    problem: (found) => `${found} has no unit: say of what.`,
  },
];

/**
 * What is wrong with the sentences of one human section. Code, links and addresses are not looked
 * into. Passive voice is fine: it keeps persons out.
 */
export function sentenceFindings(
  section: string,
  text: string,
  people: readonly string[],
): readonly LintFinding[] {
  return text.split('\n').flatMap((line, index) => {
    const where = `${section}, line ${index + 1}`;
    const words = proseOf(line);
    const all = isCause(section) ? [...rules, ...personRules(people)] : rules;
    return all.flatMap(({ rule, pattern, problem }) =>
      [...words.matchAll(pattern)]
        .filter(
          ({ 0: found, index: at }) => rule !== 'number-without-unit' || counts(words, found, at),
        )
        .map(({ 0: found }) => ({ rule, where, problem: problem(found.trim()) })),
    );
  });
}

function isCause(section: string): boolean {
  return section === 'root-cause' || section === 'trigger' || section === 'condition';
}

function proseOf(line: string): string {
  return line
    .replace(/`[^`]*`/g, '`')
    .replace(/\(evidence: .*?\)$/, '')
    .replace(/https?:\/\/\S+/g, 'link')
    .replace(/^\s*\d+[.)]\s/, '');
}

// Dates, statuses, versions and ids end sentences too, and count nothing.
function counts(words: string, found: string, at: number): boolean {
  const before = words.slice(Math.max(0, at - 24), at);
  if (
    /(?:HTTP|status|port|version|v|sev|RFC|ISO|page|step|line|INC|January|February|March|April|May|June|July|August|September|October|November|December)[\s-]*$/i.test(
      before,
    )
  )
    return false;
  if (/^(?:19|20)\d\d$/.test(found)) return false;
  // 4xx and 5xx answers are names.
  return (
    !/^[45]\d\d$/.test(found) ||
    !/\b(?:answer(?:s|ed)?|errors?|return(?:s|ed)?|was|were|with)\s*$/i.test(before)
  );
}

function personRules(people: readonly string[]): SentenceRule[] {
  const named = people.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const patterns = [
    ...named.map((name) => new RegExp(`(?<![\\p{L}\\p{N}])${name}(?![\\p{L}\\p{N}])`, 'giu')),
    /(?<![\w.])@[a-z][\w.-]+/gi,
    /\b(?:he|she|an? (?:engineer|developer|operator|admin|colleague|employee)|the (?:engineer|developer|admin|intern|new hire))\b/gi,
  ];
  return patterns.map((pattern) => ({
    rule: 'person-as-cause',
    pattern,
    problem: (found: string) =>
      `"${found}" puts a person into a cause: name the property of the system that let it happen.`,
  }));
}
