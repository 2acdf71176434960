// The default embedder: engineered visual features, on all cores.
import { visualEncoder } from '@curatornet/shared/encoder.ts';
import { DECODER } from '../pictures/decode.ts';
import { onThreads } from '../threads.ts';
import type { Embedder, EmbeddingResult } from './embedder.ts';

/** @param threads default: one per core; results do not depend on it */
export async function visualEmbedder(threads?: number): Promise<Embedder> {
  const encoder = await visualEncoder();
  return {
    about: encoder.network,
    encoder,
    key: `${encoder.network}, ${DECODER}`,
    embed(paths, known) {
      const jobs = paths.map((path, place) => ({ path, place }));
      return onThreads<(typeof jobs)[number], EmbeddingResult>(new URL('./visual-thread.ts', import.meta.url), jobs, {
        threads,
        data: known,
      });
    },
  };
}
