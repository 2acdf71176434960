// The parts of the network that are computed from the data instead of learned, as the settings ask for them.
import { principalComponents } from '../algebra/pca.ts';
import type { Settings } from '../config.ts';
import type { Fixed } from '../network/towers.ts';
import type { Random } from '../random.ts';
import { PRIOR_SCALE, popularityPrior } from './popularity.ts';

/** Computes the fixed parts that the settings ask for. @param standardised features [rows, size] */
export function fixedParts(
  settings: Settings,
  standardised: Float32Array,
  size: number,
  histories: readonly (readonly number[])[],
  random: Random,
): Fixed {
  const { rawWeight, rawDimensions, priorWeight } = settings;
  const raw = () => {
    if (size <= rawDimensions) return { weight: rawWeight, size, directions: null };
    const { dimensions, directions } = principalComponents(standardised, size, rawDimensions, random);
    return { weight: rawWeight, size: dimensions, directions };
  };
  const prior = () => ({
    weight: priorWeight / PRIOR_SCALE,
    values: popularityPrior(histories, standardised.length / size).map((p) => p * PRIOR_SCALE),
  });
  return {
    meanOnly: settings.pooling === 'mean',
    raw: rawWeight === 0 ? null : raw(),
    prior: priorWeight === 0 ? null : prior(),
  };
}
