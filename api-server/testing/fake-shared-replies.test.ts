import { sharedRepliesContract } from '../http/shared-replies-contract.js';
import type { Change } from '../ports.js';
import { FakeClock } from './fake-app.js';
import { FakeSharedReplies } from './fake-shared-replies.js';

// What the unit tests run on behaves as Redis does.
sharedRepliesContract('the fake', async () => {
  const changes: Change[] = [];
  const shared = new FakeSharedReplies(changes, new FakeClock().now);
  return {
    open: async () => {
      const opened = shared.open();
      opened.applied(changes.length);
      return opened;
    },
    change: (kind, subject) => changes.push({ seq: changes.length + 1, kind, subject }),
    close: async () => {},
  };
});
