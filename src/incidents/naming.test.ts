import { describe, expect, it } from 'vitest';
import { channelNameOf, dedupKeyOf } from './naming.js';
import { createTestIds } from './testing/incident-world.js';

const ids = createTestIds();
const keyOf = (publicRef: string, key: string | null) =>
  dedupKeyOf({ service: 'cats', key, publicRef }, 'INC-2026-014', ids);

describe('the key of a page', () => {
  it('differs for two machines that count to the same number', () => {
    expect(keyOf('aaaa', null)).not.toBe(keyOf('bbbb', null));
  });

  it('is one for an alarm, on every machine', () => {
    expect(keyOf('aaaa', 'HighErrorRate')).toBe(keyOf('bbbb', 'HighErrorRate'));
  });

  it('does not tell the reference of the public card', () => {
    expect(keyOf('f00dfeed', null)).not.toContain('f00dfeed');
  });

  it('stays within 255 characters whatever the key', () => {
    expect(keyOf('a', 'x'.repeat(5000)).length).toBeLessThan(255);
  });
});

describe('the name of the channel', () => {
  it('is lower case, short and without anything else', () => {
    expect(channelNameOf('INC-2026-014', '5xx on /v1/images/*/analysis — Überlast!')).toBe(
      'inc-2026-014-5xx-on-v1-images-analysis-u-berlast',
    );
    expect(channelNameOf('INC-2026-014', 'x'.repeat(300)).length).toBeLessThanOrEqual(80);
    expect(channelNameOf('INC-2026-014', '猫')).toBe('inc-2026-014');
  });
});
