// The association term: where in the space of visual features the companions of a history lie. It reaches items that nobody
// has, because it asks only for their features.
//
// The co-occurrence of a history with every item, rare items weighing more, times the items' features, is a linear function of
// the history's co-occurrence columns: B, [columns, features], made once. What every user would get is subtracted.
import { product, transpose } from '../algebra/products.ts';
import { type Cooccurrence, columnsOfUsers } from './cooccurrence.ts';

export interface Association {
  /** B, [cooccurrence.size, features] */
  directions: Float32Array;
  /** What is subtracted for each unit of a history's weight, [features]. */
  usual: Float32Array;
}

/**
 * @param seen visual features of the items, rows of length 1: [rows, size]
 * @param users histories whose mean is what every user would get
 */
export function associationOf(
  cooccurrence: Cooccurrence,
  seen: Float32Array,
  users: readonly (readonly number[])[],
): Association {
  const { size: columns, columns: table, weight } = cooccurrence;
  const rows = weight.length;
  const mean = new Float32Array(columns);
  columnsOfUsers(cooccurrence, users).forEach((value, i) => {
    mean[i % columns] += value / users.length;
  });
  // Popularity among the companions of all users: the rarer, the more an item says.
  const common = product(table, mean, columns).map((value) => Math.max(0, value));
  const warm = weight.filter((value) => value > 0).length;
  // 1 where nothing co-occurs: all of it is zeros then.
  const usually = common.reduce((sum, value) => sum + value, 0) / warm || 1;
  const rare = table.map((value, i) => value / (common[Math.floor(i / columns)] + usually));
  const directions = product(transpose(rare, columns), seen, rows);
  let weights = 0;
  for (const history of users)
    for (const row of history) weights += weight[row] / Math.sqrt(history.length) / users.length;
  return { directions, usual: product(mean, directions, columns).map((value) => value / (weights || 1)) };
}
