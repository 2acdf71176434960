// Verifies a loaded model against the probes of its bundle: the worker and the deployment do this before using a model.
import { checkProbe, MANIFEST, type Probe } from './bundle.ts';
import { InputError } from './errors.ts';
import { exclude, topK } from './ranking.ts';

/** A table of item vectors. */
export interface ProbedTable {
  /** The vectors of rows, concatenated: the input of the user tower. */
  gather(rows: readonly number[]): Float32Array;
  /** The score of every row. */
  score(user: Float32Array): Float32Array;
}

/**
 * Scores each probe and compares the result with what the trainer recorded.
 * @param rowOf row of the item table for each item id
 * @param tower computes a user's vector [d] from the vectors of a history, [n, d]
 * @throws InputError `mismatch` if a result differs from the recorded one
 */
export async function runProbes(
  probes: readonly Probe[],
  table: ProbedTable,
  rowOf: ReadonlyMap<string, number>,
  tower: (history: Float32Array, n: number) => Promise<Float32Array>,
): Promise<void> {
  const row = (id: string) => {
    const found = rowOf.get(id);
    if (found === undefined)
      throw new InputError('mismatch', `a probe names the unknown item ${id}`, { where: MANIFEST });
    return found;
  };
  for (const probe of probes) {
    const history = probe.history.map(row);
    const user = await tower(table.gather(history), history.length);
    const scores = table.score(user);
    const all = scores.slice();
    exclude(scores, history);
    const top = topK(scores, probe.top.length).map((best) => scores[best]);
    checkProbe(probe, user, top, (id) => all[row(id)]);
  }
}
