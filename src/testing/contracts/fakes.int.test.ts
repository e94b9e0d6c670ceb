import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPracticeAnnouncements } from '../../adapters/local/practice/practice-announcements.js';
import {
  createPracticePublicBoard,
  createPracticeTracker,
} from '../../adapters/local/practice/practice-boards.js';
import { createPracticeChat } from '../../adapters/local/practice/practice-chat.js';
import { createPracticeOnCall } from '../../adapters/local/practice/practice-on-call.js';
import { createFakeChat } from '../../incidents/testing/fake-chat.js';
import { createFakeOnCall } from '../../incidents/testing/fake-on-call.js';
import { createFakeTracker } from '../../incidents/testing/fake-tracker.js';
import { announcementsContract } from './announcements-contract.js';
import { chatContract } from './chat-contract.js';
import { onCallContract } from './on-call-contract.js';
import type { Opens } from './subject.js';
import { publicBoardContract, trackerContract } from './tracker-contract.js';

// A fake or a practice target that keeps other promises than the vendor proves nothing.

function faked<T>(create: () => T): Opens<T> {
  return async () => ({ subject: create(), close: async () => undefined });
}

function practised<T>(create: (directory: string) => T): Opens<T> {
  return async () => {
    const directory = await mkdtemp(join(tmpdir(), 'catops-contract-'));
    const close = () => rm(directory, { recursive: true, force: true });
    return { subject: create(directory), close };
  };
}

const person = { name: 'Ada', tz: 'Europe/Berlin', phones: ['+49 1511234567'] };

onCallContract('The fake', faked(createFakeOnCall));
chatContract('The fake', faked(createFakeChat));
trackerContract('The fake', faked(createFakeTracker));
onCallContract(
  'Practice',
  practised((directory) => createPracticeOnCall({ directory, person })),
);
chatContract(
  'Practice',
  practised((directory) => createPracticeChat({ directory })),
);
trackerContract(
  'Practice',
  practised((directory) => createPracticeTracker({ directory })),
);
publicBoardContract(
  'Practice',
  practised((directory) => createPracticePublicBoard({ directory })),
);
announcementsContract(
  'Practice',
  practised((directory) => createPracticeAnnouncements({ directory })),
);
