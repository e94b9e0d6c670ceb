import { describe, expect, it } from 'vitest';
import { utc, zoneOf } from '../../platform/zone.js';
import { escapeMarkdown } from '../../presentation/markdown.js';
import { type GeneratedReport, generateReport } from './generate-report.js';
import { markdownToHtml } from './human-html.js';
import {
  entryKinds,
  oneOfEach,
  type SampleEntry,
  sampleIncident,
} from './testing/sample-incident.js';

function report(
  drafts: readonly SampleEntry[],
  changes = {},
  existing: string | null = null,
): GeneratedReport {
  const made = generateReport(sampleIncident(drafts, changes), existing, { zone: utc });
  if (!made.ok) throw new Error(made.problem);
  return made;
}

const hostile =
  '<script>alert(1)</script> | cell [x](javascript:alert(1)) `c` <!-- human:summary --> \u001b[31m\n# head **b** "q" \'s\'';

/** Every text of every kind of entry is hostile. */
function hostileEntries(): SampleEntry[] {
  const poisoned = <T>(value: T, key = ''): T => {
    if (typeof value === 'string') {
      const fixed = [
        'kind',
        'section',
        'status',
        'from',
        'to',
        'name',
        'role',
        'result',
        'step',
        'at',
        'due',
      ];
      return fixed.includes(key) ? value : (hostile as T);
    }
    if (Array.isArray(value)) return value.map((item) => poisoned(item)) as T;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, poisoned(item, name)]),
    ) as T;
  };
  const evidence = [{ title: hostile, url: hostile, sha256: null }];
  return entryKinds
    .filter((kind) => kind !== 'opened')
    .map((kind) => ({ ...poisoned(oneOfEach[kind]), evidence }));
}

describe('a report', () => {
  it('has the parts people look for, in the order they read them', () => {
    const { markdown } = report(
      entryKinds.filter((kind) => kind !== 'opened').map((kind) => oneOfEach[kind]),
    );
    const headings = [...markdown.matchAll(/^## (.+)$/gm)].map(([, text]) => text);
    expect(headings).toEqual([
      'Summary',
      'Impact',
      'Detection',
      'Figures',
      'Timeline',
      'Root cause',
      'Resolution',
      'Future prevention',
      'Lessons',
      'Discrepancies',
      'What was said',
      'Changes around the start: candidates, not causes',
      'Commands',
      'Attachments',
      'Delivery log',
    ]);
    expect(markdown).toContain(
      '| [A1](https://action.example) | Text of the action | prevent | Owner of the action | 2026-09-30 | high | open |',
    );
  });

  it('names roles in its text, persons once, and none when it is anonymous', () => {
    const incident = sampleIncident([oneOfEach.role, oneOfEach.reached, oneOfEach.acknowledged]);
    const text = (anonymous: boolean) => {
      const made = generateReport(incident, null, { zone: utc, anonymous });
      return made.ok ? made.markdown + made.html() + JSON.stringify(made.json()) : '';
    };
    expect(text(false).match(/Person of the role/g)).toHaveLength(3);
    expect(text(true)).not.toMatch(/Person |alex@/);
  });

  it('says what each human part is for until somebody writes it', () => {
    const { markdown, findings } = report([]);
    expect(markdown.match(/TODO: /g)).toHaveLength(12);
    expect(findings.filter(({ rule }) => rule === 'to-do')).toHaveLength(12);
  });

  it('keeps what people wrote, in every form', () => {
    const before = report([]).markdown.replace(
      /TODO: two or three[^\n]*/,
      'Votes were lost for *an hour*.',
    );
    const after = report([oneOfEach.note], {}, before);
    expect(after.kept).toEqual(['summary']);
    expect(after.markdown).toContain('Votes were lost for *an hour*.');
    expect(after.markdown).toContain('Text of a note');
    expect(after.html()).toContain('<p>Votes were lost for <em>an hour</em>.</p>');
    expect(after.json()).toMatchObject({
      schema: 'catops.incident-report/v1',
      sections: { summary: 'Votes were lost for *an hour*.' },
    });
  });

  it('is the same text for the same record', () => {
    const drafts = hostileEntries();
    const first = report(drafts).markdown;
    expect(report(drafts, {}, first).markdown).toBe(first);
  });

  it('shows both columns only where the zone is not UTC', () => {
    const incident = sampleIncident([oneOfEach.note]);
    const zone = zoneOf('GMT+11');
    const made = zone && generateReport(incident, null, { zone });
    expect(made?.ok && made.markdown).toContain('| GMT+11 | UTC | Since impact |');
    expect(report([oneOfEach.note]).markdown).toContain('\n| UTC | Since impact |');
  });
});

describe('hostile text in a record', () => {
  const links = [{ title: hostile, url: 'https://links.example/"><script>x</script>' }];
  const made = report(hostileEntries(), { title: hostile, links });

  it('cannot add a marker, a tag, a cell or a link to the Markdown', () => {
    expect(made.markdown.match(/<!-- human:summary -->/g)).toHaveLength(1);
    expect(made.markdown).not.toContain('<script');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
    expect(made.markdown).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    const tables = made.markdown.replace(/<!-- human[\s\S]*?\/human:\S+ -->/g, '');
    expect(tables).not.toMatch(/(?<!\\)\]\((?!https:)/);
    for (const block of tables.split('\n\n').filter((text) => text.startsWith('| '))) {
      const widths = block.split('\n').map((line) => line.match(/(?<!\\)\|/g)?.length);
      expect(new Set(widths).size).toBe(1);
    }
  });

  it('cannot run, load or link anything in the page', () => {
    const html = made.html();
    expect(html).not.toContain('<script');
    expect(html).not.toMatch(/<img|<iframe|<link|<object|\ssrc=|\son\w+=|href="(?!https?:)/i);
    expect(html).toContain("default-src 'none'");
    const tags = [...html.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, name]) => name);
    const ours =
      'html head meta title style body main h1 h2 h3 h4 p ul ol li table caption thead tbody tr th td a code strong em pre'.split(
        ' ',
      );
    expect(tags.filter((name) => !ours.includes(String(name)))).toEqual([]);
  });

  it('makes a page whose tables can be heard: a caption, and headers that say what they head', () => {
    const html = made.html();
    const tables = html.match(/<table>[\s\S]*?<\/table>/g) ?? [];
    expect(tables.length).toBeGreaterThan(5);
    for (const table of tables) {
      expect(table).toMatch(
        /^<table>\n<caption>.+<\/caption>\n<thead><tr>(<th scope="col">[^<]*<\/th>)+/,
      );
      expect(table.match(/<tr>/g)?.length).toBe(
        (table.match(/<th scope="row">/g)?.length ?? 0) + 1,
      );
    }
    expect(html).toContain('<html lang="en">');
  });
});

describe('text in Markdown', () => {
  it.each([
    ['GET /v1/images/{image_id}/analysis', 'GET /v1/images/{image_id}/analysis'],
    ['_under_ *star* `tick`', '\\_under\\_ \\*star\\* \\`tick\\`'],
    ['a | b', 'a \\| b'],
    ['<b>&amp;', '&lt;b&gt;&amp;amp;'],
    ['# not a head', '\\# not a head'],
    ['1. not a list', '1\\. not a list'],
    ['- not a list', '\\- not a list'],
    ['[x](y)', '\\[x\\](y)'],
    ['two\nlines', 'two lines'],
  ])('stays the text it is: %s', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });
});

