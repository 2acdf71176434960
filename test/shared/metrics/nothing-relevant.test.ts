// Metrics without relevant items are NaN, so that averages over users leave them out; a 0 would count as a bad ranking.
import { describe, expect, it } from 'vitest';
import { auc } from '../../../shared/metrics/auc.ts';
import { ndcg } from '../../../shared/metrics/ndcg.ts';
import { precision } from '../../../shared/metrics/precision.ts';
import { recall } from '../../../shared/metrics/recall.ts';
import { placeRelevant } from '../../../shared/ranking.ts';

describe('without relevant items', () => {
  it('recall, nDCG and AUC are 0/0', () => {
    expect([recall([], 20), ndcg([], 20), auc([], 5)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it('precision is 0, because no rank is a hit', () => {
    expect(precision([], 20)).toBe(0);
  });

  it('candidates are still counted', () => {
    expect(placeRelevant(Float32Array.of(3, 2, 1), [])).toEqual({ placements: [], candidates: 3 });
  });
});

describe('with relevant items only', () => {
  it('AUC is NaN: there are no pairs', () => {
    expect(auc(placeRelevant(Float32Array.of(3, 2), [0, 1]).placements, 0)).toBeNaN();
  });

  it('the other metrics are defined', () => {
    expect([recall([0, 1], 2), precision([0, 1], 2), ndcg([0, 1], 2)]).toEqual([1, 1, 1]);
  });
});

it('for k = 0 precision and nDCG are 0/0', () => {
  expect([precision([0], 0), ndcg([0], 0)]).toEqual([Number.NaN, Number.NaN]);
});
