import { command } from '../kit/command.js';

export const imagesAnalyse = command({
  path: 'images analyse',
  summary: 'Have a picture analysed again, or all that wait and were not.',
  description:
    'What people have decided about a picture stays. An analyser that decides (AWS Rekognition) decides about pictures that still wait.',
  effect: 'write',
  args: [
    {
      ...{ name: 'id', doc: 'id of the picture, or `all` that wait and were never analysed' },
      ...{ required: true, completes: 'image' },
    },
  ],
  flags: {},
  examples: ['catops images analyse all', 'catops images analyse Ab3dE_9x1'],
  async run({ wiring, args, dryRun }) {
    const id = args['id'] === 'all' ? null : (args['id'] ?? '');
    const ask = { op: 'image.analyse', id, dryRun } as const;
    const { queued } = await wiring.admin(wiring.dataDir(), ask);
    const pictures = queued === 1 ? '1 picture' : `${queued} pictures`;
    return {
      exit: 'ok',
      data: { schema: 'catops.images-analyse/v1', dryRun, queued },
      text: () => {
        if (queued === 0) return 'No picture waits that was not analysed.';
        return dryRun ? `Would queue the analysis of ${pictures}.` : `Queued ${pictures}.`;
      },
    };
  },
});
