// The input of the samplers: users' histories and items' attributes as ragged arrays, for millions of draws.
import { placesByCode, type RaggedArray, toRaggedArray } from './lists.ts';
import { cosine, rowNorms, samePictures } from './same-pictures.ts';

/** The data as they come from the dataset, the split and `curatornet cluster`. */
export interface SamplingData {
  /** By user the distinct rows of the training history, oldest first. */
  history: readonly (readonly number[])[];
  /** The same rows by basket; null if the data have no baskets. */
  baskets: readonly (readonly (readonly number[])[])[] | null;
  /** By row; undefined if unknown. */
  artists: readonly (string | undefined)[];
  /** The visual cluster of each row, any integers; null without clusters. */
  labels: Int32Array | null;
  /** z-scored, [rows, featureSize]: the input of the network. */
  features: Float32Array;
  featureSize: number;
}

export interface SamplingSource {
  /** Number of items. */
  rows: number;
  /** By user: rows, oldest first. */
  known: RaggedArray;
  baskets: SamplingData['baskets'];
  /** Artist code by row, -1 if unknown; unknown artists count as different. Null if no artist is known. */
  artist: Int32Array | null;
  /** By artist: rows. */
  items: RaggedArray;
  cluster: Int32Array | null;
  /** By cluster: rows. */
  members: RaggedArray;
  /** Picture code by row; equal codes mean the same picture. */
  picture: Int32Array;
  /** z-scored, [rows, featureSize]. */
  features: Float32Array;
  featureSize: number;
  /** The cosine of two rows' features. */
  similarity(a: number, b: number): number;
}

export function makeSource({ history, baskets, artists, labels, features, featureSize }: SamplingData): SamplingSource {
  const artist = codes(artists);
  const cluster = labels && codes(labels);
  const norms = rowNorms(features, featureSize);
  return {
    rows: artists.length,
    known: toRaggedArray(history),
    baskets,
    artist,
    items: placesByCode(artist ?? new Int32Array()),
    cluster,
    members: placesByCode(cluster ?? new Int32Array()),
    picture: samePictures(features, featureSize, norms),
    features,
    featureSize,
    similarity: (a, b) => cosine(features, featureSize, norms, a, b),
  };
}

/** Codes for names, from 0 in order of first occurrence; -1 for undefined; null if all are undefined. */
function codes<T>(names: ArrayLike<T | undefined>): Int32Array | null {
  const known = new Map<T, number>();
  const code = Int32Array.from(names, (name) => {
    if (name === undefined) return -1;
    const found = known.get(name) ?? known.size;
    known.set(name, found);
    return found;
  });
  return known.size > 0 ? code : null;
}
