import { flag } from './flags.js';

/** Whose clock the times are shown on. */
export const timeFlags = {
  tz: flag.text('time zone to show times in, beside UTC (default: yours)', { placeholder: 'zone' }),
  utc: flag.toggle('show times in UTC only'),
};

/** For a command that may ask. */
export const askFlags = {
  noInput: flag.toggle('never ask; a missing value is an error that names it'),
};

/** For a command that asks before it acts. */
export const consentFlags = {
  ...askFlags,
  yes: flag.shortToggle('y', 'go on without asking'),
};
