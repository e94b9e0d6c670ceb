import { describe, expect, it } from 'vitest';
import { drawChart } from '../../adapters/charts/draw-chart.js';
import { printable } from '../../platform/terminal-text.js';
import { utc } from '../../platform/zone.js';
import { hostileReport } from '../testing/hostile-report.js';
import { readCsv } from '../testing/read-csv.js';
import { sampleHours, sampleReport, sampleRow, uncachedRoute } from '../testing/sample-report.js';
import { rollupCsv } from './csv.js';
import { dailyNote, reportAsMail } from './daily.js';
import { rollupHtml } from './html.js';
import { rollupMarkdown } from './markdown.js';
import { rollupSlack } from './slack.js';
import { rollupText } from './text.js';

const page = { zone: utc, draw: drawChart, hours: sampleHours() };

describe('CSV', () => {
  it('has a line a row, exact figures, and an empty cell for what is missing', () => {
    const [head = [], ...rows] = readCsv(rollupCsv(sampleReport()));
    const named = (row: readonly string[] = []) =>
      Object.fromEntries(head.map((name, at) => [name, row[at]]));
    expect(named(rows[1])).toMatchObject({
      ...{ route: uncachedRoute, requests: '120400', cacheHitShare: '0', uncached: 'uncached' },
      ...{ dbQueriesPerRequest: '1.02', p95Ms: '46.1' },
    });
    expect(named(rows[3])).toMatchObject({
      errors: '',
      p95Ms: '',
      cacheHitShare: '',
      requests: '0',
    });
    expect(rollupCsv(sampleReport()).split('\r\n')).toHaveLength(6);
  });

  it('leaves empty what is not kept of an account, and shows it in no table', () => {
    const rows = [
      sampleRow('acc_1', {
        statuses: { s2xx: null, s3xx: null, s4xx: null, s5xx: 3, throttled: 1 },
        ...{ dbQueries: null, dbQueriesPerRequest: null },
      }),
    ];
    const report = sampleReport({ rows, window: { ...sampleReport().window, by: 'account' } });
    const [head = [], row = []] = readCsv(rollupCsv(report));
    const cell = (name: string) => row[head.indexOf(name)];
    expect(['s4xx', 's5xx', 'dbQueries', 'throttled'].map(cell)).toEqual(['', '3', '', '1']);
    expect(
      rollupText(report, { width: 200, colour: false, ascii: false, zone: utc }),
    ).not.toContain('4XX%');
  });

  it.each(['=', '+', '-', '@', '\t=', '\r', ' =', '＝'])(
    'holds no formula that starts with %j',
    (start) => {
      const cells = readCsv(rollupCsv(hostileReport(start))).flat();
      expect(cells.filter((cell) => /^\s*[=+\-@＝\t\r]/.test(cell))).toEqual([]);
      expect(cells.filter((cell) => cell.startsWith("'") && cell.includes('calc'))).toHaveLength(4);
    },
  );
});

describe('Markdown', () => {
  it('is a table of at most eight columns', () => {
    const lines = rollupMarkdown(sampleReport(), utc).split('\n');
    const table = lines.filter((line) => line.startsWith('|'));
    expect(table).toHaveLength(6);
    expect(new Set(table.map((line) => line.split(' | ').length))).toEqual(new Set([8]));
    expect(table[3]).toBe(
      `| **${uncachedRoute} (uncached)** | 120,400▲ | **2.13▲ worse** | 12 | 46 | 96 | **0▼ worse** | 1.02 |`,
    );
  });
});

