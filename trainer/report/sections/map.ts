// The paper's figure 2: a map of the catalogue by visual cluster.
import type { Facts } from '../facts/facts.ts';
import { mapFigure } from '../figures/map.ts';
import { markup } from '../text/markup.ts';
import { count, percent } from '../text/numbers.ts';
import { missing, type Section } from './section.ts';

/** @param pictures by row */
export function map({ clusters, dataset }: Facts, pictures: ReadonlyMap<number, string>): Section {
  const section = { id: 'map', title: 'Map of the catalogue' };
  if (clusters === null)
    return {
      ...section,
      content: missing(
        'The map needs visual clusters. Compute them, then write the report again:',
        'curatornet cluster --data DIR --run RUN',
      ),
    };
  const titles = dataset.items.map(({ id, title, artist }) => [title ?? id, artist].filter(Boolean).join(', '));
  const figure = mapFigure(clusters, pictures, titles);
  const shown = pictures.size > 0 && ` ${count(pictures.size)} items show their picture, one per cell of the map.`;
  return {
    ...section,
    figures: [figure],
    content: markup`<figure class="map"><div>${figure.svg}</div><figcaption>${count(clusters.labels.length)} items, each a point in the colour of its visual cluster: ${clusters.k} clusters ${origin(clusters)}. Positions by UMAP, stretched in dense regions: visually similar items are near each other, and only nearness has a meaning.${shown}</figcaption></figure>`,
  };
}

/** The origin of the clusters: k-means, with its results, or the dataset. */
const origin = (clusters: NonNullable<Facts['clusters']>): string =>
  'silhouette' in clusters
    ? `by k-means over ${clusters.dimensions} principal components (${percent(clusters.explainedVariance)} of the variance), silhouette ${clusters.silhouette.toFixed(3)}, the best of ${clusters.runs.length} runs`
    : 'from the dataset';
