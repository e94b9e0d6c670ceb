import { describe, expect, it } from 'vitest';
import { humanSection } from './human-sections.js';
import { type MergedReport, mergeReport } from './merge-report.js';

const names = ['summary', 'impact', 'root-cause', 'lesson'] as const;

/** A generated report: mechanical parts that change with the round, human parts from the record. */
function fresh(round: number, seeds: Readonly<Record<string, string>> = {}): string {
  const parts = names.map(
    (name, index) =>
      `## Part ${index}\n\n| figure | value |\n| --- | --- |\n| ${name} | ${round} |\n\n${humanSection(name, seeds[name] ?? `TODO: ${name}`)}`,
  );
  return `# INC-2026-014\n\n- round ${round}\n\n${parts.join('\n\n')}\n\n## Log\n\n- line ${round}\n`;
}

function merged(existing: string | null, text: string): MergedReport {
  const result = mergeReport(existing, text);
  if (!result.ok) throw new Error(result.problem);
  return result;
}

function refusal(existing: string): string {
  const result = mergeReport(existing, fresh(2));
  if (result.ok) throw new Error('was not refused');
  return result.problem;
}

const start = merged(null, fresh(1)).text;

describe('making a report again', () => {
  it('changes nothing when nothing changed', () => {
    expect(merged(start, fresh(1)).text).toBe(start);
  });

  it('keeps what people wrote and renews the rest', () => {
    const edited = start.replace('TODO: summary', 'Votes were lost for an hour.');
    const result = merged(edited, fresh(2));
    expect(result.text).toContain('Votes were lost for an hour.');
    expect(result.text).toContain('| impact | 2 |');
    expect(result.text).not.toContain('| impact | 1 |');
    expect(result.kept).toEqual(['summary']);
  });

  it('brings new statements of the record into a section nobody touched', () => {
    const result = merged(start, fresh(2, { summary: '- Votes were lost.' }));
    expect(result.text).toContain('- Votes were lost.');
    expect(result.text).not.toContain('TODO: summary');
  });

  it('keeps an edited section for ever, and says that the record has newer statements', () => {
    const edited = start.replace('TODO: summary', 'Mine.');
    const second = merged(edited, fresh(2, { summary: '- Theirs.' }));
    expect(second).toMatchObject({ kept: ['summary'], behind: ['summary'] });
    const third = merged(second.text, fresh(3, { summary: '- Theirs.' }));
    expect(third).toMatchObject({ kept: ['summary'], behind: [] });
    // Even when the record comes to say the same and then something else.
    const fourth = merged(third.text, fresh(4, { summary: 'Mine.' }));
    expect(merged(fourth.text, fresh(5, { summary: '- Other.' })).sections.get('summary')).toBe(
      'Mine.',
    );
  });

  it('fills an emptied section again', () => {
    const emptied = start.replace('TODO: summary', 'Mine.').replace('Mine.', '  ');
    expect(merged(emptied, fresh(2)).sections.get('summary')).toBe('TODO: summary');
  });

  it('keeps a section that people invented, once, however often', () => {
    const invented = start.replace(
      '## Log',
      `${humanSection('press', 'Call the press.')}\n\n## Log`,
    );
    const twice = merged(merged(invented, fresh(2)).text, fresh(3)).text;
    expect(twice.split('Call the press.')).toHaveLength(2);
    expect(twice).toContain('## Further notes');
  });

  it('puts a section that was moved back in its place, with its words', () => {
    const block = humanSection('impact', 'TODO: impact');
    const mine = humanSection('impact', 'All votes.');
    const moved = `${mine}\n${start.replace(block, '')}`;
    const result = merged(moved, fresh(2)).text;
    expect(result.indexOf('All votes.')).toBeGreaterThan(result.indexOf('## Part 1'));
    expect(result).toBe(merged(start.replace(block, mine), fresh(2)).text);
  });

  it('does not mind what an editor does to white space and line ends', () => {
    const edited = start
      .replace('TODO: summary', 'Mine.')
      .replaceAll('| --- | --- |', '| ------ | ----- |')
      .replaceAll('\n', '\r\n');
    expect(merged(edited, fresh(2)).sections.get('summary')?.trim()).toBe('Mine.');
  });
});

