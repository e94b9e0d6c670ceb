import { expect, it } from 'vitest';
import { parsePlain } from '../adapters/yaml/parse-plain.js';
import { readRunbook } from './read-runbook.js';

const head = `---
title: The disk is full
alarms: [disk-full]
error_codes: [local-store-unwritable]
severity: sev2
owner: operations
last_drilled: 2026-09-12
---
`;
const body = `
# The disk is full

## What it means

Nothing can be written.

## Steps

### 1. Look

- [ ] See what is full,
      and where.
      - a remark
      and its end

| A | B |
|---|---|

\`\`\`sh run
df -h
\`\`\`

| It says | Do |

Expected: a line
with 100 %.

- [ ] Free some space.

  \`\`\`sh run danger
  rm -r old
    indented
  \`\`\`

\`\`\`
PID USER
\`\`\`

## When to stop

- After ten minutes.
`;

const read = (text: string) => readRunbook('disk-full', text, parsePlain);

it('reads what a runbook is for, and its steps with their commands', () => {
  expect(read(head + body)).toEqual({
    name: 'disk-full',
    title: 'The disk is full',
    alarms: ['disk-full'],
    errorCodes: ['local-store-unwritable'],
    rules: [],
    severity: 'sev2',
    owner: 'operations',
    lastDrilled: '2026-09-12',
    steps: [
      {
        heading: '1. Look',
        text: 'See what is full, and where.',
        details: ['      - a remark', '      and its end', '| A | B |', '|---|---|'],
        after: ['| It says | Do |'],
        blocks: [{ code: 'df -h', run: true, danger: false }],
        expected: 'a line with 100 %.',
      },
      {
        heading: '1. Look',
        text: 'Free some space.',
        details: [],
        after: [],
        blocks: [
          { code: 'rm -r old\n  indented', run: true, danger: true },
          { code: 'PID USER', run: false, danger: false },
        ],
        expected: null,
      },
    ],
    sections: [
      { heading: 'What it means', text: 'Nothing can be written.' },
      { heading: 'When to stop', text: '- After ten minutes.' },
    ],
    faults: [],
  });
});

it('takes Markdown without front matter for no runbook', () => {
  expect(read(body)).toBeUndefined();
});

it.each([
  ['a field nobody knows', head.replace('owner:', 'owners:'), body, /Unrecognized key: "owners"/],
  ['a severity of its own', head.replace('sev2', 'loud'), body, /severity/],
  ['a day that is none', head.replace('2026-09-12', 'soon'), body, /last_drilled/],
  ['YAML that is none', head.replace('[disk-full]', '[disk-full'), body, /^front matter: /],
  ['no end to stop at', head, body.replace('## When', '## Then'), /no part "## When to stop"/],
  ['no meaning', head, body.replace('What it', 'This'), /no part "## What it means"/],
  ['no steps', head, body.replaceAll('- [ ]', '-'), /no steps/],
  [
    'nothing expected',
    head,
    body.replace('Expected:', 'There is'),
    /no step says what is expected/,
  ],
  ['a fence that stays open', head, body.replace(/```\n\n## When/, '## When'), /not closed/],
  ['a mark nobody knows', head, body.replace('sh run danger', 'sh rum'), /marked rum/],
  ['another language to run', head, body.replace('sh run danger', 'sql run'), /only sh/],
  ['danger in what is not run', head, body.replace('sh run danger', 'sh danger'), /marked run/],
  [
    'the same step twice',
    head,
    body.replace('Free some space', 'See what is full, and where'),
    /two/,
  ],
  ['a command before all steps', head, body.replace('- [ ] See what is full,', 'Look'), /before/],
])('finds %s', (_name, first, second, fault) => {
  expect(read(first + second)?.faults.join('\n')).toMatch(fault);
});

it.each([
  ['in a language that is no shell', 'sql run'],
  ['with a mark that it does not know', 'sh run rum'],
  ['that is not marked', 'sh'],
])('never takes a block for one to run %s', (_name, info) => {
  const steps = read(head + body.replace('sh run danger', info))?.steps;
  expect(steps?.[1]?.blocks[0]?.run).toBe(false);
});

it('shows a runbook also when its front matter cannot be read', () => {
  const runbook = read(head.replace('sev2', 'loud') + body);
  expect([runbook?.title, runbook?.steps.length]).toEqual(['disk-full', 2]);
});
