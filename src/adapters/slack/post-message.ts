import type { Remote } from '../../incidents/entry.js';
import type { Outcome } from '../../incidents/ports.js';
import { type SlackClient, textOf } from './client.js';
import { messageUrl, type Workspace } from './workspace.js';

/** One message. */
export interface Post {
  readonly channel: string;
  /** Null: the top level of the channel. */
  readonly thread: string | null;
  /** `event_type` and `event_payload`, by which it is found again. */
  readonly metadata: object;
  /** `text`, `blocks`. */
  readonly content: object;
}

/** Posts messages that can be found again. */
export function createPoster(client: SlackClient, workspace: Workspace) {
  async function post(
    { channel, thread, metadata, content }: Post,
    signal: AbortSignal,
  ): Promise<Outcome<Remote>> {
    const [posted, archives] = await Promise.all([
      client.call(
        'chat.postMessage',
        {
          channel,
          ...content,
          ...(thread ? { thread_ts: thread } : {}),
          metadata,
          unfurl_links: false,
          unfurl_media: false,
        },
        signal,
      ),
      // Asked beside the post, so that the link costs no time; only once.
      workspace.archives(signal),
    ]);
    if (posted.kind !== 'done') return posted;
    const ts = textOf(posted.value['ts']);
    if (!ts) return { kind: 'unknown', message: 'Slack gave an answer that names no message.' };
    const url = messageUrl(archives, { channel, ts, thread });
    return { ...posted, value: { id: ts, url } };
  }
  return { post };
}