describe('what people write, as a page', () => {
  it.each([
    ['one\ntwo\n\nthree', '<p>one two</p>\n<p>three</p>'],
    ['- a\n- b\n  more', '<ul>\n<li>a</li>\n<li>b more</li>\n</ul>'],
    ['1. a\n2. b', '<ol>\n<li>a</li>\n<li>b</li>\n</ol>'],
    ['#### Head\ntext', '<h4>Head</h4>\n<p>text</p>'],
    ['**b** and `<c> **x**`', '<p><strong>b</strong> and <code>&lt;c&gt; **x**</code></p>'],
    ['```\n<x>\n```\nafter', '<pre><code>&lt;x&gt;</code></pre>\n<p>after</p>'],
    ['[a](https://b.example/?x=1&y=2)', '<p><a href="https://b.example/?x=1&amp;y=2">a</a></p>'],
    ['[a](javascript:x)', '<p>[a](javascript:x)</p>'],
    ['<img src=x onerror=y>', '<p>&lt;img src=x onerror=y&gt;</p>'],
    ['a &lt; b', '<p>a &lt; b</p>'],
    ['2 * 3 * 4', '<p>2 * 3 * 4</p>'],
  ])('%s', (markdown, html) => {
    expect(markdownToHtml(markdown)).toBe(html);
  });
});

describe('a long record', () => {
  it('has every one of its 2,000 notes in the report, in order', () => {
    const notes = Array.from(
      { length: 2000 },
      (_, n): SampleEntry => ({ kind: 'note', text: `note ${n}` }),
    );
    const { markdown } = report(notes);
    const found = [...markdown.matchAll(/\| note (\d+) \|/g)].map(([, n]) => Number(n));
    expect(found).toEqual(notes.map((_, n) => n));
  });
});
