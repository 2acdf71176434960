// Oracle: ranks the hidden items first. It gives the upper bound of every metric on the data.
import type { Ranker } from '../evaluate/ranker.ts';

export function oracle(hidden: readonly (readonly number[])[], rows: number): Ranker {
  const scores = new Float32Array(rows);
  return {
    name: 'oracle',
    score({ user }) {
      scores.fill(0);
      for (const row of hidden[user]) scores[row] = 1;
      return scores;
    },
  };
}
