// Metrics of the top of each list beyond accuracy.
import { LIST_COLUMNS } from '../../evaluate/table.ts';
import type { Facts } from '../facts/facts.ts';
import { markup } from '../text/markup.ts';
import { count, metric, percent } from '../text/numbers.ts';
import { dataElement, type Section, table } from './section.ts';

const SHARES = new Set(['coverage', 'newcomers', 'cold', 'rare', 'rareRecall']);

export function lists({ evaluation, counts }: Facts): Section | null {
  if (evaluation === null || evaluation.lists.length === 0) return null;
  const shown = (key: string, value: number) =>
    key === 'novelty' ? value.toFixed(2) : SHARES.has(key) ? percent(value) : metric(value);
  const rows = evaluation.lists.map((row, place) => {
    const cells = LIST_COLUMNS.map(([, key]) => {
      const value = row[key];
      return markup`<td>${value === null ? '–' : dataElement(value, shown(key, value))}</td>`;
    });
    return markup`<tr class="${place === 0 ? 'own' : ''}"><th scope="row">${row.method}</th>${cells}</tr>`;
  });
  const share = (items: number) => percent(items / counts.items);
  const { coldItems, rareItems } = evaluation;
  return {
    id: 'lists',
    title: 'Beyond accuracy',
    content: table(
      ['method', ...LIST_COLUMNS.map(([title]) => title)],
      rows,
      markup`Top ${evaluation.lists[0].places}, all items. Coverage: share of the items that appear in at least one list. Novelty: mean self-information of the items in bits, higher if fewer users have them. Diversity: mean of 1 − cosine between the pictures of a list. Newcomers: share of the places that go to artists without any interaction. Cold: share of the places that go to items that nobody has, ${share(coldItems)} of the catalogue (${count(coldItems)}). Rare: the same for items that fewer than ten users have, ${share(rareItems)} of the catalogue (${count(rareItems)}). Rare found: share of the hidden rare items that are among the places.`,
      'narrow',
    ),
  };
}