describe('Slack', () => {
  it('has a bold line as people say it, then the figures, then a block', () => {
    const lines = rollupSlack(sampleReport(), utc).split('\n');
    expect(lines[0]).toBe(
      '*1,204 sign-ups on Thu 15 Nov 2018, image MTY3ODIyMQ is popular (3,210 requests)*',
    );
    expect(lines).toContain(
      `${uncachedRoute}: ▲ 5xx 0.25% → 2.13% (worse); ▼ cache hits 95.0% → 0% (worse)`,
    );
    expect(lines.filter((line) => line === '```')).toHaveLength(2);
    expect(lines.at(-1)).toBe('and 3 more rows');
  });

  it('names only what there is', () => {
    const activity = { signUps: null, votes: null, favourites: null, uploads: null };
    const text = rollupSlack(sampleReport({ activity, topImages: [], rows: [] }), utc);
    expect(text.split('\n')[0]).toMatch(/^\*[\d,]+ requests on Thu 15 Nov 2018\*$/);
    expect(text).not.toMatch(/sign-up|votes|popular|null|—/);
  });

  it('is never longer than Slack shows, and says how many rows are left', () => {
    const rows = Array.from({ length: 500 }, (_, at) =>
      sampleRow(`GET /v1/${'&'.repeat(30)}${at}`),
    );
    const text = rollupSlack(sampleReport({ rows }), utc);
    expect(text.length).toBeLessThanOrEqual(3000);
    const shown = text.split('```')[1]?.trim().split('\n').length ?? 0;
    expect(shown).toBeGreaterThan(5);
    expect(text).toContain(`\nand ${500 - (shown - 1) + 3} more rows`);
  });

  it('as the note of a day has the five busiest rows', () => {
    const rows = Array.from({ length: 9 }, (_, at) => sampleRow(`GET /v1/${at}`));
    const text = dailyNote(sampleReport({ rows }), utc);
    expect(text.match(/^GET /gm)).toHaveLength(5);
    expect(text).toContain('and 7 more rows');
  });
});

