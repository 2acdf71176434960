// What training starts from: standardised features and the triples. Several trainings of one dataset share it.
import { createHash } from 'node:crypto';
import { featureStatistics, type Statistics, standardise } from '../algebra/standardise.ts';
import type { Settings } from '../config.ts';
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
  /** By user the rows that training knows. */
  history: Split['history'];
  /** The rows that somebody has, ascending. */
  warm: Int32Array;
  training: Triples;
  validation: Triples;
  /** What sampling delivered. */
  sampled: Sampled;
  /** Of the triples: a run goes on with the same ones, or not at all. */
  digest: string;
}

/**
 * Samples the triples of the settings. The dataset's features are z-scored where they lie, so that they are held once:
 * whoever needs them afterwards hands in a copy.
 * @param labels visual clusters by row, where there are any
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
    warm: Int32Array.from(new Set(history.flat())).sort(),
    training,
    validation,
    sampled,
    digest: digest.digest('hex'),
  };
}
