import { breedStoreContract } from '../features/breeds/store-contract.js';
import { categoryStoreContract } from '../features/categories/store-contract.js';
import { favouriteStoreContract } from '../features/favourites/store-contract.js';
import { imageStoreContract } from '../features/images/store-contract.js';
import { keyStoreContract } from '../features/keys/store-contract.js';
import { signUpStoreContract } from '../features/sign-up/store-contract.js';
import { uploadStoreContract } from '../features/uploads/store-contract.js';
import { voteStoreContract } from '../features/votes/store-contract.js';
import { webhookStoreContract } from '../features/webhooks/store-contract.js';
import { type FakeData, FakeStores } from './fake-stores.js';

// What the unit tests run on behaves as the database does.
const nothing: FakeData = {
  images: [],
  uploads: [],
  breeds: [],
  categories: [],
  keys: [],
  analyses: new Map(),
  votes: [],
  favourites: [],
  addresses: [],
  webhooks: [],
};
const holding = (data: Partial<FakeData>) => new FakeStores({ ...nothing, ...data }).stores;
const close = async () => {};

imageStoreContract('the fake', async () => {
  const data: FakeData = { ...nothing, analyses: new Map() };
  return {
    store: new FakeStores(data).stores.images,
    fill: async (pictures) => {
      data.images = pictures.map(({ analysis, ...record }) => {
        if (analysis) data.analyses.set(record.id, { ...analysis });
        return record;
      });
    },
    addUnapproved: close,
    close,
  };
});

breedStoreContract('the fake', async (breeds) => {
  return { store: holding({ breeds: [...breeds] }).breeds, close };
});

categoryStoreContract('the fake', async (categories) => {
  return { store: holding({ categories: [...categories] }).categories, close };
});

keyStoreContract('the fake', async (keys) => {
  const usable = keys.filter(({ revoked }) => !revoked).map(({ revoked: _, ...key }) => key);
  return { store: holding({ keys: usable }).keys, close };
});

uploadStoreContract('the fake', async () => {
  const { uploads, images, changes } = holding({ uploads: [], images: [] });
  return { store: uploads, images, changes, close };
});

voteStoreContract('the fake', async () => ({ store: holding({ votes: [] }).votes, close }));

signUpStoreContract('the fake', async () => ({ store: holding({ addresses: [] }).signUp, close }));

webhookStoreContract('the fake', async () => ({
  store: holding({ webhooks: [] }).webhooks,
  close,
}));

favouriteStoreContract('the fake', async () => ({
  store: holding({ favourites: [] }).favourites,
  close,
}));
