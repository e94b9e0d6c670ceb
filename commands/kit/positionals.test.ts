import { describe, expect, it } from 'vitest';
import { isReference, oneOf, referenceThenText, referenceThenValue } from './positionals.js';

describe('words after a command', () => {
  it.each(['014', '7', 'latest', 'INC-2026-014', 'inc-2026-1000', '@'])(
    '%j can only be an incident',
    (word) => {
      expect(isReference(word)).toBe(true);
    },
  );

  it.each(['latest news', '5xx', 'INC', '', '-1', 'bob@example.com'])('%j is a text', (word) => {
    expect(isReference(word)).toBe(false);
  });

  it('one text alone is the text, one incident alone is the incident', () => {
    expect(referenceThenText('all quiet')).toEqual({ reference: undefined, value: 'all quiet' });
    expect(referenceThenText('014')).toEqual({ reference: '014', value: undefined });
    expect(referenceThenText('014', '014')).toEqual({ reference: '014', value: '014' });
    expect(referenceThenText()).toEqual({ reference: undefined, value: undefined });
  });

  it('one word alone is the value where there is a list of values', () => {
    expect(referenceThenValue('1')).toEqual({ reference: undefined, value: '1' });
    expect(referenceThenValue('014', '1')).toEqual({ reference: '014', value: '1' });
  });

  it('a value that is none of the list is refused with the list', () => {
    expect(oneOf('role', ['lead', 'scribe'], 'lead')).toBe('lead');
    expect(() => oneOf('role', ['lead', 'scribe'], 'boss')).toThrow(
      '"boss" is no role; it is one of lead, scribe.',
    );
    expect(() => oneOf('role', ['lead'], undefined)).toThrow('No role was given');
  });
});
