import { getBreed, listBreeds, searchBreeds } from './features/breeds/index.js';
import { listCategories } from './features/categories/index.js';
import { listBreedFacts, listFacts } from './features/facts/index.js';
import {
  addFavourite,
  deleteFavourite,
  getFavourite,
  listFavourites,
} from './features/favourites/index.js';
import { getAnalysis, getImage, getImageBreeds, searchImages } from './features/images/index.js';
import { getPicture, getRendition } from './features/pictures/index.js';
import {
  getDocs,
  getLive,
  getOpenApi,
  getReady,
  getRoot,
  getVersionRoot,
} from './features/service-status/index.js';
import { signUp } from './features/sign-up/index.js';
import { listSources } from './features/sources/index.js';
import {
  addBreed,
  deleteImage,
  listUploads,
  removeBreed,
  uploadImage,
} from './features/uploads/index.js';
import { castVote, deleteVote, getVote, listVotes } from './features/votes/index.js';
import { addWebhook } from './features/webhooks/index.js';
import type { Catalogue } from './http/route.js';

export { openApiDocument } from './http/openapi.js';

/** Every route of the API. Pure data: tools read it without starting anything. */
export const catalogue: Catalogue = [
  searchImages,
  getImage,
  deleteImage,
  listUploads,
  uploadImage,
  getAnalysis,
  getImageBreeds,
  addBreed,
  removeBreed,
  listBreeds,
  searchBreeds,
  getBreed,
  listBreedFacts,
  listFacts,
  listCategories,
  listSources,
  getPicture,
  getRendition,
  listVotes,
  castVote,
  getVote,
  deleteVote,
  listFavourites,
  addFavourite,
  getFavourite,
  deleteFavourite,
  signUp,
  addWebhook,
  getLive,
  getReady,
  getOpenApi,
  getDocs,
  getRoot,
  getVersionRoot,
];
