// Encodes pending pictures: downloads them, computes their features, and sends these back. Every step can be repeated, and
// the worker stores features of a picture once, so a service that is killed loses nothing and does nothing twice.
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PictureResponse } from '@curatornet/shared/api-pictures.ts';
import { Refused, type Store } from '../../trainer/add/store.ts';
import type { Embedder } from '../../trainer/embed/embedder.ts';
import { pictureSize } from '../../trainer/pictures/decode.ts';

/** Requests at a time. */
const PARALLEL = 8;
/** The longest reason that the API takes. */
const MOST_REASON = 300;
const CONFLICT = 409;

export interface BatchOutcome {
  encoded: number;
  /** Pictures that could not be encoded, with the reason. */
  failed: { item: string; why: string }[];
}

/**
 * Encodes pictures and reports those that cannot be encoded.
 * @throws InputError if the worker does not respond, or refuses the key
 */
export async function encodeBatch(
  store: Store,
  embedder: Embedder,
  pictures: readonly PictureResponse[],
): Promise<BatchOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'curatornet-encoder-'));
  const outcome: BatchOutcome = { encoded: 0, failed: [] };
  const fail = async ({ item, digest }: PictureResponse, why: string, final: boolean) => {
    outcome.failed.push({ item, why });
    await passingOver(store.fail(item, { digest, reason: why.slice(0, MOST_REASON), final }));
  };
  try {
    const there: PictureResponse[] = [];
    await inParallel(pictures, async (picture) => {
      const bytes = await refusedOr(store.picture(picture.item));
      if (bytes instanceof Refused) return fail(picture, bytes.message, false);
      // The item has another picture since the list was made: the next list has that one.
      if (createHash('sha256').update(bytes).digest('hex') !== picture.digest) return;
      await writeFile(join(folder, picture.digest), bytes);
      there.push(picture);
    });
    const sending: Promise<void>[] = [];
    const paths = there.map(({ digest }) => join(folder, digest));
    for await (const result of embedder.embed(paths, new Set())) {
      const picture = there[result.place];
      // A file that cannot be decoded will not be decodable later.
      if ('broken' in result) sending.push(fail(picture, result.broken, true));
      else sending.push(send(picture, paths[result.place], result.vector!));
      if (sending.length >= PARALLEL) await sending.shift();
    }
    await Promise.all(sending);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return outcome;

  async function send(picture: PictureResponse, path: string, features: Float32Array): Promise<void> {
    const { item, digest } = picture;
    const { width, height } = await pictureSize(path);
    const about = { digest, encoder: embedder.encoder.id, features, width, height };
    const refused = await refusedOr(store.putFeatures(item, about));
    if (!(refused instanceof Refused)) outcome.encoded++;
    else if (refused.status !== CONFLICT) await fail(picture, refused.message, false);
  }
}

/** The error of a refused request as a value. A wrong key concerns all requests, so it is thrown. */
async function refusedOr<T>(work: Promise<T>): Promise<T | Refused> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Refused && error.status !== 401) return error;
    throw error;
  }
}

/** Waits, and passes over a conflict: the item has another picture by now. */
async function passingOver(work: Promise<unknown>): Promise<void> {
  const result = await refusedOr(work);
  if (result instanceof Refused && result.status !== CONFLICT) throw result;
}

async function inParallel<T>(jobs: readonly T[], work: (job: T) => Promise<void>): Promise<void> {
  const left = [...jobs];
  const next = async () => {
    for (let job = left.shift(); job !== undefined; job = left.shift()) await work(job);
  };
  await Promise.all(Array.from({ length: PARALLEL }, next));
}
