// The main results, as tiles and two sentences.
import type { EvaluationRow, Metric } from '@curatornet/shared/bundle.ts';
import { ALPHA } from '../../evaluate/letters.ts';
import type { Evaluation } from '../../evaluate/protocol.ts';
import type { Facts } from '../facts/facts.ts';
import { type Markup, markup } from '../text/markup.ts';
import { ALPHA_SHOWN, listed, metric } from '../text/numbers.ts';
import { dataElement, type Section } from './section.ts';

type Items = EvaluationRow['items'];
/** Knows the hidden items, so it is an upper bound and not a rival. */
export const CEILING = 'oracle';

const TILES: readonly [string, Items, Metric][] = [
  ['AUC, all items', 'all', 'auc'],
  ['R@20, all items', 'all', 'recallAt20'],
  ['AUC, cold items', 'cold', 'auc'],
  ['R@20, cold items', 'cold', 'recallAt20'],
];

export function summary({ evaluation }: Facts): Section | null {
  if (evaluation === null) return null;
  const tiles = TILES.flatMap(([label, items, key]) => tile(evaluation, label, items, key) ?? []);
  const sentences = (['all', 'cold'] as const).flatMap((items) => verdict(evaluation, items) ?? []);
  return {
    id: 'summary',
    title: 'Results',
    content: markup`<div class="tiles">${tiles}</div>${sentences.map((sentence) => markup`<p>${sentence}</p>`)}`,
  };
}

function tile({ rows }: Evaluation, label: string, items: Items, key: Metric): Markup | null {
  const [own, ...rivals] = rows.filter((row) => row.items === items && row.method !== CEILING);
  if (own === undefined) return null;
  const best = rivals.sort((a, b) => b[key] - a[key]).at(0);
  const [low, high] = own.intervals[key];
  return markup`<div><span>${label}</span><strong>${dataElement(own[key], metric(own[key]))}</strong>
<span>${metric(low)} to ${metric(high)}</span>${best && markup`<span>best rival: ${best.method} ${metric(best[key])}</span>`}</div>`;
}

/** The methods that the evaluated one beats by AUC, and those that beat it. */
function verdict({ rows, comparisons }: Evaluation, items: Items): Markup | null {
  const own = rows.find((row) => row.items === items);
  if (own === undefined) return null;
  const tests = comparisons.filter(
    (test) => test.items === items && test.metric === 'auc' && test.a === own.method && test.b !== CEILING,
  );
  const sure = tests.filter(({ holm }) => holm < ALPHA);
  const named = (found: typeof tests) => listed(found.map(({ b }) => b));
  const beats = sure.filter(({ difference }) => difference > 0);
  const beatenBy = sure.filter(({ difference }) => difference < 0);
  const alike = tests.filter(({ holm }) => holm >= ALPHA);
  const parts = [
    beats.length > 0 && `beats ${named(beats)}`,
    beatenBy.length > 0 && `is beaten by ${named(beatenBy)}`,
    alike.length > 0 && `does not differ significantly from ${named(alike)}`,
  ].filter((part) => part !== false);
  if (parts.length === 0) return null;
  const where = items === 'all' ? 'Over all items' : 'Among cold items';
  return markup`${where}, by AUC, ${own.method} ${listed(parts)} (paired t-tests over ${own.users} users, Holm-corrected, p &lt; ${ALPHA_SHOWN}).`;
}