describe('HTML', () => {
  const html = rollupHtml(sampleReport(), page);

  it('is one file that asks for nothing', () => {
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(html).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|\bhref=|url\((?!#)|@import/);
  });

  it('has a table beside each plot, with the same figures', () => {
    const figures = html.split('<figure>').slice(1);
    expect(figures).toHaveLength(4);
    for (const figure of figures) {
      expect(figure).toMatch(/<svg [^>]*role="img"/);
      expect(figure).toMatch(/<table>\s*<caption>/);
    }
    expect(figures[0]).toContain('<th scope="row">10</th><td class="figure">110,000</td>');
    expect(figures[0]).toContain('<th scope="row">05</th><td class="figure">—</td>');
  });

  it('has a column for a word only where some row has one', () => {
    const quiet = sampleReport({ rows: [sampleRow('GET /v1/breeds')] });
    expect(rollupHtml(quiet, page)).not.toContain('></th>');
    expect(html).toMatch(/<th[^>]*><\/th>[\s\S]*uncached/);
  });

  it('tells an hour without requests from one that is missing', () => {
    const hours = sampleHours();
    const quiet = hours.total.series.map((value, hour) => (hour === 5 ? 0 : value));
    const still = rollupHtml(hours, { ...page, hours: null });
    const none = rollupHtml({ ...hours, total: { ...hours.total, series: quiet } }, page);
    expect(still).toContain('<th scope="row">05</th><td class="figure">—</td>');
    expect(none).toContain('<th scope="row">05</th><td class="figure">0</td>');
  });

  it('draws no hours that it was not given, and no plot into a mail', () => {
    expect(rollupHtml(sampleReport(), { ...page, hours: null }).split('<figure>')).toHaveLength(3);
    expect(rollupHtml(sampleHours(), { ...page, hours: null }).split('<figure>')).toHaveLength(3);
    expect(reportAsMail(sampleReport(), utc).html).not.toContain('<svg');
  });
});

describe('the mail of a day', () => {
  it('says in its subject whether to open it', () => {
    const { subject, text, html } = reportAsMail(sampleReport(), utc);
    expect(subject).toBe(
      'cat-api, Thu 15 Nov 2018: 1 row worse, 2,409,210 requests, 5xx 0.25%, partial',
    );
    for (const part of [text, html]) expect(part).toContain('1,204 sign-ups');
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(76);
  });

  it('says so in its subject when it is of more than a day', () => {
    const report = sampleReport();
    const window = { ...report.window, from: '2018-11-12T00:00:00Z', to: '2018-11-19T00:00:00Z' };
    expect(reportAsMail({ ...report, window }, utc).subject).toMatch(
      /^cat-api, 7 days from Mon 12 Nov 2018: 1 row worse, /,
    );
  });
});

describe('accounts in a form that is passed on', () => {
  const by = (count: number) => {
    const rows = Array.from({ length: count }, (_, at) =>
      sampleRow(`acc_${at}`, { requests: 100, latency: null, series: [] }),
    );
    const sample = sampleReport();
    const total = { ...sample.total, accounts: count };
    return { ...sample, rows, total, window: { ...sample.window, by: 'account' as const } };
  };
  const forms = (count: number) => [
    rollupSlack(by(count), utc),
    rollupMarkdown(by(count), utc),
    rollupHtml(by(count), page),
    reportAsMail(by(count), utc).text,
  ];

  it('have no id, and stand in groups of five or more', () => {
    for (const text of forms(12)) {
      expect(text).not.toContain('acc_');
      expect(text).toMatch(/accounts 1 to 5\D+500\b/);
      expect(text).toMatch(/accounts 6 to 12\D+700\b/);
    }
  });

  it('are not told apart at all when they are fewer than five', () => {
    const [slack = '', ...others] = forms(4);
    expect(slack).toContain('&lt;5 accounts');
    for (const text of [slack, ...others]) {
      expect(text).not.toMatch(/acc_|\b4 accounts/);
      expect(text).toMatch(/(<|&lt;)5 accounts/);
    }
  });
});

describe('text of strangers', () => {
  const report = hostileReport();
  const mail = reportAsMail(report, utc);

  it('moves no cursor and breaks no line of a terminal or a subject', () => {
    for (const ascii of [true, false]) {
      const text = rollupText(report, { width: 80, colour: false, ascii, zone: utc });
      expect(text.split('\n').map(printable).join('\n')).toBe(text);
    }
    expect(printable(mail.subject)).toBe(mail.subject);
  });

  it('makes no element, attribute or style in HTML', () => {
    for (const html of [rollupHtml(report, page), mail.html]) {
      const ours = html.replace(/<style>[^<]*<\/style>/g, '');
      const tags = [...ours.matchAll(/<\/?([a-zA-Z]+)/g)].map(([, name]) => name);
      expect(
        tags.filter((name) => ['script', 'img', 'a', 'iframe'].includes(String(name))),
      ).toEqual([]);
      expect(
        ours.replace(/<!?\/?[a-zA-Z]+\d?( [a-zA-Z-]+="[^"<>]*")*\/?>|<!doctype html>/g, ''),
      ).not.toMatch(/[<>"]/);
      expect(printable(html.replaceAll('\n', ' '))).toBe(html.replaceAll('\n', ' '));
    }
  });

  it('marks up nothing in Markdown', () => {
    const bare = rollupMarkdown(report, utc)
      // Our own stress and table lines, then whatever is escaped.
      .replace(/^\| .*---.*$/gm, '')
      .replace(/\\[\\`*_[\]|~]/g, '')
      .replace(/(?<=^|[ |])\*\*|\*\*(?=[ |]|$)/gm, '');
    expect(bare).not.toMatch(/[`*[\]~<>]/);
    const cells = bare.split('\n').filter((line) => line.startsWith('|'));
    expect(new Set(cells.map((line) => line.split(' | ').length))).toEqual(new Set([8]));
  });

  it('mentions nobody in Slack, and leaves its block whole', () => {
    for (const text of [rollupSlack(report, utc), dailyNote(report, utc)]) {
      expect(text).not.toMatch(/[<>]/);
      expect(text.split('```')).toHaveLength(3);
      expect(text.split('\n')[0]).toMatch(/^\*[^*`~]+\*$/);
      expect(text.split('\n').map(printable).join('\n')).toBe(text);
    }
  });
});
