// `npm run picture`: runs the load test in a real terminal (tmux) and writes what the screen
// showed at the end as the README's picture.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const file = 'runbooks/pictures/loadtest.svg';
const session = `catops-picture-${process.pid}`;
const [columns, rows] = [84, 58];
const cell = { width: 8.4, height: 18 };

const sgrStart = String.fromCharCode(27, 91);

const tmux = (...args: string[]) => execFileSync('tmux', args, { encoding: 'utf8' });

interface Run {
  readonly text: string;
  readonly style: string;
}

const styles: Readonly<Record<string, string>> = {
  ...{ 0: '', 39: '', 1: 'font-weight="bold"', 2: 'fill="#8b949e"' },
  ...{ 31: 'fill="#ff7b72"', 32: 'fill="#7ee787"', 33: 'fill="#e3b341"' },
};

/** Runs of one style of a line that holds SGR sequences, as `tmux capture-pane -e` gives it. */
function runsOf(line: string): Run[] {
  const [first = '', ...rest] = line.split(sgrStart);
  let style = '';
  const runs = rest.map((part) => {
    const end = part.indexOf('m');
    for (const code of part.slice(0, end).split(';')) style = styles[code || '0'] ?? style;
    return { text: part.slice(end + 1), style };
  });
  return [{ text: first, style: '' }, ...runs].filter(({ text }) => text !== '');
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function svgOf(screen: string): string {
  const lines = screen.trimEnd().split('\n');
  const width = Math.ceil(columns * cell.width + 32);
  const height = lines.length * cell.height + 32;
  const texts = lines.map((line, index) => {
    const spans = runsOf(line).map(({ text, style }) => `<tspan ${style}>${escaped(text)}</tspan>`);
    return `<text x="16" y="${30 + index * cell.height}" xml:space="preserve">${spans.join('')}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>A terminal in which catops loadtest ended with a verdict</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" fill="#e6edf3">
${texts.join('\n')}
</g>
</svg>
`;
}

const command =
  'clear; echo "$ npx catops loadtest --lessons off"; node dist/catops.js loadtest --lessons off; code=$?; echo "$ echo \\$?"; echo $code; echo; sleep 60';
tmux('new-session', '-d', '-s', session, '-x', String(columns), '-y', String(rows), command);
try {
  for (let tries = 0; tries < 120; tries += 1) {
    await sleep(500);
    if (/^(PASS|FAIL): /m.test(tmux('capture-pane', '-p', '-t', session))) break;
  }
  await sleep(500);
  mkdirSync('runbooks/pictures', { recursive: true });
  writeFileSync(file, svgOf(tmux('capture-pane', '-e', '-p', '-t', session)));
} finally {
  tmux('kill-session', '-t', session);
}
