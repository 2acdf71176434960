// What the methods of a run are asked, out of a dataset and its split: evaluation and ablation ask the same.
import type { Dataset } from '../dataset/dataset.ts';
import type { Split } from '../dataset/split.ts';
import { countUsers } from '../model/popularity.ts';
import { unitRows } from '../model/visrank.ts';
import type { Question } from './protocol.ts';

export function makeQuestion({ items, users, features, featureSize }: Dataset, { history, hidden }: Split): Question {
  const works = {
    unit: unitRows(features, featureSize),
    size: featureSize,
    artists: items.map(({ artist }) => artist),
    owners: countUsers(history, items.length),
    users: users.length,
  };
  return { known: history, hidden, rows: items.length, works };
}
