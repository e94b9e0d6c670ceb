import type { Announcements } from '../../announcements/ports.js';
import { bounded } from '../../platform/vendor-failure.js';
import { createSlackClient, type SlackAccess } from './client.js';
import { createPoster } from './post-message.js';
import { createReader } from './read-messages.js';
import { createWorkspace } from './workspace.js';

export interface SlackAnnouncementsOptions extends SlackAccess {
  /** Id of the channel. */
  readonly channel: string;
}

/** Type of the metadata by which our notes are found again. */
export const noteEvent = 'catops_note';

/** Notes in one channel of Slack. */
export function createSlackAnnouncements(options: SlackAnnouncementsOptions): Announcements {
  const { channel, timeoutMs = 8000 } = options;
  const client = createSlackClient(options);
  const workspace = createWorkspace(client);
  const poster = createPoster(client, workspace);
  const reader = createReader(client, workspace);
  const place = { channel, thread: null };
  return {
    name: 'slack',
    post: ({ marker, markup }, signal) => {
      const metadata = { event_type: noteEvent, event_payload: { marker } };
      const content = { text: withoutMentions(markup) };
      return poster.post({ ...place, metadata, content }, bounded(signal, timeoutMs));
    },
    find: ({ marker, since }, signal) =>
      reader.findMessage(
        { room: channel, thread: null, marker, since },
        bounded(signal, timeoutMs),
      ),
  };
}

/** `<!channel>`, `<@U…>` and `<!subteam^…>` wake people: a note is read, it calls nobody. */
function withoutMentions(markup: string): string {
  return markup.replace(/<(?=[!@])/g, '&lt;');
}
