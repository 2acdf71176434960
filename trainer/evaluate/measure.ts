// Measures one user's ranking: the ranks of the hidden items, among all candidates and among the cold ones, and the top of
// the list. protocol.ts calls it, in this thread or in others.
import { METRICS, type Metric } from '@curatornet/shared/bundle.ts';
import { auc } from '@curatornet/shared/metrics/auc.ts';
import { authorsNdcg } from '@curatornet/shared/metrics/authors-ndcg.ts';
import { ndcg } from '@curatornet/shared/metrics/ndcg.ts';
import { precision } from '@curatornet/shared/metrics/precision.ts';
import { recall } from '@curatornet/shared/metrics/recall.ts';
import { exclude, placeRelevant, topK } from '@curatornet/shared/ranking.ts';

/** A user to rank for. */
export interface AskedUser {
  user: number;
  history: readonly number[];
  /** Rows that were not on sale. */
  offSale: readonly number[];
  hidden: readonly number[];
  /** The hidden rows that are in no history. */
  coldHidden: readonly number[];
}

/** The values of METRICS, in their order. */
export type MetricValues = number[];

export interface UserResult {
  /** Null without a relevant or without an irrelevant candidate. */
  all: MetricValues | null;
  cold: MetricValues | null;
  /** The top of the list, best first. */
  top: number[];
}

/** @param scores of all rows; overwritten @param warm by row: 1 if it is in a history @param places of the top */
export function measureUser(scores: Float32Array, asked: AskedUser, warm: Uint8Array, places: number): UserResult {
  exclude(scores, asked.history);
  exclude(scores, asked.offSale);
  const all = measure(scores, asked.hidden);
  const top = topK(scores, places);
  if (asked.coldHidden.length === 0) return { all, cold: null, top };
  for (let row = 0; row < scores.length; row++) if (warm[row] === 1) scores[row] = Number.NEGATIVE_INFINITY;
  return { all, cold: measure(scores, asked.coldHidden), top };
}

function measure(scores: Float32Array, relevant: readonly number[]): MetricValues | null {
  const { placements, candidates } = placeRelevant(scores, relevant);
  const others = candidates - relevant.length;
  if (others === 0) return null;
  const ranks = placements.map(({ rank }) => rank);
  const values: Record<Metric, number> = {
    auc: auc(placements, others),
    precisionAt20: precision(ranks, 20),
    recallAt20: recall(ranks, 20),
    ndcgAt20: ndcg(ranks, 20),
    precisionAt100: precision(ranks, 100),
    recallAt100: recall(ranks, 100),
    ndcgAt100: ndcg(ranks, 100),
    authorsNdcgAt20: authorsNdcg(ranks, 20),
    authorsNdcgAt100: authorsNdcg(ranks, 100),
  };
  return METRICS.map((metric) => values[metric]);
}
