import { describe, expect, it } from 'vitest';
import { channelNameOf, dedupKeyOf, joinMarkOf } from './naming.js';
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
    expect(named({ title: '5xx on /v1/images/*/analysis — Überlast!' })).toBe(
      'inc-2026-014-5xx-on-v1-images-analysis-u-berlast',
    );
    expect(named({ title: 'x'.repeat(300) }).length).toBeLessThanOrEqual(80);
    expect(named({ title: '猫' })).toBe('inc-2026-014');
  });

  it('is that of the key where there is one, whatever the number and the title', () => {
    const key = 'API 5xx: High!';
    const one = named({ key, dedupKey: keyOf('a', key), title: 'Down' });
    const other = named({
      key,
      dedupKey: keyOf('b', key),
      title: 'It is down',
      id: 'INC-2026-002',
    });
    expect([one, other]).toEqual([one, one]);
    expect(one).toMatch(/^inc-api-5xx-high-[0-9a-f]{8}$/);
    const long = 'x'.repeat(300);
    expect(named({ key: long, dedupKey: keyOf('a', long) }).length).toBeLessThanOrEqual(80);
    expect(named({ key: '猫', dedupKey: keyOf('a', '猫') })).toMatch(/^inc-[0-9a-f]{8}$/);
  });
});

describe('the mark of a key', () => {
  it('is a marker whatever the service is called, and none without a key', () => {
    const dedupKey = dedupKeyOf({ service: 'cats & dogs', key: 'k', publicRef: 'a' }, id, ids);
    expect(joinMarkOf({ key: 'k', dedupKey })).toMatch(/^catops:cats___dogs:key:[0-9a-f]{32}$/);
    expect(joinMarkOf({ key: null, dedupKey })).toBeNull();
  });
});

const id = 'INC-2026-014';

function named(given: Partial<Parameters<typeof channelNameOf>[0]>): string {
  return channelNameOf({ id, title: '5xx', key: null, dedupKey: 'catops:cats:INC', ...given });
}
