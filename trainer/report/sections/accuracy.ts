// The paper's table 2: every method by every metric, over all items and cold ones, with significant differences.
import type { EvaluationRow, Metric } from '@curatornet/shared/bundle.ts';
import { beaten, letter, METRIC_COLUMNS } from '../../evaluate/letters.ts';
import type { Evaluation } from '../../evaluate/protocol.ts';
import { protocolLines, RANKED } from '../../evaluate/table.ts';
import type { Facts } from '../facts/facts.ts';
import { dots } from '../figures/dots.ts';
import type { Figure } from '../figures/figure.ts';
import { type Markup, markup } from '../text/markup.ts';
import { ALPHA_SHOWN, count, metric } from '../text/numbers.ts';
import { dataElement, missing, plates, type Section, table } from './section.ts';
import { CEILING } from './summary.ts';

type Items = EvaluationRow['items'];
const FIGURES = ['auc', 'recallAt20', 'ndcgAt20'] as const;
const TITLES = Object.fromEntries(METRIC_COLUMNS.map(([title, key]) => [key, title])) as Record<Metric, string>;

export function accuracy({ evaluation }: Facts): Section {
  const section = { id: 'accuracy', title: 'Accuracy' };
  if (evaluation === null)
    return { ...section, content: missing('The run is not evaluated yet:', 'curatornet evaluate --run RUN') };
  const figures = FIGURES.map((key) => figure(evaluation, key));
  return {
    ...section,
    figures,
    content: markup`${(['all', 'cold'] as const).map((items) => block(evaluation, items))}
${protocolLines(evaluation.protocol)
  .slice(1)
  .map((line) => markup`<p class="note">${line}</p>`)}
${plates(figures, markup`Means with 95% intervals: <span class="key a">●</span> all items, <span class="key b">○</span> cold items. The oracle, which knows the hidden items, is left out.`)}
${authorsNdcg(evaluation)}`,
  };
}

function block(evaluation: Evaluation, items: Items): Markup {
  const { protocol, comparisons, coldItems, usersWithoutHistory } = evaluation;
  const rows = evaluation.rows.filter((row) => row.items === items);
  if (rows.length === 0)
    return markup`<p class="missing">${items === 'all' ? 'No user has a hidden item.' : 'No user has a hidden cold item, so there are no results for cold items.'}</p>`;
  const methods = rows.map(({ method }) => method);
  const rivals = rows.filter(({ method }) => method !== CEILING);
  const highest = (key: Metric) => Math.max(...rivals.map((row) => row[key]));
  const body = rows.map((row, place) => {
    const cells = METRIC_COLUMNS.map(([, key]) => {
      const [low, high] = row.intervals[key];
      const best = row.method !== CEILING && row[key] === highest(key);
      const over = beaten({ methods, items, comparisons }, row.method, key);
      return markup`<td${best && markup` class="best"`}>${dataElement(row[key], metric(row[key]))}<sup>${over}</sup><small>${metric(low)}–${metric(high)}</small></td>`;
    });
    const kind = place === 0 ? 'own' : row.method === CEILING ? 'ceiling' : '';
    return markup`<tr class="${kind}"><th scope="row" class="lettered"><i>${letter(place)}</i>${row.method}</th>${cells}</tr>`;
  });
  const users = count(rows[0].users);
  const what =
    items === 'all'
      ? markup`<b>All items</b>, ${users} users. Candidates: ${RANKED[protocol.candidates]}.`
      : markup`<b>Cold items</b>, ${users} users. Candidates: the ${count(coldItems)} items that are in no history.`;
  const left =
    items === 'all' &&
    usersWithoutHistory > 0 &&
    ` ${count(usersWithoutHistory)} users with hidden items but no history are left out.`;
  return table(
    ['method', ...METRIC_COLUMNS.map(([title]) => title)],
    body,
    markup`${what}${left} Bold: best of its column, except the oracle. Small: 95% bootstrap interval. Letters: the methods that are significantly worse (paired t-test, Holm-corrected over all pairs, p &lt; ${ALPHA_SHOWN}).`,
    'lettered',
  );
}

const AUTHORS: readonly [string, Items, Metric][] = [
  ['@20', 'all', 'authorsNdcgAt20'],
  ['@100', 'all', 'authorsNdcgAt100'],
  ['@20, cold', 'cold', 'authorsNdcgAt20'],
  ['@100, cold', 'cold', 'authorsNdcgAt100'],
];

/** For comparison with the results in the paper, whose nDCG is defined differently. */
function authorsNdcg({ rows }: Evaluation): Markup {
  const columns = AUTHORS.filter(([, items]) => rows.some((row) => row.items === items));
  const methods = [...new Set(rows.map(({ method }) => method))];
  const body = methods.map((method, place) => {
    const cells = columns.map(([, items, key]) => {
      const value = rows.find((row) => row.items === items && row.method === method)?.[key];
      return markup`<td>${value !== undefined && dataElement(value, metric(value))}</td>`;
    });
    return markup`<tr class="${place === 0 ? 'own' : ''}"><th scope="row">${method}</th>${cells}</tr>`;
  });
  return table(
    ['method', ...columns.map(([title]) => `nDCG${title}`)],
    body,
    markup`nDCG as the paper’s authors compute it, for comparison with the paper: their ideal ranking contains only the hits found, so the value is never lower.`,
    'narrow',
  );
}

function figure({ rows }: Evaluation, key: (typeof FIGURES)[number]): Figure {
  const shown = rows.filter(({ method }) => method !== CEILING);
  const methods = [...new Set(shown.map(({ method }) => method))];
  const marks = (method: string) =>
    (['all', 'cold'] as const).flatMap((items) => {
      const row = shown.find((row) => row.method === method && row.items === items);
      if (row === undefined) return [];
      const cold = items === 'cold';
      return {
        value: row[key],
        interval: row.intervals[key],
        tone: cold ? ('b' as const) : ('a' as const),
        hollow: cold,
      };
    });
  return dots({
    name: `accuracy-${TITLES[key].toLowerCase().replace('@', '-at-')}`,
    title: TITLES[key],
    groups: [{ rows: methods.map((method, i) => ({ label: method, strong: i === 0, marks: marks(method) })) }],
  });
}
