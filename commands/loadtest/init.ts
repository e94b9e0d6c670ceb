import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';

export const loadtestInit = command({
  path: 'loadtest init',
  summary: 'Write a first scenario for any API from its OpenAPI document.',
  description:
    'Reads an OpenAPI document (3.0 or 3.1, JSON or YAML) and writes loadtests/<name>.yaml: every route ' +
    'that can be asked without changing anything, path parameters from routes that list them or from ' +
    'examples, and the rest excused with a reason. An API that runs is asked once for each route, so ' +
    'that the scenario passes the first time. Never replaces a file.',
  effect: 'write',
  args: [{ name: 'name', doc: 'of the scenario (default: of the API)', required: false }],
  flags: {
    openapi: flag.text('where the document is', { placeholder: 'url|file' }),
    target: flag.text('the API that runs, when it is not where the document is', {
      placeholder: 'url',
    }),
    writes: flag.toggle('also test what writes, where the document shows what to send'),
  },
  examples: [
    'catops loadtest init --openapi http://127.0.0.1:3000/openapi.json',
    'catops loadtest init shop --openapi ./openapi.yaml --dry-run',
  ],
  async run(invocation) {
    const { writeFirstScenario } = await import('../kit/loadtest-init.js');
    return writeFirstScenario(invocation, invocation.flags);
  },
});
