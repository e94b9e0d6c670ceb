import type { Change } from '../ports.js';

/** The tags of the replies that a change makes old; none for what no reply is made of. */
export function tagsOf({ kind, subject }: Pick<Change, 'kind' | 'subject'>): readonly string[] {
  if (kind === 'image') return [`image:${subject}`];
  if (kind === 'breed') return ['breeds'];
  return kind === 'category' ? ['categories'] : [];
}
