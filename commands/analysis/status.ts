import { command } from '../kit/command.js';

const says = {
  yes: 'installed',
  no: 'not installed: catops analysis install',
  other: 'that of another release: catops analysis install',
} as const;

export const analysisStatus = command({
  path: 'analysis status',
  summary: 'Say who analyses uploads, and how many wait for it.',
  effect: 'read',
  flags: {},
  examples: ['catops analysis status', 'catops analysis status --json'],
  async run({ wiring }) {
    const status = await wiring.admin(wiring.dataDir(), { op: 'analysis.status' });
    const { analyser, installed, directory, notAnalysed } = status;
    const works = analyser === 'rekognition' || (analyser === 'embedded' && installed === 'yes');
    return {
      exit: 'ok',
      data: { schema: 'catops.analysis/v1', works, ...status },
      text: () => {
        const who = {
          embedded: `The embedded models, which give hints to people; ${says[installed]}.`,
          rekognition: 'AWS Rekognition, which decides what it is certain of.',
          off: 'Nobody (CATOPS_ANALYSIS=off): uploads wait for people.',
        };
        return [
          `Analysed by: ${who[analyser]}`,
          ...(analyser === 'embedded' ? [`Models: ${directory}`] : []),
          `Waiting and not analysed: ${notAnalysed}`,
        ].join('\n');
      },
    };
  },
});
