// The input of training: standardised features and triples. Several trainings on one dataset share it.
import { createHash } from 'node:crypto';
import { featureStatistics, type Statistics, standardise } from '../algebra/standardise.ts';
import type { Settings } from '../config.ts';
import { agesOf } from '../dataset/ages.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { Split } from '../dataset/split.ts';
import { say } from '../progress.ts';
import { type Sampled, sampleLines } from '../sample/report.ts';
import { sample } from '../sample/sample.ts';
import { makeSource } from '../sample/source/source.ts';
import type { Triples } from '../sample/triples/triples.ts';

export interface Material {
  /** Of the dataset. */
  fingerprint: string;
  statistics: Statistics;
  /** z-scored features, [rows, size]. */
  features: Float32Array;
  rows: number;
  size: number;
  /** By user the rows of the history. */
  history: Split['history'];
  /** Of the interactions in the histories, in days; null if the dataset has no times. */
  ages: number[][] | null;
  /** Rows with interactions, ascending. */
  warm: Int32Array;
  training: Triples;
  validation: Triples;
  /** The sampling report. */
  sampled: Sampled;
  /** Digest of the triples: a run resumes only with the same ones. */
  digest: string;
}

/**
 * Samples triples by the settings. Z-scores the dataset's features in place, so that memory holds them once: a caller
 * that needs the originals must pass a copy.
 * @param labels visual clusters by row, if known
 */
export function prepare(
  dataset: Dataset,
  { history, baskets }: Split,
  settings: Settings,
  seed: number,
  labels: Int32Array | null = null,
): Material {
  const { features, featureSize: size, items, fingerprint } = dataset;
  const statistics = featureStatistics(features, size);
  const standardised = standardise(features, statistics, features);
  const artists = items.map(({ artist }) => artist);
  const source = makeSource({ history, baskets, artists, labels, features: standardised, featureSize: size });
  const { training, validation, ...sampled } = sample(source, settings, seed);
  for (const line of sampleLines(sampled)) say(`sample  ${line}`);
  const digest = createHash('sha256');
  for (const { histories, triples } of [training, validation])
    for (const { buffer, byteOffset, byteLength } of [histories.start, histories.items, triples])
      digest.update(new Uint8Array(buffer, byteOffset, byteLength));
  return {
    fingerprint,
    statistics,
    features: standardised,
    rows: items.length,
    size,
    history,
    ages: agesOf(dataset, history),
    warm: Int32Array.from(new Set(history.flat())).sort(),
    training,
    validation,
    sampled,
    digest: digest.digest('hex'),
  };
}
