// What the metrics say where there is nothing to measure: NaN, which an average over users must leave out, never a 0
// that would pass for a bad ranking.
import { describe, expect, it } from 'vitest';
import { auc } from '../../../shared/metrics/auc.ts';
import { ndcg } from '../../../shared/metrics/ndcg.ts';
import { precision } from '../../../shared/metrics/precision.ts';
import { recall } from '../../../shared/metrics/recall.ts';
import { placeRelevant } from '../../../shared/ranking.ts';

describe('nothing is relevant', () => {
  it('recall, nDCG and AUC are 0/0', () => {
    expect([recall([], 20), ndcg([], 20), auc([], 5)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it('precision is a share of places, and none of them is a hit: 0', () => {
    expect(precision([], 20)).toBe(0);
  });

  it('candidates are counted all the same', () => {
    expect(placeRelevant(Float32Array.of(3, 2, 1), [])).toEqual({ placements: [], candidates: 3 });
  });
});

describe('nothing but what is relevant', () => {
  it('AUC has no pair', () => {
    expect(auc(placeRelevant(Float32Array.of(3, 2), [0, 1]).placements, 0)).toBeNaN();
  });

  it('the others have their places', () => {
    expect([recall([0, 1], 2), precision([0, 1], 2), ndcg([0, 1], 2)]).toEqual([1, 1, 1]);
  });
});

it('no place at all, k of 0: precision and nDCG are 0/0', () => {
  expect([precision([0], 0), ndcg([0], 0)]).toEqual([Number.NaN, Number.NaN]);
});
