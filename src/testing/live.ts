import { describe } from 'vitest';
import { Secret } from '../platform/secret.js';

/**
 * Runs a suite against a real account, or says loudly what is missing. `npm test` never reaches one:
 * credentials alone are not enough, CATOPS_LIVE=1 must say that it is meant.
 */
export function live(
  name: string,
  needs: readonly string[],
  suite: (value: (variable: string) => string) => void,
): void {
  const missing = ['CATOPS_LIVE', ...needs].filter((variable) => !process.env[variable]);
  if (missing.length > 0 || process.env['CATOPS_LIVE'] !== '1') {
    const what = missing.map((each) => (each === 'CATOPS_LIVE' ? 'CATOPS_LIVE=1' : each));
    describe.skip(`${name}: NOT VERIFIED, set ${what.join(', ') || 'CATOPS_LIVE=1'}`, () => {
      suite(() => 'https://not-set.invalid');
    });
    return;
  }
  describe(name, () => suite((variable) => process.env[variable] ?? ''));
}

/** A credential from the environment, as the adapters take it. */
export function liveSecret(value: string): Secret {
  return new Secret(value);
}
