import type { StatementSection } from '../../src/incidents/entry.js';
import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import {
  atFlag,
  incidentArgument,
  incidentFlags,
  publicFlag,
  visibilityOf,
} from '../kit/incident-flags.js';
import { referenceThenText } from '../kit/positionals.js';
import { askFlags, timeFlags } from '../kit/shared-flags.js';

export const incidentNote = command({
  path: 'incident note',
  summary: 'Write a note into the timeline.',
  effect: 'write',
  args: [
    incidentArgument,
    { name: 'text', doc: 'the note; - reads standard input', required: false },
  ],
  flags: {
    ...incidentFlags,
    at: atFlag,
    file: flag.texts('attach a file to the record and the card; repeatable', {
      placeholder: 'path',
    }),
    replaces: flag.text('id of the entry that this one replaces, from `catops incident timeline`', {
      placeholder: 'entry',
    }),
    section: flag.oneOf('say it for that part of the report', [
      'summary',
      'impact',
      'detection',
      'condition',
      'trigger',
      'root-cause',
      'resolution',
      'prevention',
      'helped',
      'hindered',
      'luck',
      'lesson',
    ]),
    takesOut: flag.text('take the text of this entry out of every view; the text says why', {
      placeholder: 'entry',
    }),
    public: publicFlag,
    ...timeFlags,
    ...askFlags,
  },
  examples: [
    'catops incident note "The database answers again"',
    'catops incident note 014 --at "10 min ago" "Rolled back; minimal effect"',
    'catops incident note latest --file app.log "Log of the first minute"',
  ],
  async run(invocation) {
    const [{ changeIncident }, { addNote }, { textOf }, { readAttachments }] = await Promise.all([
      import('../kit/incident-change.js'),
      import('../../src/incidents/add-note.js'),
      import('../kit/incident-text.js'),
      import('../kit/attachments.js'),
    ]);
    const { args, flags, host } = invocation;
    const { reference, value } = referenceThenText(args['inc'], args['text']);
    const text = await textOf(host, flags.noInput, value, 'What happened?');
    const files = await readAttachments(host, flags.file);
    const special = bodyOf(text, flags);
    if (special) {
      const { recordEntry } = await import('../../src/incidents/record-entry.js');
      return changeIncident(invocation, {
        useCase: recordEntry,
        reference,
        input: (id) => ({ id, ...special }),
      });
    }
    return changeIncident(invocation, {
      useCase: addNote,
      reference,
      input: (id, context) => {
        const when = context.when('at', flags.at);
        return {
          id,
          text,
          files,
          visibility: visibilityOf(flags.public),
          ...(when && { when }),
          ...(flags.replaces !== undefined && { supersedes: flags.replaces }),
        };
      },
    });
  },
});

/** What else a text can be: a part of the report, or the reason why an entry is taken out. */
function bodyOf(
  text: string,
  { section, takesOut }: { section: StatementSection | undefined; takesOut: string | undefined },
) {
  if (section !== undefined) return { body: { kind: 'statement' as const, section, text } };
  if (takesOut === undefined) return undefined;
  return { body: { kind: 'redacted' as const, reason: text }, supersedes: takesOut };
}
