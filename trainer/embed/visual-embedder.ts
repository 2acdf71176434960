// The embedded default: engineered visual features, on all cores.

import { DECODER } from '../pictures/decode.ts';
import { onThreads } from '../threads.ts';
import type { Embedder, EmbeddingResult } from './embedder.ts';
import { VISUAL_SIZE, VISUAL_VERSION } from './visual/visual.ts';

/** @param threads all cores by default; the numbers are the same with any */
export function visualEmbedder(threads?: number): Embedder {
  return {
    about: `engineered visual features, version ${VISUAL_VERSION}`,
    key: `engineered visual features, version ${VISUAL_VERSION}, ${DECODER}`,
    size: VISUAL_SIZE,
    embed(paths, known) {
      const jobs = paths.map((path, place) => ({ path, place }));
      return onThreads<(typeof jobs)[number], EmbeddingResult>(new URL('./visual-thread.ts', import.meta.url), jobs, {
        threads,
        data: known,
      });
    },
  };
}
