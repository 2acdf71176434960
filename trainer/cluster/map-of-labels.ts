// A map of items whose clusters came with the dataset: the places are computed, the clusters are the owner's.
import { Random } from '../random.ts';
import { STREAMS } from './cluster.ts';
import type { MappedClusters } from './clusters-file.ts';
import { componentsOf } from './components.ts';
import { mapItems } from './map.ts';
import { clusterSettings } from './settings.ts';

/** @param labels of the rows, any numbers: on the map they are 0 to k-1, in the order of their first rows */
export function mapOfLabels(features: Float32Array, size: number, labels: Int32Array, seed: number): MappedClusters {
  const { dimensions } = clusterSettings([]);
  const components = componentsOf(features, size, dimensions, new Random(seed, STREAMS.components));
  const codes = new Map<number, number>();
  for (const label of labels) if (!codes.has(label)) codes.set(label, codes.size);
  const map = mapItems(components, new Random(seed, STREAMS.map));
  return { k: codes.size, labels: Array.from(labels, (label) => codes.get(label)!), map };
}
