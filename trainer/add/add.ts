// `curatornet add`: makes items of pictures: computes the features, and sends details, picture and features to the worker. An
// item is recommended as soon as its features are there.
import { basename, extname } from 'node:path';
import { itemBody } from '@curatornet/shared/api.ts';
import { firstIssue } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { MAX_PICTURE } from '@curatornet/shared/limits.ts';
import type { z } from 'zod';
import type { Embedder } from '../embed/embedder.ts';
import { pictureSize, readPicture } from '../pictures/decode.ts';
import type { Store } from './store.ts';

export type ItemDetails = Pick<z.input<typeof itemBody>, 'artist' | 'title' | 'price' | 'currency' | 'tags' | 'unique'>;

export interface Added {
  id: string;
  path: string;
  /** Where the storefront shows it. */
  url: string;
}
export interface Skipped {
  path: string;
  why: string;
}

/**
 * Checks that the deployed model was trained on features of this encoder.
 * @throws InputError `mismatch`
 */
export async function expectEncoder({ url, encoder: ask }: Store, { encoder: own, about }: Embedder): Promise<void> {
  const { encoder, model } = await ask();
  if (!encoder)
    throw new InputError('mismatch', `the model ${model} does not name the encoder of its features`, {
      where: url,
      how: 'compute them with curatornet embed, then train and deploy again',
    });
  if (encoder.id !== own.id)
    throw new InputError(
      'mismatch',
      `the model ${model} takes features of another encoder: ${encoder.network} (${encoder.preprocessing}), not of ${about}`,
      { where: url, how: 'name the network of the dataset with --model' },
    );
}

/** The id of an item that nobody named: the name of the file, and the start of the digest. */
export function idOf(path: string, digest: string): string {
  const name = basename(path, extname(path)).normalize('NFKD').toLowerCase();
  const slug = name
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  return [slug, digest.slice(0, 12)].filter(Boolean).join('-');
}

/** The title of an item that nobody named: the name of the file. */
const titleOf = (path: string) =>
  basename(path, extname(path))
    .replaceAll(/[\s_]+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, '')
    .slice(0, 500);

/**
 * Adds an item for each picture. A picture that cannot be used is skipped.
 * @param id of the only picture; by default idOf
 * @throws InputError if the worker does not accept the details, or does not respond
 */
export async function* addPictures(
  store: Store,
  embedder: Embedder,
  paths: readonly string[],
  { id, ...about }: ItemDetails & { id?: string } = {},
): AsyncGenerator<Added | Skipped> {
  const parsed = itemBody.safeParse(about);
  if (!parsed.success)
    throw new InputError('usage', firstIssue(parsed.error), { how: 'correct the option of that name' });
  for await (const result of embedder.embed(paths, new Set())) {
    const path = paths[result.place];
    if ('broken' in result) {
      yield { path, why: result.broken };
      continue;
    }
    const { bytes, digest } = await readPicture(path);
    if (bytes.length > MAX_PICTURE) {
      yield { path, why: `has ${bytes.length} bytes; at most ${MAX_PICTURE} can be uploaded` };
      continue;
    }
    const item = id ?? idOf(path, digest);
    const { width, height } = await pictureSize(path);
    await store.putItem(item, { title: titleOf(path), ...about, width, height });
    await store.putPicture(item, bytes);
    // The file may have changed since its features were computed.
    if (digest !== result.digest) {
      yield { path, why: 'changed while it was read' };
      continue;
    }
    await store.putFeatures(item, { digest, encoder: embedder.encoder.id, features: result.vector!, width, height });
    yield { id: item, path, url: `${store.url}/items/${encodeURIComponent(item)}` };
  }
}
