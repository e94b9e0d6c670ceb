/** A word that only groups commands: what help says of it, and a shorter way to type it. */
interface Group {
  readonly summary: string;
  readonly alias?: string;
}

/** Every first word that has commands under it. */
export const groups: Readonly<Record<string, Group>> = {
  alarms: { summary: 'What fires, what changed, and what is watched at all' },
  incident: { summary: 'From "something is wrong" to the report', alias: 'inc' },
  runbook: { summary: 'What to do about an alarm or an error' },
  env: { summary: 'Where the API runs, and which release of it' },
  db: { summary: "The API's database" },
  account: { summary: 'Who uses the API' },
  jobs: { summary: 'What the API does after it has answered' },
  images: { summary: 'Uploaded pictures, and whether they are shown' },
  analysis: { summary: 'Who looks at uploads before people do' },
  key: { summary: "The API's keys" },
  config: { summary: 'Settings and where they come from' },
};
