import { describe, expect, it } from 'vitest';
import { defaultUpdateEveryMinutes } from '../../src/incidents/deps.js';
import { parseCadence } from './cadence.js';
import { settingText } from './setting-text.js';

describe('how often an update is due', () => {
  it('is written with commas or as the object of a config file', () => {
    const cadence = { sev1: 15, sev2: 60, sev3: null, sev4: null };
    expect(parseCadence('sev1=15m, sev2=1h,sev4=never')).toEqual(cadence);
    expect(parseCadence('{"sev1": "15m", "sev2": 60, "sev3": null}')).toEqual(cadence);
  });

  it('reads what it shows', () => {
    const shown = settingText(defaultUpdateEveryMinutes);
    expect(parseCadence(shown)).toEqual(defaultUpdateEveryMinutes);
  });

  it.each(['sev5=30m', 'sev1', 'sev1=often', 'sev1=0', 'sev1=10s', ''])('%j is refused', (text) => {
    expect(() => parseCadence(text)).toThrow(/is not a severity and a time of a minute or more/);
  });
});
