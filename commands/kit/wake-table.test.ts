import { describe, expect, it } from 'vitest';
import { parseWakeTable } from './wake-table.js';

describe('the table of who is woken', () => {
  it('is written with commas or as the object of a config file', () => {
    const table = { sev1: true, sev2: false, sev3: true, sev4: false };
    expect(parseWakeTable('sev1=yes, sev3=YES,sev2=no')).toEqual(table);
    expect(parseWakeTable('{"sev1": true, "sev2": false, "sev3": "yes"}')).toEqual(table);
  });

  it('wakes for the loudest severity when nothing is said of it', () => {
    expect(parseWakeTable('sev2=no').sev1).toBe(true);
  });

  it.each(['sev5=yes', 'sev1', 'sev1=perhaps', '', '{"high": true}'])('%j is refused', (text) => {
    expect(() => parseWakeTable(text)).toThrow(/is not a severity and yes or no/);
  });
});
