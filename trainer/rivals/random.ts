// Random: an independent random order for each user. Its AUC must be .5 on all data, which checks the protocol.

import type { Ranker } from '../evaluate/ranker.ts';
import { Random } from '../random.ts';

export function randomOrder(rows: number, seed: number): Ranker {
  const scores = new Float32Array(rows);
  return {
    name: 'random',
    score({ user }) {
      const random = new Random(seed, user + 1);
      for (let row = 0; row < rows; row++) scores[row] = random.uniform();
      return scores;
    },
  };
}
