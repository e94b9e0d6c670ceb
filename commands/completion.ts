import { command } from './kit/command.js';

const shells = ['bash', 'zsh', 'fish'];

export const completion = command({
  path: 'completion',
  summary: 'Print the script that completes catops commands in a shell.',
  description:
    'Prints the script that completes catops commands and flags in a shell. ' +
    'Load it from the start-up file of the shell, as the examples show.',
  effect: 'read',
  args: [{ name: 'shell', doc: 'the shell', required: true, choices: shells }],
  flags: {},
  examples: [
    'source <(catops completion bash)',
    'catops completion fish > ~/.config/fish/completions/catops.fish',
  ],
  async run({ args }) {
    const { completionScript } = await import('./kit/completion.js');
    const shell = args['shell'] ?? '';
    const script = completionScript(shell);
    return {
      exit: 'ok',
      data: { schema: 'catops.completion/v1', shell, script },
      text: () => script,
    };
  },
});
