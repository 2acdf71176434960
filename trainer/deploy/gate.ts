// The gate on a dataset: candidate, champion, popularity and random rank the same hidden items of the same users.
import type { Dataset } from '../dataset/dataset.ts';
import { split } from '../dataset/split.ts';
import { decideGate, type GateDecision } from '../evaluate/gate.ts';
import { measureAll } from '../evaluate/protocol.ts';
import { rankerOf } from '../model/from-bundle.ts';
import { countUsers, popularity } from '../model/popularity.ts';
import { randomOrder } from '../model/random-order.ts';
import { unitRows } from '../model/visrank.ts';
import type { OpenBundle } from './bundle.ts';

const SEED = 1;

/** @param champion absent where nothing serves yet */
export async function runGate(
  candidate: OpenBundle,
  champion: OpenBundle | undefined,
  dataset: Dataset,
): Promise<GateDecision> {
  const { history, hidden } = split(dataset);
  const rows = dataset.items.length;
  const rankers = [
    await rankerOf(candidate, dataset, 'candidate'),
    popularity(history, rows),
    randomOrder(rows, SEED),
    ...(champion ? [await rankerOf(champion, dataset, 'champion')] : []),
  ];
  const works = {
    unit: unitRows(dataset.features, dataset.featureSize),
    size: dataset.featureSize,
    artists: dataset.items.map(({ artist }) => artist),
    owners: countUsers(history, rows),
    users: dataset.users.length,
  };
  const { all } = await measureAll(rankers, { known: history, hidden, rows, works });
  const [mine, popular, random, serving] = all;
  return decideGate(mine, { champion: serving, popularity: popular, random });
}
