import type { Block, Runbook, Step } from './runbook.js';

type Body = Pick<Runbook, 'steps' | 'sections' | 'faults'>;

const marks = ['run', 'danger'];
/** Sections that every runbook has beside its steps. */
const needed = ['What it means', 'When to stop'];

/**
 * Reads the Markdown of a runbook. What is badly written is a fault and no reason to show nothing;
 * a command is only ever one to run where its fence says so and is closed.
 */
export function readBody(markdown: string): Body {
  const reader = new BodyReader();
  for (const line of markdown.split('\n')) reader.take(line);
  return reader.end();
}

interface OpenFence {
  readonly info: readonly string[];
  readonly indent: number;
  readonly lines: string[];
}

type GrowingStep = { -readonly [K in keyof Step]: Step[K] } & {
  blocks: Block[];
  details: string[];
  after: string[];
};

class BodyReader {
  readonly #faults: string[] = [];
  readonly #sections: { heading: string; lines: string[] }[] = [];
  readonly #steps: GrowingStep[] = [];
  #inSteps = false;
  #heading: string | null = null;
  #step: GrowingStep | undefined;
  #fence: OpenFence | undefined;
  /** What a following line without an empty one before it goes on with. */
  #goesOn: 'text' | 'expected' | undefined;

  take(line: string): void {
    if (this.#fence) this.#inFence(this.#fence, line);
    else if (line.startsWith('## ')) this.#section(line.slice(3).trim());
    else if (!this.#inSteps) this.#sections.at(-1)?.lines.push(line);
    else this.#inStep(line);
  }

  end(): Body {
    if (this.#fence) this.#faults.push('a fence (```) is not closed');
    const sections = this.#sections.map(({ heading, lines }) => ({
      heading,
      text: lines.join('\n').trim(),
    }));
    return { steps: this.#steps, sections, faults: [...this.#faults, ...this.#missing(sections)] };
  }

  #section(heading: string): void {
    this.#inSteps = heading === 'Steps';
    this.#heading = null;
    this.#step = undefined;
    this.#goesOn = undefined;
    if (!this.#inSteps) this.#sections.push({ heading, lines: [] });
  }

  #inStep(line: string): void {
    const fence = /^(\s*)```(.*)$/.exec(line);
    const box = /^- \[[ x]\] +(.*)$/.exec(line);
    if (fence) this.#open(String(fence[1]).length, String(fence[2]));
    else if (box) this.#begin(String(box[1]).trim());
    else if (line.startsWith('### ')) this.#under(line.slice(4).trim());
    else if (line.trim() === '') this.#goesOn = undefined;
    else this.#text(line);
  }

  #under(heading: string): void {
    this.#heading = heading;
    this.#step = undefined;
    this.#goesOn = undefined;
  }

  #begin(text: string): void {
    this.#step = {
      heading: this.#heading,
      text,
      details: [],
      after: [],
      blocks: [],
      expected: null,
    };
    this.#steps.push(this.#step);
    this.#goesOn = 'text';
  }

  #text(line: string): void {
    const step = this.#step;
    if (!step) return;
    const trimmed = line.trim();
    const isItem = /^([-*]|\d+[.)]) /.test(trimmed);
    if (trimmed.startsWith('Expected:')) {
      step.expected = trimmed.slice('Expected:'.length).trim();
      this.#goesOn = 'expected';
    } else if (this.#goesOn === 'text' && !isItem) step.text += ` ${trimmed}`;
    else if (this.#goesOn === 'expected' && !isItem) step.expected += ` ${trimmed}`;
    else {
      (step.blocks.length > 0 ? step.after : step.details).push(line.trimEnd());
      this.#goesOn = undefined;
    }
  }

  #open(indent: number, info: string): void {
    this.#goesOn = undefined;
    this.#fence = { info: info.split(/\s+/).filter(Boolean), indent, lines: [] };
    if (!this.#step) this.#faults.push('a fence stands before the first tick box of its part');
  }

  #inFence({ info, indent, lines }: OpenFence, line: string): void {
    if (line.trim() !== '```') {
      lines.push(line.slice(Math.min(indent, line.length - line.trimStart().length)));
      return;
    }
    this.#fence = undefined;
    const [language, ...given] = info;
    const unknown = given.filter((mark) => !marks.includes(mark));
    if (unknown.length > 0) this.#faults.push(`a fence is marked ${unknown.join(' ')}`);
    const run = given.includes('run') && language === 'sh' && unknown.length === 0;
    if (given.includes('run') && language !== 'sh') this.#faults.push('only sh can be marked run');
    const danger = given.includes('danger');
    if (danger && !given.includes('run')) this.#faults.push('danger is for a fence marked run');
    this.#step?.blocks.push({ code: lines.join('\n'), run, danger });
  }

  #missing(sections: readonly { readonly heading: string }[]): string[] {
    const texts = this.#steps.map(({ text }) => text);
    const twice = texts.filter((text, at) => texts.indexOf(text) !== at);
    return [
      ...needed.flatMap((heading) =>
        sections.some((section) => section.heading === heading) ? [] : [`no part "## ${heading}"`],
      ),
      ...(texts.length === 0 ? ['no steps (`- [ ]` under "## Steps")'] : []),
      ...(this.#steps.some(({ expected }) => expected) ? [] : ['no step says what is expected']),
      ...twice.map((text) => `two steps read "${text}"`),
    ];
  }
}
