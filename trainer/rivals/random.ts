// Random: another order for each user. Its AUC is .5 whatever the data, which tells that the protocol is sound.

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
