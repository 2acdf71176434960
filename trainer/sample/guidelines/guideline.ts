// What a guideline is: one way to make triples, one a file in this folder. The paper's section 3.5 has six of them.
import type { Random } from '../../random.ts';
import type { Negative, Units } from '../negatives/negative.ts';
import type { SamplingSource } from '../source/source.ts';
import type { HistoryTable } from '../triples/histories.ts';

/** A triple as a sampler fills it in; one object serves all draws. */
export interface Draw {
  /** A number of the history historyTable. */
  history: number;
  positive: number;
  negative: number;
}

export interface Sampler {
  /** The users or items that allow a triple: the quota is spread evenly over them. */
  readonly units: Int32Array;
  /** Draws a triple about one of the units into `out`; false where a few tries find none. Makes no object. */
  draw(unit: number, random: Random, out: Draw): boolean;
}

/** What a guideline draws: a case of a unit, by any number, and what is in it. */
interface Cases {
  units: Int32Array;
  draw(unit: number, random: Random): number;
  positive(drawn: number): number;
  /** A number of the history book. */
  history(unit: number, drawn: number): number;
}

/** A sampler that draws a case, then its negative. */
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

/** What a dataset may lack. */
export type Need = 'baskets' | 'artists' | 'clusters';

export interface Guideline {
  /** What the paper calls it. */
  readonly name: string;
  readonly about: string;
  /** What its units are. */
  readonly over: Units;
  /** What its histories and positives need. */
  readonly needs: readonly Need[];
  /** The paper's rule for its negatives, which needs the clusters. */
  negative(source: SamplingSource): Negative;
  sampler(source: SamplingSource, negative: Negative, historyTable: HistoryTable): Sampler;
}

const LACKS: Record<Need, string> = {
  baskets: 'the dataset has no baskets',
  artists: 'the dataset has no artists',
  clusters: 'there are no clusters: run curatornet cluster',
};

/** Why a guideline cannot be followed; null where it can. */
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
