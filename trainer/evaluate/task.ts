// Makes the evaluation task of a dataset and its split; evaluation and ablation use the same.
import { chosenRows, unitRowsOf } from '../algebra/standardise.ts';
import type { Settings } from '../config.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { Split } from '../dataset/split.ts';
import { Random } from '../random.ts';
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
  const unit = unitRowsOf(features, featureSize);
  const about = {
    unitOf: (list: readonly number[]) => chosenRows(unit, list).part(0, list.length),
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

/**
 * The same task for a sample of the users who can be asked, if they are more than `most`: with 10,000, a mean of the
 * metrics is known to a hundredth of the deviation between users.
 */
export function withSampledUsers(task: EvaluationTask, most: number, seed: number): EvaluationTask {
  const { known, hidden, protocol } = task;
  const users = Int32Array.from(hidden.keys()).filter((user) => hidden[user].length > 0 && known[user].length > 0);
  if (users.length <= most) return task;
  const left = new Set(new Random(seed, STREAM).shuffle(users.slice()).subarray(most));
  const asked = hidden.map((rows, user) => (left.has(user) ? [] : rows));
  return { ...task, hidden: asked, protocol: { ...protocol, sampledFrom: users.length } };
}

const STREAM = 25;