describe('a damaged report is refused in one sentence', () => {
  it.each([
    ['an end is missing', start.replace('<!-- /human:summary -->\n', ''), 'inside "summary"'],
    [
      'the last end is missing',
      start.replace('<!-- /human:lesson -->\n', ''),
      'The section "lesson" opened on line',
    ],
    [
      'a beginning is missing',
      start.replace('<!-- human:summary -->\n', ''),
      'closes the section "summary"',
    ],
    ['a section is there twice', `${humanSection('impact', 'x')}\n${start}`, 'a second time'],
    [
      'a marker is broken',
      start.replace('<!-- human:summary -->', '<!-- human: summary ->'),
      'broken marker',
    ],
    [
      'a marker shares its line',
      start.replace('<!-- human:summary -->', 'x <!-- human:summary -->'),
      'broken marker',
    ],
    [
      'text stands outside',
      start.replace('- line 1', '- line 1\n- my own line'),
      'The part "log" was changed',
    ],
    [
      'a table was corrected by hand',
      start.replace('| impact | 1 |', '| impact | 7 |'),
      'The part "part-1"',
    ],
    ['a part was added', start.replace('## Log', '## Mine\n\ntext\n\n## Log'), 'The part "mine"'],
    ['the seal is gone', start.replace(/<!-- catops:report.*\n/, ''), 'no seal'],
    ['the seal is there twice', start + start.slice(start.indexOf('<!-- catops')), 'second seal'],
    ['a newer catops wrote it', start.replace('report/v1', 'report/v2'), 'newer catops'],
    ['it is another file', '# My notes\n', 'no seal'],
  ])('when %s', (_what, text, sentence) => {
    const problem = refusal(text);
    expect(problem).toContain(sentence);
    expect(problem).toMatch(/^[^\n]+\.$/);
  });
});

describe('whatever people do to the file', () => {
  /** Numbers that look random and are the same in every run. */
  function random(seed: number): (below: number) => number {
    let state = seed;
    return (below) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
  }

  function vandalised(text: string, token: string, pick: (below: number) => number): string {
    const lines = text.split('\n');
    const place = pick(lines.length);
    const markers = lines.flatMap((line, index) => (line.includes('human:') ? [index] : []));
    const marker = markers[pick(markers.length)] ?? 0;
    const deeds = [
      () => lines.splice(place, 0, token),
      () => lines.splice(marker + 1, 0, token),
      () => lines.splice(marker, 1),
      () => lines.splice(place, 0, ...lines.splice(marker, 1)),
      () => lines.splice(place, 0, ...lines.splice(marker, 3)),
      () => lines.splice(place, 1),
      () => lines.splice(marker + 1, 0, humanSection(token, token)),
      () => lines.splice(place, 0, humanSection(token, token)),
    ];
    deeds[pick(deeds.length)]?.();
    return lines.join('\n');
  }

  /** One round: the file as it is now, or null when it was refused. */
  function round(before: string, number: number, seeds: Record<string, string>): string | null {
    const result = mergeReport(before, fresh(number, seeds));
    if (!result.ok) {
      expect(result.problem).toMatch(/^[^\n]+\.$/);
      return null;
    }
    for (const word of before.match(/word-\d+-\d+/g) ?? []) expect(result.text).toContain(word);
    expect(result.text).toContain(`- line ${number}\n`);
    // And it is stable: the same again changes nothing.
    expect(merged(result.text, fresh(number, seeds)).text).toBe(result.text);
    return result.text;
  }

  it('every word they wrote is in the new report, or the report is refused', () => {
    const outcomes: boolean[] = [];
    for (let seed = 1; seed <= 300; seed += 1) {
      const pick = random(seed);
      let text = start;
      for (let number = 2; number < 14; number += 1) {
        const before = vandalised(text, `word-${seed}-${number}`, pick);
        const seeds = [{}, { summary: `- ${number}` }][pick(2)];
        const after = round(before, number, { ...seeds });
        outcomes.push(after !== null);
        text = after ?? text;
      }
    }
    const accepted = outcomes.filter(Boolean).length;
    // Both happen often, or this would prove nothing.
    expect(accepted).toBeGreaterThan(800);
    expect(outcomes.length - accepted).toBeGreaterThan(400);
  });
});
