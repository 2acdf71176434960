// What the samplers draw from: what training may know of people and items, laid out for millions of draws.
import { placesByCode, type RaggedArray, toRaggedArray } from './lists.ts';
import { cosine, rowNorms, samePictures } from './same-pictures.ts';

/** As the dataset, the split and `curatornet cluster` give it. */
export interface SamplingData {
  /** By user the distinct rows that training knows, oldest first. */
  history: readonly (readonly number[])[];
  /** The same rows by basket; null where the data say nothing of baskets. */
  baskets: readonly (readonly (readonly number[])[])[] | null;
  /** By row; undefined where it is not known. */
  artists: readonly (string | undefined)[];
  /** The visual cluster of each row, by any numbers; null where there are no clusters. */
  labels: Int32Array | null;
  /** z-scored, [rows, featureSize]: the space in which the network sees pictures. */
  features: Float32Array;
  featureSize: number;
}

export interface SamplingSource {
  /** How many items there are. */
  rows: number;
  /** By user: rows, oldest first. */
  known: RaggedArray;
  baskets: SamplingData['baskets'];
  /** By row; -1 is unknown, and an unknown artist is nobody else's. Null where no artist is known at all. */
  artist: Int32Array | null;
  /** By artist: rows. */
  items: RaggedArray;
  cluster: Int32Array | null;
  /** By cluster: rows. */
  members: RaggedArray;
  /** By row; equal numbers are the same picture. */
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

/** Numbers for names, from 0 in order of first occurrence; -1 for none; null where there is no name at all. */
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
