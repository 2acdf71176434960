// The interface of a guideline, a rule that generates triples. Each file in this folder is one; section 3.5 of the paper
// defines six.
import type { Random } from '../../random.ts';
import type { Negative, Units } from '../negatives/negative.ts';
import type { SamplingSource } from '../source/source.ts';
import type { HistoryTable } from '../triples/histories.ts';

/** A triple filled by a sampler; one object is reused for all draws. */
export interface Draw {
  /** Index into the HistoryTable. */
  history: number;
  positive: number;
  negative: number;
}

export interface Sampler {
  /** The users or items that allow a triple; the quota is spread evenly over them. */
  readonly units: Int32Array;
  /** Draws a triple about a unit into `out`; returns false if a few tries fail. Allocates no objects. */
  draw(unit: number, random: Random, out: Draw): boolean;
}

/** How a guideline draws a case of a unit (coded as a number) and reads its positive and its history. */
interface Cases {
  units: Int32Array;
  draw(unit: number, random: Random): number;
  positive(drawn: number): number;
  /** @returns an index of the history book */
  history(unit: number, drawn: number): number;
}

/** Makes a sampler that draws a case, then a negative for it. */
export const samplerOf = ({ units, draw, positive, history }: Cases, negative: Negative): Sampler => ({
  units,
  draw(unit, random, out) {
    const drawn = draw(unit, random);
    out.positive = positive(drawn);
    out.negative = negative(unit, out.positive, random);
    if (out.negative < 0) return false;
    out.history = history(unit, drawn);
    return true;
  },
});

/** Data that a dataset may lack. */
export type Need = 'baskets' | 'artists' | 'clusters';

export interface Guideline {
  /** Its name in the paper. */
  readonly name: string;
  readonly about: string;
  /** Whether its units are users or items. */
  readonly over: Units;
  /** What its histories and positives require. */
  readonly needs: readonly Need[];
  /** The paper's rule for its negatives, which requires clusters. */
  negative(source: SamplingSource): Negative;
  sampler(source: SamplingSource, negative: Negative, historyTable: HistoryTable): Sampler;
}

const LACKS: Record<Need, string> = {
  baskets: 'the dataset has no baskets',
  artists: 'the dataset has no artists',
  clusters: 'there are no clusters: run curatornet cluster',
};

/** Why a guideline cannot be used, or null if it can. */
export function reasonToSkip(
  guideline: Guideline,
  source: SamplingSource,
  negatives: 'guidelines' | 'uniform',
): string | null {
  const has = {
    baskets: source.baskets !== null,
    artists: source.artist !== null,
    clusters: source.cluster !== null,
  };
  const needs = new Set(guideline.needs);
  if (negatives === 'guidelines') needs.add('clusters');
  const reasons = [...needs].filter((need) => !has[need]).map((need) => LACKS[need]);
  return reasons.length > 0 ? reasons.join('; ') : null;
}
