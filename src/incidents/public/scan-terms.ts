/** Kinds of text that have no place in public. */
export type FindingKind =
  | 'host'
  | 'ip-address'
  | 'arn'
  | 'account-id'
  | 'e-mail'
  | 'handle'
  | 'ticket'
  | 'secret'
  | 'internal-id'
  | 'denied-term'
  | 'promised-end';

/** One thing in a text that should not be published. */
export interface Finding {
  readonly kind: FindingKind;
  /** The words themselves, as they stand in the text. */
  readonly found: string;
  /** Line of the text, from 1. */
  readonly line: number;
  /** Why it is asked about, in one clause. */
  readonly why: string;
}

interface Rule {
  readonly kind: FindingKind;
  readonly pattern: RegExp;
  readonly why: string;
}

const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';

// In this order: what an earlier rule took is not looked at again, so an ARN is one finding.
const rules: readonly Rule[] = [
  { kind: 'arn', pattern: /\barn:aws[a-z-]*:[^\s)>\]]+/gi, why: 'names a resource in our account' },
  {
    kind: 'secret',
    pattern:
      /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bxox[a-z]-[\w-]{8,}|\bgh[pousr]_\w{20,}|\beyJ[\w-]{8,}\.[\w-]{8,}|-----BEGIN [A-Z ]*KEY-----/g,
    why: 'has the form of a credential',
  },
  {
    kind: 'ticket',
    pattern:
      /https?:\/\/[^\s)>\]]*(?:trello\.com|pagerduty\.com|slack\.com|atlassian\.net|\/browse\/|\/issues?\/|\/tickets?\/|\/incidents?\/)[^\s)>\]]*/gi,
    why: 'leads to a tool that is ours alone',
  },
  { kind: 'e-mail', pattern: /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, why: 'is the address of a person' },
  {
    kind: 'host',
    pattern:
      /\b(?:[a-z0-9-]+\.)+(?:internal|local|lan|corp|intra|intranet|home|svc|consul|localdomain)\b|\b(?:[a-z0-9-]+\.)*(?:rds|elb|compute|cache|elasticbeanstalk|redshift)\.amazonaws\.com\b|\b[a-z0-9.-]+\.(?:compute|rds|elb|cache|s3)\.[a-z0-9.-]*amazonaws\.com\b|\bip-\d+-\d+-\d+-\d+\b|\blocalhost\b/gi,
    why: 'is a host inside our network',
  },
  {
    kind: 'ip-address',
    pattern: new RegExp(
      `\\b${octet}(?:\\.${octet}){3}\\b|(?<![\\w:])(?:[0-9a-f]{1,4}:){3,7}(?::|[0-9a-f]{1,4})(?![\\w:])|(?<![\\w:])[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*)?(?![\\w:])`,
      'gi',
    ),
    why: 'is an address of a machine',
  },
  {
    kind: 'internal-id',
    pattern: /\bINC-\d{4}-\d{3,}\b|\bcatops:[\w:-]+|\b(?:i|vol|sg|subnet|vpc)-[0-9a-f]{8,17}\b/gi,
    why: 'is a name that only we use',
  },
  { kind: 'ticket', pattern: /\b[A-Z][A-Z0-9]{1,9}-\d+\b/g, why: 'looks like the key of a ticket' },
  { kind: 'account-id', pattern: /(?<![\d-])\d{12}(?![\d-])/g, why: 'may be the id of an account' },
  {
    kind: 'handle',
    pattern: /(?<![\w@])@[a-z][\w.-]+|<[@!#][^>]*>/gi,
    why: 'names a person or a channel',
  },
  {
    kind: 'promised-end',
    pattern:
      /\b(?:ETA|estimated (?:time|fix|resolution))\b[^.\n]*|\b(?:fixed|resolved|back(?: up)?|restored|available|done|solved|working|recovered)(?: again)? (?:by|within|in|before|until)\s+(?:about\s+|the next\s+|around\s+)?(?:an? |\d|tomorrow|tonight|noon|midnight|the end|monday|tuesday|wednesday|thursday|friday|saturday|sunday)[^.\n]*/gi,
    why: 'promises an end that nobody knows',
  },
];

// Common words of the same shape as the key of a ticket.
const noTickets = /^(?:UTF|SHA|ISO|HTTP|TLS|GMT|UTC|RFC|IPV|COVID|SEV)-\d+$/i;

/**
 * Everything in the text that should not be published, in the order of the lines. `denied` are words
 * of the configuration (customers, code names): compared without case, as whole words.
 */
export function scanTerms(text: string, denied: readonly string[] = []): readonly Finding[] {
  const all = [...denied.flatMap(deniedRule), ...rules];
  return text.split('\n').flatMap((line, index) => scanLine(line, index + 1, all));
}

function scanLine(line: string, number: number, all: readonly Rule[]): Finding[] {
  let rest = line;
  const found: { at: number; finding: Finding }[] = [];
  for (const { kind, pattern, why } of all) {
    rest = rest.replace(pattern, (words: string, ...more: unknown[]) => {
      if (kind === 'ticket' && noTickets.test(words)) return words;
      const at = more.find((value) => typeof value === 'number') ?? 0;
      found.push({ at, finding: { kind, found: words.trim(), line: number, why } });
      // As long as before, so that the places of what is found later are still right.
      return ' '.repeat(words.length);
    });
  }
  return found.sort((a, b) => a.at - b.at).map(({ finding }) => finding);
}

function deniedRule(term: string): Rule[] {
  const words = term.trim();
  if (words === '') return [];
  const literal = words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])`, 'giu');
  return [{ kind: 'denied-term', pattern, why: 'is on the list of words not to publish' }];
}
