// The paper's figure 2: the catalogue as the clusters see it.
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
        'There are no visual clusters, and so no map. Make them, then the report again:',
        'curatornet cluster --data DIR --run RUN',
      ),
    };
  const titles = dataset.items.map(({ id, title, artist }) => [title ?? id, artist].filter(Boolean).join(', '));
  const figure = mapFigure(clusters, pictures, titles);
  const shown = pictures.size > 0 && ` ${count(pictures.size)} items show their picture, one in each part of the map.`;
  return {
    ...section,
    figures: [figure],
    content: markup`<figure class="map"><div>${figure.svg}</div><figcaption>${count(clusters.labels.length)} items, each a point in the colour of its visual cluster: ${clusters.k} clusters ${origin(clusters)}. Places by UMAP, stretched where items lie close: alike items are near each other, and only nearness means something.${shown}</figcaption></figure>`,
  };
}

/** Where clusters are from: k-means has figures, those of the dataset have none. */
const origin = (clusters: NonNullable<Facts['clusters']>): string =>
  'silhouette' in clusters
    ? `by k-means over ${clusters.dimensions} principal components (${percent(clusters.explainedVariance)} of the variance), silhouette ${clusters.silhouette.toFixed(3)}, the best of ${clusters.runs.length} runs`
    : 'that came with the dataset';
