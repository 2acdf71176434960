// The ablation: each guideline and each part of the preset switched off in turn.
import type { EvaluationRow, Metric } from '@curatornet/shared/bundle.ts';
import { holm } from '@curatornet/shared/metrics/significance.ts';
import type { AblationEntry } from '../../ablate/ablation-file.ts';
import { ALPHA } from '../../evaluate/letters.ts';
import type { Facts } from '../facts/facts.ts';
import { dots } from '../figures/dots.ts';
import type { Figure } from '../figures/figure.ts';
import { type Markup, markup } from '../text/markup.ts';
import { ALPHA_SHOWN, count, metric, probability, signed } from '../text/numbers.ts';
import { dataElement, missing, plates, type Section, table } from './section.ts';

type Items = EvaluationRow['items'];
const COLUMNS: readonly [string, Items, Metric][] = [
  ['AUC', 'all', 'auc'],
  ['R@20', 'all', 'recallAt20'],
  ['nDCG@20', 'all', 'ndcgAt20'],
  ['AUC, cold', 'cold', 'auc'],
  ['R@20, cold', 'cold', 'recallAt20'],
];

/** Columns that are also drawn as figures. */
const PANELS = new Set(['AUC', 'R@20', 'AUC, cold']);

export function ablation({ ablation: entries, settings }: Facts): Section {
  const section = { id: 'ablation', title: 'Ablation' };
  const base = entries.find(({ model, change }) => model === 'CuratorNet' && change === 'none');
  const variants = entries.filter(({ against }) => base !== undefined && against === base.name);
  if (base === undefined || variants.length === 0) {
    const content =
      settings.ablationTriples === 0
        ? missing(
            'The settings disable the ablation (ablationTriples=0):',
            'curatornet train --data DIR --run RUN --set ablationTriples=100000',
          )
        : missing('The variants are not trained yet:', 'curatornet report --run RUN');
    return { ...section, content };
  }
  const columns = COLUMNS.filter(([, items]) => base.rows.some((row) => row.items === items));
  const figures = columns.filter(([title]) => PANELS.has(title)).map((column) => figure(base, variants, column));
  return {
    ...section,
    figures,
    content: markup`${comparison(base, variants, columns)}${plates(figures, markup`The same values with 95% intervals. Dashed: unchanged settings.`)}`,
  };
}

const rowOf = ({ rows }: AblationEntry, items: Items) => rows.find((row) => row.items === items)!;

function comparison(base: AblationEntry, variants: readonly AblationEntry[], columns: typeof COLUMNS): Markup {
  const tests = columns.map(([, items, key]) => {
    const found = variants.map(({ comparisons }) => comparisons.find((t) => t.items === items && t.metric === key));
    const corrected = holm(found.map((test) => test?.t ?? 1));
    return found.map((test, i) => test && { difference: test.difference, p: corrected[i] });
  });
  const first = markup`<tr class="own"><th scope="row">${base.name}</th>${columns.map(([, items, key]) => {
    const value = rowOf(base, items)[key];
    return markup`<td>${dataElement(value, metric(value))}</td>`;
  })}</tr>`;
  const others = variants.map((variant, place) => {
    const cells = columns.map(([, items, key], column) => {
      const value = rowOf(variant, items)[key];
      const test = tests[column][place];
      const sure = test !== undefined && test.p < ALPHA;
      return markup`<td${sure && markup` class="best"`}>${dataElement(value, metric(value))}${test && markup`<small>${signed(test.difference)}, ${probability(test.p)}</small>`}</td>`;
    });
    return markup`<tr><th scope="row">${variant.name}</th>${cells}</tr>`;
  });
  return table(
    ['variant', ...columns.map(([title]) => title)],
    [first, ...others],
    markup`Each variant, the first row too, was trained for this table with ${count(base.triples ?? 0)} triples, so its results are below those of the run if that had more. Small: the difference from the first row, p by paired t-test over the users, Holm-corrected over the variants. Bold: p &lt; ${ALPHA_SHOWN}.`,
  );
}

function figure(
  base: AblationEntry,
  variants: readonly AblationEntry[],
  [title, items, key]: (typeof COLUMNS)[number],
): Figure {
  const rows = [base, ...variants].map((entry) => {
    const row = rowOf(entry, items);
    const own = entry === base;
    return {
      label: entry.name,
      strong: own,
      marks: [{ value: row[key], interval: row.intervals[key], tone: 'a' as const, hollow: !own }],
    };
  });
  const name = `ablation-${title.toLowerCase().replace('@', '-at-').replace(/,? /g, '-')}`;
  return dots({ name, title, groups: [{ rows }], rule: rowOf(base, items)[key], labelWidth: 0 });
}
