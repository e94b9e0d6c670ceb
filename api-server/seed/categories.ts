/** The categories a picture may be in, sorted by name as the wire has them. */
export const seedCategories: readonly { readonly id: number; readonly name: string }[] = [
  { id: 5, name: 'boxes' },
  { id: 15, name: 'clothes' },
  { id: 4, name: 'hats' },
  { id: 14, name: 'sinks' },
  { id: 2, name: 'space' },
  { id: 1, name: 'sunglasses' },
  { id: 7, name: 'ties' },
];
