// Makes the evaluation task of a dataset and its split; evaluation and ablation use the same.
import { unitRows } from '../algebra/standardise.ts';
import type { Settings } from '../config.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { Split } from '../dataset/split.ts';
import { inventoryOf, offSaleOf } from './inventory.ts';
import { countUsers } from './owners.ts';
import type { EvaluationTask } from './protocol.ts';

/**
 * @param k the length of the lists
 * @throws InputError `invalid` if the candidates are the inventory and the events have no times
 */
export function makeTask(
  dataset: Dataset,
  split: Split,
  candidates: Settings['candidates'],
  k?: Settings['k'],
): EvaluationTask {
  const { items, users, features, featureSize } = dataset;
  const { history, hidden } = split;
  const rows = items.length;
  const about = {
    unit: unitRows(features, featureSize),
    size: featureSize,
    artists: items.map(({ artist }) => artist),
    owners: countUsers(history, rows),
    users: users.length,
  };
  const inventory = candidates === 'inventory' ? inventoryOf(dataset) : null;
  return {
    protocol: {
      hidden: split.how,
      candidates,
      resold: inventory?.resold ?? null,
      learnedFrom: 'all but the hidden items',
    },
    known: history,
    hidden,
    rows,
    items: about,
    k,
    offSale: inventory ? offSaleOf(inventory, split, rows) : undefined,
  };
}
