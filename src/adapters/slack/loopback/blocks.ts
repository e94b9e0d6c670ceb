import { refuse } from './call.js';

interface TextObject {
  readonly type?: unknown;
  readonly text?: unknown;
}

interface Block {
  readonly type?: unknown;
  readonly text?: TextObject;
  readonly fields?: readonly TextObject[];
  readonly elements?: readonly TextObject[];
}

/** The limits of Block Kit (docs.slack.dev, "Blocks"), and of a message as a whole. */
export function checkBlocks(blocks: unknown): void {
  if (blocks === null) return;
  if (!Array.isArray(blocks)) throw refuse('blocks are an array', 'invalid_blocks_format');
  if (blocks.length > 50) throw refuse('a message has at most 50 blocks', 'invalid_blocks');
  for (const block of blocks as readonly Block[]) checkBlock(block);
  // All blocks together: about 13,000 characters.
  if (JSON.stringify(blocks).length > 13_200)
    throw refuse('the blocks have about 13,000 characters', 'msg_blocks_too_long');
}

function checkBlock({ type, text, fields, elements }: Block): void {
  if (type === 'divider') return;
  if (type === 'header') {
    if (text?.type !== 'plain_text') throw refuse('a header is plain text', 'invalid_blocks');
    checkText(text, 150);
  } else if (type === 'section') {
    // Text (at most 3000 characters) or fields (at most 10 of 2000), or both.
    if (!text && !fields) throw refuse('a section needs text', 'invalid_blocks');
    if (text) checkText(text, 3000);
    checkMany(fields, 2000);
  } else if (type === 'context') {
    if (!elements) throw refuse('a context needs elements', 'invalid_blocks');
    checkMany(elements, 3000);
  } else throw refuse(`a block ${String(type)} is not used`, 'invalid_blocks');
}

function checkMany(texts: readonly TextObject[] | undefined, most: number): void {
  if (!texts) return;
  if (texts.length < 1 || texts.length > 10) throw refuse('1 to 10 fields', 'invalid_blocks');
  for (const text of texts) checkText(text, most);
}

function checkText(text: TextObject, most: number): void {
  if (text.type !== 'plain_text' && text.type !== 'mrkdwn')
    throw refuse('text is plain_text or mrkdwn', 'invalid_blocks');
  if (typeof text.text !== 'string' || text.text.length < 1 || text.text.length > most)
    throw refuse(`a text of a block has 1 to ${most} characters`, 'invalid_blocks');
}
