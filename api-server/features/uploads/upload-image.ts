import { randomBytes } from 'node:crypto';
import type { AccountAsk } from '../../http/binding.js';
import { Overloaded } from '../../http/failure.js';
import {
  invalidData,
  jsonReply,
  type Reply,
  textReply,
  unauthenticated,
} from '../../http/reply.js';
import type { AppDeps } from '../../ports.js';
import type { BreedIndex } from '../breeds/index.js';
import type { ImageRows } from '../images/index.js';
import { invalidFile, type NewUpload, type UploadQuery } from './schemas.js';
import type { Upload, UploadStore } from './store.js';

/** What taking a picture in needs. */
export interface UploadDeps extends Pick<AppDeps, 'objects' | 'pictures' | 'failures'> {
  readonly uploads: UploadStore;
  readonly clock: Pick<AppDeps['clock'], 'now'>;
  readonly approval: AppDeps['config']['uploadApproval'];
  readonly breeds: BreedIndex;
  readonly rows: ImageRows;
}

type Ask = AccountAsk<unknown, UploadQuery, NewUpload>;

const unreadable = textReply(400, invalidFile);
/** It was read to its end, so the connection goes on. */
const tooLarge = textReply(413, 'PAYLOAD_TOO_LARGE');
const longestName = 100;

/** Far more than an upload takes, and far less than the hour that a file has before it is swept. */
const longestMs = 600_000;

/**
 * Takes in a picture: what can be said at once, then the work on the file, then the file before
 * anybody is shown its row, so that no picture ever is without its file. Both are durable before the
 * answer.
 */
export async function uploadImage(deps: UploadDeps, ask: Ask): Promise<Reply> {
  const { file, breed_ids } = ask.body;
  const breedIds = [...new Set((breed_ids ?? '').split(',').map((id) => id.trim()))]
    .filter((id) => id !== '')
    .sort();
  if (breedIds.some((id) => !deps.breeds.get(id))) return invalidData;
  const picture = await deps.pictures.clean(file.bytes);
  if (!picture) return unreadable;
  if (picture === 'too-large') return tooLarge;
  const { extension, width, height, bytes } = picture;
  const upload = await keep(deps, bytes, {
    ...{ extension, width, height, breedIds, categoryIds: [], accountId: ask.accountId },
    subId: ask.body.sub_id || ask.query.sub_id || null,
    originalFilename: nameOf(file.name),
    createdAt: deps.clock.now(),
    approved: deps.approval === 'at-once',
    // A job makes them, after the answer.
    renditions: [],
  });
  if (!upload) return unauthenticated;
  return jsonReply(JSON.stringify(show(deps.rows, upload)), [], 201);
}

/**
 * Stores it under an id that nothing has, in the object storage and in the database. Undefined when its
 * account was erased meanwhile, and what was reserved for it with that: nothing of it is kept.
 */
async function keep(
  deps: UploadDeps,
  bytes: Buffer,
  made: Omit<Upload, 'id'>,
): Promise<Upload | undefined> {
  for (;;) {
    const upload = { ...made, id: newId() };
    const name = `${upload.id}.${made.extension}`;
    if (!(await deps.uploads.reserve(upload))) continue;
    if (!(await write(deps, name, bytes, upload))) {
      await deps.uploads.release(upload);
      continue;
    }
    const kept = await addInTime(deps, upload).catch(async (error: unknown) => {
      await discardUnlessAdded(deps, upload, name);
      throw error;
    });
    if (kept) return upload;
    await discard(deps, name);
    return undefined;
  }
}

/** False when there is another file of that name. After a lost answer it may be this very one. */
async function write({ objects }: UploadDeps, name: string, bytes: Buffer, { approved }: Upload) {
  if (await objects.write(name, bytes, approved ? 'public' : 'owner')) return true;
  return (await objects.read(name))?.equals(bytes) === true;
}

/** A process that stood still for long is late: its file may have been swept by then. */
async function addInTime({ uploads, clock }: UploadDeps, upload: Upload): Promise<boolean> {
  if (clock.now() - upload.createdAt > longestMs) throw new Overloaded('An upload took too long.');
  return uploads.add(upload);
}

/**
 * After a failure the answer may be lost, and not the row. A file of which that cannot be found out
 * stays until it is swept: in a directory by the next start, in a bucket by a job.
 */
async function discardUnlessAdded(deps: UploadDeps, upload: Upload, name: string): Promise<void> {
  const isGivenUp = await deps.uploads.giveUp(upload).catch(() => false);
  if (isGivenUp) await discard(deps, name);
}

/** Removes a file that has no row. What failed before is the failure that is told. */
export async function discard(
  { objects, failures }: Pick<UploadDeps, 'objects' | 'failures'>,
  name: string,
): Promise<void> {
  try {
    await objects.remove(name);
  } catch (error) {
    failures.note('picture-left-behind', error, { name });
  }
}

/**
 * Nine of `A–Z a–z 0–9 - _`; random, so that two servers never ask each other. Some program would
 * take one that begins with a dash for an option.
 */
function newId(): string {
  for (;;) {
    const id = randomBytes(7).toString('base64url').slice(0, 9);
    if (!id.startsWith('-')) return id;
  }
}

/** A file name as it is shown: without what ends a line, turns it round or is no character at all. */
function nameOf(sent: string | undefined): string | null {
  const printable = (sent ?? '').replace(/[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}]/gu, '');
  return printable === '' ? null : [...printable].slice(0, longestName).join('');
}

function show(rows: ImageRows, upload: Upload) {
  const { id, width, height, subId, originalFilename, breedIds, approved } = upload;
  return {
    ...{ id, url: rows.url(upload), sub_id: subId ?? undefined, width, height },
    original_filename: originalFilename,
    breed_ids: breedIds.length > 0 ? breedIds.join(',') : undefined,
    ...(approved ? { pending: 0, approved: 1 } : { pending: 1, approved: 0 }),
  };
}
