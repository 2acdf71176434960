// The interface of an embedder, which computes features of pictures: engineered features or those of a network. embed.ts
// passes it files and stores the results.
import type { Encoder } from '@curatornet/shared/bundle.ts';

/** The result for one picture. */
export type EmbeddingResult =
  /** `digest`: sha256 of the file, in hex. `vector` is absent if the digest was in `isKnown`. */
  { place: number; digest: string; vector?: Float32Array } | { place: number; broken: string };

export interface Embedder {
  /** Description for people; part of the provenance of the dataset. */
  about: string;
  /** Its identity, which datasets and bundles name. */
  encoder: Encoder;
  /** Everything besides a picture's bytes that the features depend on: another key means other features. */
  key: string;
  /**
   * Embeds the pictures in the files `paths`, in any order. A picture that cannot be used is returned as broken, with the
   * reason, and does not stop the others.
   * @param isKnown digests of pictures whose features exist already
   */
  embed(paths: readonly string[], isKnown: ReadonlySet<string>): AsyncIterable<EmbeddingResult>;
}
