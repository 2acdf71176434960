// Running the probes of a bundle: whoever loads one, the worker or the deployment, does so before anything is done with it.
import { checkProbe, MANIFEST, type Probe } from './bundle.ts';
import { InputError } from './errors.ts';
import { exclude, topK } from './ranking.ts';
import type { ItemTable } from './scoring/table.ts';

/**
 * @param rowOf rows of the table by the items' ids
 * @param tower a user's vector [d] out of the vectors of a history, [n, d]
 * @throws InputError `mismatch` where a probe comes to something else than the trainer recorded
 */
export async function runProbes(
  probes: readonly Probe[],
  table: ItemTable,
  rowOf: ReadonlyMap<string, number>,
  tower: (history: Float32Array, n: number) => Promise<Float32Array>,
): Promise<void> {
  const row = (id: string) => {
    const found = rowOf.get(id);
    if (found === undefined) throw new InputError('mismatch', `a probe names the item ${id}`, { where: MANIFEST });
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
