// The model card: what the model is for, what it learned from, how good it is and where it should not be trusted.
// Mitchell et al., "Model Cards for Model Reporting" (2019). On the page as HTML, in the bundle as Markdown.
import type { EvaluationRow } from '@curatornet/shared/bundle.ts';
import { protocolLines } from '../evaluate/table.ts';
import type { Facts } from './facts/facts.ts';
import { type Markup, markup } from './text/markup.ts';
import { count, metric, percent } from './text/numbers.ts';

interface Part {
  title: string;
  lines: string[];
  /** In the bundle alone: the page has the whole tables. */
  table?: string[][];
}

function parts({ dataset, counts, preset, settings, seed, model, evaluation, sampled }: Facts): Part[] {
  const layers = (sizes: number[]) => sizes.join(', ');
  const skipped = sampled?.skipped.map(({ guideline, reason }) => `${guideline} was skipped: ${reason}.`) ?? [];
  return [
    {
      title: 'Model',
      lines: [
        `CuratorNet (Messina et al., 2020, arXiv:2009.04426): an item tower from ${count(dataset.featureSize)} visual features through SELU layers of ${layers(model.itemTower)}; a user tower over ${settings.pooling === 'mean' ? 'the average' : 'average and maximum'} of the vectors of a history, through layers of ${layers(model.userTower)}; the score is their dot product.`,
        ...beyondThePaper(settings),
        `It has no parameter per user and none per item: new people and new items need no training.`,
        `Preset ${preset}, seed ${seed}, ${count(settings.triples)} triples asked for, the model after ${count(model.step)} steps (validation accuracy ${metric(model.validationAccuracy)}), trained on the backend ${model.backend}.`,
      ],
    },
    {
      title: 'Intended use',
      lines: [
        'Ordering the items of the store whose purchases it learned from, for people who bought or liked at least one of them.',
        'Not for: stores with other pictures or other features; prices, authenticity or quality of an item; inferring anything about a person but which items they may like.',
      ],
    },
    {
      title: 'Training data',
      lines: [
        `${dataset.name}: ${dataset.provenance}`,
        `${count(counts.users)} users, ${count(counts.items)} items, ${count(counts.events)} interactions${counts.artists > 0 ? `, ${count(counts.artists)} artists` : ''}. Fingerprint ${dataset.fingerprint}.`,
        ...skipped,
      ],
    },
    {
      title: 'Evaluation',
      lines: [
        ...(evaluation
          ? [
              ...protocolLines(evaluation.protocol),
              learnedLine(settings),
              `${count(counts.hidden)} items were hidden. Cold items are those that no user is known to have.`,
            ]
          : ['It was not evaluated.']),
      ],
      table: evaluation ? figures(evaluation.rows) : undefined,
    },
    {
      title: 'Limits and risks',
      lines: [
        ...(dataset.simulated
          ? ['The data are simulated: the figures show that the program works, and nothing about any store.']
          : []),
        ...(evaluation ? limits(evaluation) : []),
        'Offline figures reward what people found without these recommendations. They are no measure of what the model will sell; only a test with visitors is.',
        `It sees pictures${settings.priorWeight > 0 ? ' and how often each was bought' : ' only'}: it knows neither sizes nor prices, and repeats whatever tastes the purchases show, those of the heaviest buyers less than others by its sampling.`,
        'A history is personal data. The model keeps none; whoever serves it stores them and has to be able to erase them.',
      ],
    },
  ];
}

/** Which model the figures are of, and what the bundle has learned from. */
const learnedLine = ({ finalFit }: Facts['settings']): string =>
  finalFit === 'on'
    ? 'The figures are of the model that has not learned from what was hidden. The model of the bundle was fitted once more, from fresh weights, on everything, the hidden items included, for the number of steps that validation chose; it cannot be measured on them. The evaluated model lies in the bundle too, for the gate.'
    : 'The figures are of the model of the bundle, which has not learned from what was hidden.';

/** What the network has that the paper's has not, in a sentence; nothing where it has nothing. */
function beyondThePaper({ loss, skips, normalise, rawWeight, priorWeight }: Facts['settings']): string[] {
  const has = [
    ...(loss === 'softmax' ? ['it learned by a softmax over many items in place of pairs'] : []),
    ...(skips === 'on' ? ['a linear way passes each tower'] : []),
    ...(normalise === 'on' ? ['vectors have the length 1, and the temperature is learned'] : []),
    ...(rawWeight > 0 ? [`plain visual similarity is added with the weight ${rawWeight}`] : []),
    ...(priorWeight > 0 ? [`standardised log popularity is added with the weight ${priorWeight}`] : []),
  ];
  return has.length > 0 ? [`Beyond the paper: ${has.join('; ')}.`] : [];
}

function figures(rows: readonly EvaluationRow[]): string[][] {
  const head = ['items', 'users', 'method', 'AUC', '95% interval', 'R@20', 'nDCG@20'];
  const body = rows.map(({ method, items, users, auc, recallAt20, ndcgAt20, intervals }) => [
    items,
    count(users),
    method,
    metric(auc),
    intervals.auc.map(metric).join(' to '),
    metric(recallAt20),
    metric(ndcgAt20),
  ]);
  return [head, ...body];
}

/** What the figures themselves warn of. */
function limits({ rows, lists, comparisons }: NonNullable<Facts['evaluation']>): string[] {
  const own = rows[0]?.method;
  const worse = (['all', 'cold'] as const).flatMap((items) => {
    const by = comparisons
      .filter((t) => t.items === items && t.metric === 'auc' && t.a === own && t.b !== 'oracle' && t.holm < 0.05)
      .filter(({ difference }) => difference < 0)
      .map(({ b }) => b);
    const where = items === 'all' ? 'Over all items' : 'Among cold items';
    return by.length > 0 ? [`${where} it is beaten, by AUC, by: ${by.join(', ')}.`] : [];
  });
  const seen = lists.find(({ method }) => method === own);
  return [
    ...worse,
    ...(seen
      ? [
          `The first ${seen.places} places show ${percent(seen.coverage)} of the catalogue to somebody; the rest is shown to nobody there.`,
        ]
      : []),
  ];
}

export const cardMarkup = (facts: Facts): Markup =>
  markup`<div class="card">${parts(facts).map(({ title, lines }) => markup`<h3>${title}</h3><ul>${lines.map((line) => markup`<li>${line}</li>`)}</ul>`)}</div>`;

/** Characters that mean something in Markdown or HTML, kept from meaning it. */
const plain = (text: string) => text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|!&]/g, '\\$&');

const row = (cells: string[]) => `| ${cells.map(plain).join(' | ')} |`;

/** @param version of the bundle that the card lies in */
export function cardMarkdown(facts: Facts, version: string): string {
  const blocks = parts(facts).flatMap(({ title, lines, table }) => [
    `## ${title}`,
    lines.map((line) => `- ${plain(line)}`).join('\n'),
    ...(table ? [[row(table[0]), row(table[0].map(() => '---')), ...table.slice(1).map(row)].join('\n')] : []),
  ]);
  return `${[`# Model card: CuratorNet ${version}`, ...blocks].join('\n\n')}\n`;
}
