// VisRank ranks items by visual similarity to the history: an item's score is its largest cosine with an item of the
// history, over z-scored features. Kang et al., "Visually-Aware Fashion Recommendation and Design with Generative Image
// Models" (2017); Messina et al. (2018) for art. It has no learned parameters.
//
// The cosines of the items of many histories with all items are one matrix product on the backend in use. The rules share
// them.
import * as tf from '@curatornet/backend/tfjs.ts';
import { towerHistory } from '@curatornet/shared/ranking.ts';
import { chosenRows, ranges, unitRowsOf } from '../algebra/standardise.ts';
import type { Query, Ranker } from '../evaluate/ranker.ts';

/** How the cosines with the items of a history are combined: their maximum, as in the paper, or their mean. */
export type VisRankRule = 'max' | 'mean';

/** Items per tensor of the table: a tensor that is too large would be outside the backend's memory. */
const PART = 16_384;
/** Items of histories per product: bounds its memory. */
const AT_ONCE = 512;

/** Scores by rule, [queries, rows]. */
export type VisualScores = Record<VisRankRule, Float32Array>;

/** An item of a history, whose cosines enter the scores of a query. */
interface Place {
  row: number;
  query: number;
  /** 1 / the length of the history. */
  share: number;
}

/**
 * Returns a function that scores users by both rules, and returns the same arrays if it is called again with the same
 * queries. The table goes to the backend in use with the first call.
 * @param features [rows, size], not standardised
 */
export function visualScores(features: Float32Array, size: number): (queries: readonly Query[]) => VisualScores {
  const rows = features.length / size;
  const unit = unitRowsOf(features, size);
  let table: { from: number; vectors: tf.Tensor2D }[] | undefined;
  let last: { queries: readonly Query[]; scores: VisualScores } | undefined;

  function add(places: readonly Place[], { max, mean }: VisualScores): void {
    const items = [...new Set(places.map(({ row }) => row))];
    const placeOf = new Map(items.map((row, place) => [row, place]));
    const mine = tf.tensor2d(chosenRows(unit, items).part(0, items.length), [items.length, size]);
    for (const { from, vectors } of table!) {
      const n = vectors.shape[0];
      const product = tf.matMul(mine, vectors, false, true);
      const cosines = product.dataSync();
      product.dispose();
      for (const { row, query, share } of places) {
        let at = placeOf.get(row)! * n;
        const start = query * rows + from;
        for (let to = start; to < start + n; to++, at++) {
          if (cosines[at] > max[to]) max[to] = cosines[at];
          mean[to] += share * cosines[at];
        }
      }
    }
    mine.dispose();
  }

  return function scoresOf(queries) {
    if (last?.queries === queries) return last.scores;
    table ??= [...ranges(rows, PART)].map(([from, to]) => ({
      from,
      vectors: tf.tensor2d(unit.part(from, to), [to - from, size]),
    }));
    const scores = {
      max: new Float32Array(queries.length * rows).fill(Number.NEGATIVE_INFINITY),
      mean: new Float32Array(queries.length * rows),
    };
    const places = queries.flatMap(({ history }, query) => {
      const mine = towerHistory(history);
      return mine.map((row): Place => ({ row, query, share: 1 / mine.length }));
    });
    for (const [from, to] of ranges(places.length, AT_ONCE)) add(places.slice(from, to), scores);
    last = { queries, scores };
    return scores;
  };
}

/** @param scoresOf from `visualScores`, which the rules share */
export function visRank(scoresOf: ReturnType<typeof visualScores>, rule: VisRankRule = 'max'): Ranker {
  return {
    name: rule === 'max' ? 'VisRank' : 'VisRank mean',
    score: (query) => scoresOf([query])[rule],
    scoreMany: (queries, out) => out.set(scoresOf(queries)[rule]),
  };
}
