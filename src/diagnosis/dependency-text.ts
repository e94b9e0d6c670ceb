const names: Readonly<Record<string, string>> = {
  'database-read': 'The database (reads)',
  'database-write': 'The database (writes)',
  redis: 'Redis',
  objects: 'The object storage',
  mail: 'The mail service',
  webhook: 'Receivers of webhooks',
  queue: 'The job queue',
};

/** What people call a dependency, as a sentence begins. */
export function dependencyText(name: string): string {
  return names[name] ?? name;
}
