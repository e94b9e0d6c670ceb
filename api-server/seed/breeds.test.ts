import { describe, expect, it } from 'vitest';
import { seedBreeds } from './index.js';

/** The columns of a breed in the order they are sent; typed again here, so that a change shows. */
const columns = [
  'weight',
  'id',
  'name',
  'cfa_url',
  'vetstreet_url',
  'vcahospitals_url',
  'temperament',
  'origin',
  'country_codes',
  'country_code',
  'description',
  'life_span',
  'indoor',
  'lap',
  'alt_names',
  'adaptability',
  'affection_level',
  'child_friendly',
  'cat_friendly',
  'dog_friendly',
  'energy_level',
  'grooming',
  'health_issues',
  'intelligence',
  'shedding_level',
  'social_needs',
  'stranger_friendly',
  'vocalisation',
  'bidability',
  'experimental',
  'hairless',
  'natural',
  'rare',
  'rex',
  'suppressed_tail',
  'short_legs',
  'wikipedia_url',
  'hypoallergenic',
  'reference_image_id',
  'image',
];

const breeds = seedBreeds();
const breed = (id: string) => breeds.find((one) => one.id === id);
const idsWith = (column: string) => breeds.filter((one) => column in one).map(({ id }) => id);
const idsWithout = (column: string) => breeds.filter((one) => !(column in one)).map(({ id }) => id);

describe('the breeds of a new installation', () => {
  it('are 67, each with an id of four letters of its own', () => {
    expect(breeds).toHaveLength(67);
    expect(new Set(breeds.map(({ id }) => id)).size).toBe(67);
    for (const { id } of breeds) expect(id).toMatch(/^[a-z]{4}$/);
  });

  it('send their columns in one order', () => {
    for (const one of breeds) {
      const keys = Object.keys(one);
      expect(keys).toEqual(columns.filter((column) => keys.includes(column)));
    }
  });

  it('leave out a column without a value instead of sending null', () => {
    for (const one of breeds) {
      for (const value of Object.values(one)) expect(value ?? null).not.toBeNull();
    }
  });

  it.each([
    ['cfa_url', 43],
    ['vetstreet_url', 50],
    ['vcahospitals_url', 42],
    ['lap', 47],
    ['alt_names', 63],
    ['wikipedia_url', 66],
    ['reference_image_id', 65],
    ['image', 64],
  ])('have %s in %i rows', (column, count) => {
    expect(idsWith(column)).toHaveLength(count);
  });

  it('have the rare columns where they are known, and lack pictures where there are none', () => {
    expect(idsWith('bidability')).toEqual(['beng', 'csho']);
    expect(idsWith('cat_friendly').sort()).toEqual(
      ['beng', 'csho', 'crex', 'dons', 'lihu', 'ebur', 'khao'].sort(),
    );
    expect(idsWithout('reference_image_id')).toEqual(['ebur', 'mala']);
    expect(idsWithout('image').sort()).toEqual(['ebur', 'mala', 'pers']);
    expect(idsWithout('wikipedia_url')).toEqual(['ebur']);
  });

  it('keep odd values as they were recorded', () => {
    expect(breed('abys')?.weight).toEqual({ imperial: '7  -  10', metric: '3 - 5' });
    expect(breed('amau')?.vcahospitals_url).toBe('');
    expect(breed('java')?.alt_names).toBe('\u00a0');
    expect(breed('aege')?.reference_image_id).toBe('ozEvzdVM-');
    expect(breed('jbob')?.reference_image_id).toBe('-tm9-znzl');
    expect(breed('pers')?.reference_image_id).toBe('-Zfz5z2jK');
  });

  it('spell out the links', () => {
    const { cfa_url, vetstreet_url, vcahospitals_url, wikipedia_url } = breed('abys') ?? {};
    expect([cfa_url, vetstreet_url, vcahospitals_url, wikipedia_url]).toEqual([
      'http://cfa.org/Breeds/BreedsAB/Abyssinian.aspx',
      'http://www.vetstreet.com/cats/abyssinian',
      'https://vcahospitals.com/know-your-pet/cat-breeds/abyssinian',
      'https://en.wikipedia.org/wiki/Abyssinian_(cat)',
    ]);
  });

  it('score from 1 to 5', () => {
    const { adaptability, affection_level, energy_level, grooming, vocalisation } =
      breed('pers') ?? {};
    expect([adaptability, affection_level, energy_level, grooming, vocalisation]).toEqual([
      5, 5, 1, 5, 1,
    ]);
    for (const one of breeds) {
      expect(one.child_friendly).toBeGreaterThanOrEqual(1);
      expect(one.child_friendly).toBeLessThanOrEqual(5);
    }
  });

  it('are each described in words of their own', () => {
    expect(new Set(breeds.map(({ description }) => description)).size).toBe(67);
    for (const { description } of breeds) expect(description).toMatch(/^[A-Z].{40,}\.$/);
  });

  it('embed their picture by a path without a host', () => {
    for (const { id, image, reference_image_id } of breeds) {
      if (!image) continue;
      const extension = ['beng', 'drex', 'kora'].includes(id) ? 'png' : 'jpg';
      expect(image.id).toBe(reference_image_id);
      expect(image.url).toBe(`/images/${image.id}.${extension}`);
      expect(Math.max(image.width, image.height)).toBeLessThanOrEqual(800);
    }
  });
});
