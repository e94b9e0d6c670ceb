import { command } from '../kit/command.js';

export const loadtestValidate = command({
  path: 'loadtest validate',
  summary: 'Check scenarios without sending anything.',
  description:
    'Reads the scenarios named, or all in loadtests/, with the files of their feeds, and says of ' +
    'everything that is wrong where it is. Ends with 2 when one is not valid. A variable of the ' +
    'environment that is not set is only mentioned.',
  effect: 'read',
  args: [
    {
      name: 'scenario',
      doc: 'name in loadtests/, or a path (default: all)',
      required: false,
      many: true,
      completes: 'scenario',
    },
  ],
  flags: {},
  examples: ['catops loadtest validate', 'catops loadtest validate default ./mine.yaml --json'],
  async run({ rest, wiring }) {
    const [{ validateScenarios }, { validationReply }] = await Promise.all([
      import('../../src/loadtest/validate-scenarios.js'),
      import('../kit/loadtest-validate.js'),
    ]);
    return validationReply(await validateScenarios(await wiring.scenarios(), rest));
  },
});
