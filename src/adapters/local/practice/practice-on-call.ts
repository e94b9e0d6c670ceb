import { join } from 'node:path';
import type { Reached } from '../../../incidents/entry.js';
import type { OnCall, PageRequest, PageStatus } from '../../../incidents/ports.js';
import { createPracticeFiles, nameOf, practised, quoted } from './practice-files.js';

interface Page {
  readonly request: PageRequest;
  readonly status: PageStatus['status'];
  readonly level: number;
  readonly log: readonly string[];
}

/** Nobody is woken: what the on-call phone would show lies in `practice/on-call`. */
export function createPracticeOnCall(options: {
  readonly directory: string;
  readonly person: Reached;
}): OnCall {
  const files = createPracticeFiles<Page>(join(options.directory, 'on-call'), render);
  const change = (key: string, to: (page: Page) => Page) =>
    practised(async () => {
      const found = await current(key);
      if (found && found.page.status !== 'resolved') await files.put(found.id, to(found.page));
      return null;
    });
  // The pages of one key in order: a new one only after the last was resolved.
  const current = async (key: string) => {
    const base = nameOf(key);
    const mine = (await files.all()).filter(({ id }) => id.startsWith(base));
    const last = mine.at(-1);
    return last ? { id: last.id, page: last.thing, count: mine.length } : null;
  };
  return {
    name: 'practice',
    page: (request, _signal, onWritten) => {
      onWritten();
      return practised(async () => {
        const found = await current(request.dedupKey);
        if (!found || found.page.status === 'resolved') {
          const id = `${nameOf(request.dedupKey)}-${String((found?.count ?? 0) + 1).padStart(3, '0')}`;
          await files.put(id, { request, status: 'triggered', level: 1, log: ['triggered'] });
        }
        return { accepted: true as const };
      });
    },
    acknowledge: (key) =>
      change(key, (page) => ({
        ...page,
        status: 'acknowledged',
        log: [...page.log, 'acknowledged'],
      })),
    resolve: (key) =>
      change(key, (page) => ({ ...page, status: 'resolved', log: [...page.log, 'resolved'] })),
    escalate: ({ dedupKey, level }) =>
      change(dedupKey, (page) =>
        page.level === level
          ? page
          : { ...page, level, log: [...page.log, `escalated to level ${level}`] },
      ),
    find: (key) =>
      practised(async () => {
        const found = await current(key);
        if (!found) return null;
        return {
          remote: { id: found.id, url: files.url(found.id) },
          status: found.page.status,
          reached: [options.person],
          acknowledged: null,
        };
      }),
    whoIsOnCall: () => practised(async () => [options.person]),
    log: (key) =>
      practised(async () => {
        const found = await current(key);
        const lines = found ? found.page.log : [];
        return lines.map((text, index) => ({
          id: `${found?.id ?? ''}-${index}`,
          at: found?.page.request.at ?? '',
          by: options.person.name,
          text,
          url: null,
        }));
      }),
  };
}

function render({ request, status, level, log }: Page): string {
  return [
    `# Page (practice): ${status}, level ${level}`,
    '',
    quoted(request.summary),
    '',
    `- severity: ${request.severity}`,
    `- key: \`${request.dedupKey}\``,
    `- since: ${request.at}`,
    ...Object.entries(request.details).map(([label, value]) => `- ${label}:\n${quoted(value)}`),
    '',
    ...log.map((line) => `1. ${line}`),
  ].join('\n');
}
