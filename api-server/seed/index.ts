/** What a new installation is filled with: breeds, categories and pictures we drew ourselves. */
export { seedBreeds } from './breeds.js';
export { seedCategories } from './categories.js';
export { seedPictures } from './pictures.js';

/** Changes whenever breeds, categories or pictures do, so that a server knows to take them in. */
export const seedVersion: string = '2';
