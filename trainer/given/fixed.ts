// The parts of the network that are computed from the data instead of learned, as the settings ask for them.
import { product, transpose } from '../algebra/products.ts';
import type { Settings } from '../config.ts';
import type { Fixed } from '../network/towers.ts';
import type { Random } from '../random.ts';
import { associationOf } from './association.ts';
import { type Cooccurrence, columnsOfUsers, cooccurrenceOf, lightUsers, Spread, sampleOf } from './cooccurrence.ts';
import { PRIOR_SCALE, popularityPrior } from './popularity.ts';
import type { Seen } from './seen.ts';

/**
 * The longest co-occurrence columns of an item, and the largest weight in a history. Beside the visual part, of length 1 or
 * more, so short that the cosine of two items stays a visual similarity.
 */
const COLUMNS_LENGTH = 0.15;

type Histories = readonly (readonly number[])[];

/** The settings of the fixed parts. */
export type FixedSettings = Pick<
  Settings,
  | 'pooling'
  | 'rawWeight'
  | 'associationWeight'
  | 'cooccurrenceWeight'
  | 'cooccurrenceColumns'
  | 'priorWeight'
  | 'popularityShare'
  | 'priorInLoss'
>;

/** The fixed parts that the settings ask for. @param seen null if neither the raw term nor the association is in use */
export function fixedParts(
  settings: FixedSettings,
  seen: Seen | null,
  histories: Histories,
  rows: number,
  random: Random,
): Fixed {
  const { pooling, rawWeight, associationWeight, cooccurrenceWeight, cooccurrenceColumns } = settings;
  const { priorWeight, popularityShare, priorInLoss } = settings;
  const wanted = cooccurrenceWeight > 0 || associationWeight > 0;
  const together = wanted ? cooccurrenceOf(histories, rows, cooccurrenceColumns, random) : null;
  const scaled = together && scale(together, histories, random);
  const prior = () => popularityPrior(histories, rows).map((p) => p * PRIOR_SCALE);
  return {
    meanOnly: pooling === 'mean',
    raw: seen && { weight: rawWeight, size: seen.size, directions: seen.directions },
    cooccurrence: scaled && {
      weight: cooccurrenceWeight / scaled.spread,
      size: together.size,
      values: scaled.values,
      mean: scaled.mean,
    },
    association:
      scaled && seen && associationWeight > 0 ? association(associationWeight, together, seen, scaled) : null,
    // The loss needs popularity where the score leaves it out, too.
    prior:
      priorWeight > 0 || priorInLoss > 0
        ? { weight: (priorWeight * popularityShare) / PRIOR_SCALE, values: prior() }
        : null,
  };

  function association(weight: number, together: Cooccurrence, seen: Seen, { columns, weights }: Scaled) {
    const { directions, usual } = associationOf(together, seen.unit, lightUsers(histories));
    // q has the scale of t and d, and what is subtracted that of d.
    return {
      weight,
      directions: directions.map((value) => value / (columns * weights)),
      usual: usual.map((value) => value / weights),
    };
  }
}

interface Scaled extends Pick<NonNullable<Fixed['cooccurrence']>, 'values' | 'mean'> {
  /** What t and d were multiplied by. */
  columns: number;
  weights: number;
  /** The standard deviation of the scores, of users with short histories over items that co-occur. */
  spread: number;
}

/** The columns of the item table: t less its mean, and d, in a scale of their own. */
function scale(together: Cooccurrence, histories: Histories, random: Random): Scaled {
  const { size, columns: table, weight } = together;
  const rows = weight.length;
  const warm = Array.from(weight.keys()).filter((row) => weight[row] > 0);
  const mean = new Float32Array(size);
  for (const row of warm) for (let k = 0; k < size; k++) mean[k] += table[row * size + k] / warm.length;
  const centred = table.slice();
  for (const row of warm) for (let k = 0; k < size; k++) centred[row * size + k] -= mean[k];
  const lengthOf = (row: number) => Math.hypot(...centred.subarray(row * size, (row + 1) * size));
  const columns = COLUMNS_LENGTH / (warm.reduce((most, row) => Math.max(most, lengthOf(row)), 0) || 1);
  const weights = COLUMNS_LENGTH / (warm.reduce((most, row) => Math.max(most, weight[row]), 0) || 1);
  const values = new Float32Array(rows * (size + 1));
  for (const row of warm) {
    for (let k = 0; k < size; k++) values[row * (size + 1) + k] = columns * centred[row * size + k];
    values[row * (size + 1) + size] = weights * weight[row];
  }
  const users = sampleOf(lightUsers(histories), random);
  const scores = product(columnsOfUsers(together, users), transpose(centred, size), size);
  const spread = new Spread();
  for (const [user, history] of users.entries()) {
    const own = new Set(history);
    for (const row of warm) if (!own.has(row)) spread.add(scores[user * rows + row]);
  }
  return {
    values,
    mean: mean.map((value) => columns * value),
    columns,
    weights,
    spread: (spread.deviation || 1) * columns * columns * weights,
  };
}
