import { printable } from '../../src/platform/terminal-text.js';
import { command } from '../kit/command.js';
import { settingText } from '../kit/setting-text.js';

export const configExplain = command({
  path: 'config explain',
  summary: 'Print every setting, its value and where the value came from.',
  description:
    'Prints every setting, its value and where the value came from. Strongest first: flag, ' +
    'environment, catops.config.json of the project, user config, default. Secrets are shown as [secret].',
  effect: 'read',
  flags: {},
  examples: ['catops config explain', 'CATOPS_PORT=4000 catops config explain --json'],
  async run({ wiring }) {
    const own = wiring.explained();
    // What both read is read here from more places than the API does.
    const both = new Set(own.map(({ env }) => env));
    const ofApi = await wiring.admin('.', { op: 'config.explain' });
    const settings = [...own, ...ofApi.settings.filter(({ env }) => !both.has(env))];
    return {
      exit: settings.some(({ problem }) => problem !== undefined) ? 'usage' : 'ok',
      data: { schema: 'catops.config/v1', settings },
      text: () =>
        settings
          .map(({ env, value, origin, doc, problem }) => {
            const shown = value === null ? '—' : printable(settingText(value));
            if (problem !== undefined) return `${env} cannot be used\n    ${printable(problem)}`;
            return `${env} = ${shown}  (${printable(origin)})\n    ${doc}`;
          })
          .join('\n'),
    };
  },
});
