// The paper's figure 3: negatives of the guidelines compared with random ones, for CuratorNet and for VBPR.
import type { EvaluationRow, Metric } from '@curatornet/shared/bundle.ts';
import type { AblationEntry } from '../../ablate/ablation-file.ts';
import type { Facts } from '../facts/facts.ts';
import { dots, type Group } from '../figures/dots.ts';
import type { Figure } from '../figures/figure.ts';
import { markup } from '../text/markup.ts';
import { count, probability } from '../text/numbers.ts';
import { missing, plates, type Section } from './section.ts';

const PANELS: readonly [string, EvaluationRow['items'], Metric][] = [
  ['AUC, all items', 'all', 'auc'],
  ['R@20, all items', 'all', 'recallAt20'],
  ['AUC, cold items', 'cold', 'auc'],
];
const MODELS = ['CuratorNet', 'VBPR'] as const;

/** The two entries of a model that differ only in their negatives. */
function pairOf(entries: readonly AblationEntry[], model: AblationEntry['model']) {
  const pair = entries.filter(
    (entry) => entry.model === model && (entry.change === 'none' || entry.change === 'negatives'),
  );
  const guided = pair.find(({ negatives }) => negatives === 'guidelines');
  const random = pair.find(({ negatives }) => negatives === 'uniform');
  return guided && random ? { model, guided, random } : null;
}

export function guidelines({ ablation, clusters, settings }: Facts): Section {
  const section = { id: 'guidelines', title: 'Guidelines against random negatives' };
  const pairs = MODELS.flatMap((model) => pairOf(ablation, model) ?? []);
  if (pairs.length === 0) {
    const content =
      settings.ablationTriples === 0
        ? missing(
            'The settings disable the ablation (ablationTriples=0):',
            'curatornet train --data DIR --run RUN --set ablationTriples=100000',
          )
        : clusters === null
          ? missing(
              'The negatives of the guidelines need visual clusters. Compute them, then write the report again:',
              'curatornet cluster --data DIR --run RUN',
            )
          : missing('The variants are not trained yet:', 'curatornet report --run RUN');
    return { ...section, content };
  }
  const figures = PANELS.flatMap(([title, items, key]) => panel(pairs, title, items, key) ?? []);
  const triples = pairs[0].guided.triples;
  return {
    ...section,
    figures,
    content: plates(
      figures,
      markup`Each model was trained twice: <span class="key a">●</span> with the negatives of the paper’s guidelines, <span class="key rest">○</span> with random ones.${triples !== null && ` CuratorNet learned from ${count(triples)} triples, and only the negatives differ;`} VBPR follows guidelines 3 and 4, as in the paper, if the data allow them, or samples like BPR. 95% intervals; p by paired t-test over the users, without correction for multiple tests.`,
    ),
  };
}

type Pair = NonNullable<ReturnType<typeof pairOf>>;

function panel(pairs: readonly Pair[], title: string, items: EvaluationRow['items'], key: Metric): Figure | null {
  const groups = pairs.flatMap(({ model, guided, random }): Group[] => {
    const test = [...guided.comparisons, ...random.comparisons].find((t) => t.items === items && t.metric === key);
    const rows = [guided, random].flatMap(({ rows, negatives }) => {
      const row = rows.find((row) => row.items === items);
      if (row === undefined) return [];
      const by = negatives === 'guidelines';
      const mark = {
        value: row[key],
        interval: row.intervals[key],
        tone: by ? ('a' as const) : ('rest' as const),
        hollow: !by,
      };
      return { label: by ? 'guidelines' : 'random', marks: [mark] };
    });
    return rows.length < 2 ? [] : [{ heading: model, remark: test && probability(test.t), rows }];
  });
  if (groups.length === 0) return null;
  const name = `guidelines-${title.toLowerCase().replace('@', '-at-').replace(/,? /g, '-')}`;
  return dots({ name, title, groups, labelWidth: 84 });
}
