// Beyond-accuracy metrics of the top of each list.
import { PLACES } from '../../evaluate/lists.ts';
import type { Facts } from '../facts/facts.ts';
import { markup } from '../text/markup.ts';
import { metric, percent } from '../text/numbers.ts';
import { dataElement, type Section, table } from './section.ts';

export function lists({ evaluation }: Facts): Section | null {
  if (evaluation === null || evaluation.lists.length === 0) return null;
  const rows = evaluation.lists.map(({ method, coverage, novelty, diversity, newcomers }, place) => {
    const cell = (value: number | null, shown: (value: number) => string) =>
      markup`<td>${value === null ? '–' : dataElement(value, shown(value))}</td>`;
    const cells = [
      cell(coverage, percent),
      cell(novelty, (bits) => bits.toFixed(2)),
      cell(diversity, metric),
      cell(newcomers, percent),
    ];
    return markup`<tr class="${place === 0 ? 'own' : ''}"><th scope="row">${method}</th>${cells}</tr>`;
  });
  return {
    id: 'lists',
    title: 'Beyond accuracy',
    content: table(
      ['method', 'coverage', 'novelty', 'diversity', 'newcomers'],
      rows,
      markup`Top ${PLACES}, all items. Coverage: share of the items that appear in at least one list. Novelty: mean self-information of the items in bits, higher if fewer users have them. Diversity: mean of 1 − cosine between the pictures of a list. Newcomers: share of the places that go to artists without any interaction.`,
      'narrow',
    ),
  };
}
