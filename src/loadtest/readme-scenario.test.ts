import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseScenario } from '../adapters/yaml/parse-scenario.js';

it('shows in the README a scenario that is valid', () => {
  const [, text = ''] =
    /```yaml\n(# yaml-language[\s\S]*?)```/.exec(readFileSync('README.md', 'utf8')) ?? [];
  expect(parseScenario(text, 'README.md').scenario).toMatchObject({ name: 'votes' });
});
