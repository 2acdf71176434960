// Verifies a loaded model against the probes of its bundle: the worker and the deployment do this before using a model.
import { MANIFEST, type Probe } from './bundle.ts';
import { InputError } from './errors.ts';
import { checkProbe, checkProbePart } from './probe-rule.ts';
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
  const row = (id: string) => rowOf.get(id) ?? refuseUnknown(id);
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

function refuseUnknown(id: string): never {
  throw new InputError('mismatch', `a probe names the unknown item ${id}`, { where: MANIFEST });
}

/**
 * Compares some of the items with the probes, by the user vectors that the trainer recorded. `checkProbeUser` compares the
 * user tower with them.
 * @param rowOf row of the item table for each item id
 * @param holds whether an item belongs to these
 * @throws InputError `mismatch` if a result differs from the recorded one
 */
export function runProbesOnPart(
  probes: readonly Probe[],
  table: ProbedTable,
  rowOf: ReadonlyMap<string, number>,
  holds: (id: string) => boolean,
): void {
  for (const probe of probes) {
    const best = probe.top.map(({ id }) => id);
    for (const id of [...probe.history, ...best]) if (holds(id) && !rowOf.has(id)) refuseUnknown(id);
    const scores = table.score(Float32Array.from(probe.user));
    const own = new Map(best.flatMap((id) => (rowOf.has(id) ? [[id, scores[rowOf.get(id)!]]] : [])));
    exclude(
      scores,
      [...probe.history, ...best].flatMap((id) => rowOf.get(id) ?? []),
    );
    const [other] = topK(scores, 1);
    checkProbePart(probe, (id) => own.get(id), other === undefined ? undefined : scores[other]);
  }
}
