/** Where more about the breeds can be read: the sites that their links lead to. */
export const seedSources: readonly {
  readonly id: number;
  readonly name: string;
  readonly url: string;
  readonly breed_id: string | null;
}[] = [
  { id: 1, name: "The Cat Fanciers' Association", url: 'http://cfa.org', breed_id: null },
  { id: 2, name: 'Vetstreet', url: 'http://www.vetstreet.com/cats', breed_id: null },
  {
    ...{ id: 3, name: 'VCA Animal Hospitals', breed_id: null },
    url: 'https://vcahospitals.com/know-your-pet/cat-breeds',
  },
  { id: 4, name: 'Wikipedia', url: 'https://en.wikipedia.org', breed_id: null },
];
