// What turns pictures into numbers: the engineered features, or a network of yours. embed.ts hands it files and keeps what
// comes back.

/** What became of one picture. */
export type EmbeddingResult =
  /** `digest`: sha256 of the file, in hex. `vector` is absent where `isKnown` said that its numbers are there already. */
  { place: number; digest: string; vector?: Float32Array } | { place: number; broken: string };

export interface Embedder {
  /** For people: goes into the provenance of the dataset. */
  about: string;
  /** What decides the numbers beside the bytes of a picture; another key, other numbers. */
  key: string;
  /** How many numbers a picture gets. */
  size: number;
  /**
   * Embeds the pictures in the files `paths`, in whatever order. A picture that cannot be used comes back as broken, with
   * the reason; no picture ends the others.
   * @param isKnown the digests of pictures whose numbers are there already
   */
  embed(paths: readonly string[], isKnown: ReadonlySet<string>): AsyncIterable<EmbeddingResult>;
}
