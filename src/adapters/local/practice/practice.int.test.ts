import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  chatContract,
  onCallContract,
  publicBoardContract,
  trackerContract,
} from '../../../incidents/testing/vendor-contracts.js';
import { createPracticePublicBoard, createPracticeTracker } from './practice-boards.js';
import { createPracticeChat } from './practice-chat.js';
import { createPracticeOnCall } from './practice-on-call.js';

const person = { name: 'you', tz: 'UTC', phones: [] };

async function site(kind: string) {
  const directory = await mkdtemp(join(tmpdir(), 'catops-practice-'));
  const things = async (): Promise<Record<string, unknown>[]> => {
    const folder = join(directory, kind);
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    return texts.map((text) => (JSON.parse(text) as { thing: Record<string, unknown> }).thing);
  };
  const list = async (key: string) => {
    const [first] = await things();
    const found = first?.[key];
    return Array.isArray(found) ? (found as Record<string, unknown>[]) : [];
  };
  return { directory, things, list, close: () => rm(directory, { recursive: true, force: true }) };
}

onCallContract('practice', async () => {
  const { directory, things, close } = await site('on-call');
  const counts = { pages: async () => (await things()).length };
  return { port: createPracticeOnCall({ directory, person }), counts, close };
});

chatContract('practice', async () => {
  const { directory, things, list, close } = await site('chat');
  const counts = {
    rooms: async () => (await things()).length,
    headlines: async () => (await list('messages')).filter(({ thread }) => thread === null).length,
    replies: async () => (await list('messages')).filter(({ thread }) => thread !== null).length,
  };
  return { port: createPracticeChat({ directory }), counts, close };
});

trackerContract('practice', async () => {
  const { directory, things, list, close } = await site('board');
  const counts = {
    cards: async () => (await things()).length,
    items: async (name: string) => {
      const lists = (await things())[0]?.['checklists'] as Record<string, string[]>;
      return lists[name] ?? [];
    },
    comments: async () => (await list('comments')).length,
    links: async () => (await list('links')).length,
    files: async () => (await list('files')).length,
  };
  return { port: createPracticeTracker({ directory }), counts, close };
});

publicBoardContract('practice', async () => {
  const { directory, things, close } = await site('public');
  const counts = { texts: async () => (await things()).map((thing) => JSON.stringify(thing)) };
  return { port: createPracticePublicBoard({ directory }), counts, close };
});

describe('a practice file', () => {
  it('is for people to read, and hostile text stays text in it', async () => {
    const { directory, close } = await site('chat');
    const chat = createPracticeChat({ directory });
    const signal = new AbortController().signal;
    const hostile = '# not a heading \u001b[31m\n<script>';
    await chat.openRoom({ marker: 'm', channelName: 'inc-1', topic: hostile }, signal);
    const text = await readFile(join(directory, 'chat', 'inc-1.md'), 'utf8');
    await close();
    expect(text).toContain('> \\# not a heading');
    expect(text).not.toContain('\u001b');
    expect(text).not.toMatch(/^<script>/m);
  });
});
