// A thread of visual-embedder.ts: receives a file and answers with its features.
import { workerData } from 'node:worker_threads';
import { visualFeatures, visualSize } from '@curatornet/shared/visual/visual.ts';
import { BrokenPicture, fitted, readPicture } from '../pictures/decode.ts';
import { answer } from '../threads.ts';
import type { EmbeddingResult } from './embedder.ts';

const known = workerData as ReadonlySet<string>;

answer(async ({ path, place }: { path: string; place: number }): Promise<EmbeddingResult> => {
  try {
    const file = await readPicture(path);
    if (known.has(file.digest)) return { place, digest: file.digest };
    return { place, digest: file.digest, vector: visualFeatures(await fitted(file, visualSize)) };
  } catch (error) {
    if (!(error instanceof BrokenPicture)) throw error;
    return { place, broken: error.message };
  }
});
