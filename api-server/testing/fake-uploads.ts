import type { ImageRecord } from '../features/images/store.js';
import type { Upload, UploadAsk, UploadRef, UploadStore } from '../features/uploads/store.js';
import type { Change } from '../ports.js';
import { matches } from './fake-image-filter.js';

/** What the fake database holds of pictures: all uploads, and what the public may see. */
export interface FakePictures {
  images: ImageRecord[];
  uploads: Upload[];
}

interface FakeDatabase {
  query<T>(name: string, run: (data: FakePictures) => T): Promise<T>;
  change(kind: Change['kind'], subject: string): void;
}

/** Uploads over plain data. */
export function fakeUploads({ query, change }: FakeDatabase): UploadStore {
  const edit = (name: string, ref: UploadRef, work: (own: Upload) => Upload | undefined) =>
    query(name, (data) => {
      const own = data.uploads.find((upload) => isMeant(upload, ref));
      const edited = own && work(own);
      if (!own || !edited) return false;
      data.uploads = data.uploads.map((upload) => (upload === own ? edited : upload));
      publish(data, edited);
      change('image', ref.id);
      return true;
    });
  const taken = new Set<string>();
  const reserved = new Map<string, string>();
  return {
    reserve: ({ id, accountId }) =>
      query('uploads.reserve', (data) => {
        if (taken.has(id) || data.images.some((image) => image.id === id)) return false;
        taken.add(id);
        reserved.set(id, accountId);
        return true;
      }),
    release: ({ id, accountId }) =>
      query('uploads.release', () => {
        if (reserved.get(id) === accountId && reserved.delete(id)) taken.delete(id);
      }),
    giveUp: ({ id, accountId }) =>
      query('uploads.giveUp', () => reserved.get(id) === accountId && reserved.delete(id)),
    add: (upload) =>
      query('uploads.add', (data) => {
        if (reserved.get(upload.id) !== upload.accountId) return false;
        reserved.delete(upload.id);
        data.uploads.push(upload);
        publish(data, upload);
        change('image', upload.id);
        return true;
      }),
    find: (ref) =>
      query('uploads.find', ({ uploads }) => uploads.find((upload) => isMeant(upload, ref))),
    list: (ask) => query('uploads.list', ({ uploads }) => pageOf(uploads, ask)),
    remove: (ref) =>
      query('uploads.remove', (data) => {
        const own = data.uploads.find((upload) => isMeant(upload, ref));
        if (!own) return undefined;
        data.uploads = data.uploads.filter((upload) => upload !== own);
        data.images = data.images.filter(({ id }) => id !== own.id);
        change('image', own.id);
        return own;
      }),
    attachBreed: (breed) =>
      edit('uploads.attachBreed', breed, (own) => ({
        ...own,
        breedIds: [...new Set([...own.breedIds, breed.breedId])].sort(),
      })),
    detachBreed: (breed) =>
      edit('uploads.detachBreed', breed, (own) =>
        own.breedIds.includes(breed.breedId)
          ? { ...own, breedIds: own.breedIds.filter((id) => id !== breed.breedId) }
          : undefined,
      ),
  };
}

const isMeant = (row: UploadRef, ref: UploadRef) =>
  row.accountId === ref.accountId && row.id === ref.id;

/** Shows the public an approved upload as it is now. */
function publish(data: FakePictures, upload: Upload): void {
  if (!upload.approved) return;
  const { id, extension, width, height, breedIds, categoryIds, renditions } = upload;
  const known = data.images.find((image) => image.id === id);
  const position = known?.position ?? Math.max(0, ...data.images.map((each) => each.position)) + 1;
  const links = { breedIds, categoryIds, renditions, ownerId: upload.accountId, resting: false };
  data.images = data.images.filter((image) => image !== known);
  data.images.push({ id, extension, width, height, position, ...links });
}

function pageOf(uploads: readonly Upload[], ask: UploadAsk) {
  const { accountId, subId, originalFilename, order, limit, page } = ask;
  const found = uploads
    .filter(
      (upload) =>
        upload.accountId === accountId &&
        (subId === undefined || upload.subId === subId) &&
        (originalFilename === undefined || upload.originalFilename === originalFilename) &&
        matches(upload, ask.filter),
    )
    .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  if (order === 'desc') found.reverse();
  const start = order === 'random' ? 0 : page * limit;
  return { rows: found.slice(start, start + limit), total: found.length };
}
