import { describe, expect, it } from 'vitest';
import {
  defaultForegroundMs,
  defaultPage,
  defaultUpdateEveryMinutes,
  defaultWaits,
} from '../../src/incidents/deps.js';
import { incidentSettings as settings } from './incident-settings.js';

describe('the settings of incidents', () => {
  // Written twice, because the start of the command line loads no capability.
  it('fall back to what the capability says', () => {
    expect({
      page: settings.wake.fallback,
      foregroundMs: settings.foregroundMs.fallback,
      requestTimeoutMs: settings.requestTimeoutMs.fallback,
      lookAgainMs: settings.lookAgainMs.fallback,
      updateEveryMinutes: settings.updateEveryMinutes.fallback,
    }).toEqual({
      page: defaultPage,
      foregroundMs: defaultForegroundMs,
      ...defaultWaits,
      updateEveryMinutes: defaultUpdateEveryMinutes,
    });
  });
});
