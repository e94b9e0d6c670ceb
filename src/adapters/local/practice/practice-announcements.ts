import { join } from 'node:path';
import type { Announcements } from '../../../announcements/ports.js';
import { createPracticeFiles, nameOf, practised, quoted } from './practice-files.js';

interface Note {
  readonly marker: string;
  readonly markup: string;
}

/** The channel as one file a note, in `practice/announcements`. */
export function createPracticeAnnouncements(options: {
  readonly directory: string;
}): Announcements {
  const directory = join(options.directory, 'announcements');
  const files = createPracticeFiles<Note>(directory, ({ markup }) => quoted(markup));
  const place = (id: string) => ({ id, url: files.url(id) });
  return {
    name: 'practice',
    post: (note) =>
      practised(async () => {
        const id = nameOf(note.marker);
        await files.put(id, note);
        return place(id);
      }),
    find: ({ marker }) =>
      practised(async () => {
        const id = nameOf(marker);
        return (await files.get(id)) ? place(id) : null;
      }),
  };
}
