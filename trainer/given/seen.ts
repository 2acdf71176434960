// The visual features that the raw term and the association compare.
import { leadingDirections, project } from '../algebra/pca.ts';
import { rowsOfTable } from '../algebra/standardise.ts';
import type { Settings } from '../config.ts';
import { UNIT_EPSILON } from '../network/towers.ts';
import type { Random } from '../random.ts';

/** n and D of network/curatornet.ts. */
export interface Seen {
  size: number;
  /** D, [features, size]; null: the features themselves. */
  directions: Float32Array | null;
  /** n, rows of length 1: [rows, size] */
  unit: Float32Array;
}

/** @param standardised features [rows, size] @returns null if the settings use neither part */
export function seenFor(
  { rawWeight, associationWeight, rawDimensions }: Pick<Settings, 'rawWeight' | 'associationWeight' | 'rawDimensions'>,
  standardised: Float32Array,
  size: number,
  random: Random,
): Seen | null {
  if (rawWeight === 0 && associationWeight === 0) return null;
  const source = rowsOfTable(standardised, size);
  const found = size > rawDimensions ? leadingDirections(source, rawDimensions, random) : null;
  const dimensions = found?.dimensions ?? size;
  const unit = found ? project(source, found) : standardised.slice();
  for (let at = 0; at < unit.length; at += dimensions) {
    const row = unit.subarray(at, at + dimensions);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, UNIT_EPSILON));
    for (let i = 0; i < dimensions; i++) row[i] /= length;
  }
  return { size: dimensions, directions: found?.directions ?? null, unit };
}
