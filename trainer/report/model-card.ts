// The model card: intended use, training data, evaluation and limits, after Mitchell et al., "Model Cards for Model
// Reporting" (2019). On the page as HTML, in the bundle as Markdown.
import type { EvaluationRow } from '@curatornet/shared/bundle.ts';
import { protocolLines } from '../evaluate/table.ts';
import { choiceLines } from '../given/choice.ts';
import type { Facts } from './facts/facts.ts';
import { type Markup, markup } from './text/markup.ts';
import { count, metric, percent } from './text/numbers.ts';

interface Part {
  title: string;
  lines: string[];
  /** Only in the bundle, because the page has complete tables. */
  table?: string[][];
}

function parts({ dataset, counts, preset, settings, seed, model, evaluation, sampled, choice }: Facts): Part[] {
  const layers = (sizes: number[]) => sizes.join(', ');
  const skipped = sampled?.skipped.map(({ guideline, reason }) => `${guideline} was skipped: ${reason}.`) ?? [];
  return [
    {
      title: 'Model',
      lines: [
        `CuratorNet (Messina et al., 2020, arXiv:2009.04426): an item tower from ${count(dataset.featureSize)} visual features through SELU layers of ${layers(model.itemTower)}; a user tower over the ${settings.pooling === 'mean' ? 'average' : 'average and maximum'} of the vectors of a history, through layers of ${layers(model.userTower)}; the score is their dot product.`,
        ...beyondThePaper(settings),
        ...(choice ? choiceLines(choice) : []).map((line) => `Weights: ${line}.`),
        `No user has parameters: new users and new items need no training.`,
        `Preset ${preset}, seed ${seed}, ${count(settings.triples)} triples requested, the model after ${count(model.step)} steps (validation accuracy ${metric(model.validationAccuracy)}), trained on the backend ${model.backend}.`,
      ],
    },
    {
      title: 'Intended use',
      lines: [
        'Ranking the items of the store whose purchases it learned from, for users who bought or liked at least one of them.',
        'Not for: stores with other pictures or other features; prices, authenticity or quality of an item; inferring anything about a user except which items they may like.',
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
              `${count(counts.hidden)} items were hidden. Cold items are those in no history.`,
            ]
          : ['The model was not evaluated.']),
      ],
      table: evaluation ? figures(evaluation.rows) : undefined,
    },
    {
      title: 'Limits and risks',
      lines: [
        ...(dataset.simulated
          ? ['The data are simulated: the results show that the program works, but say nothing about a real store.']
          : []),
        ...(evaluation ? limits(evaluation, counts.items) : []),
        'Offline metrics reward what users found without these recommendations. They do not measure what the model will sell; only an online test does.',
        `It sees only pictures${seesOwners(settings) ? ' and who else has an item' : ''}, not sizes or prices. It reproduces the tastes in the purchases; sampling reduces the weight of the heaviest buyers.`,
        'A history is personal data. The model contains none; the service stores them and must be able to erase them.',
      ],
    },
  ];
}

/** Which model was evaluated, and on which data the model of the bundle was trained. */
const learnedLine = ({ finalFit }: Facts['settings']): string =>
  finalFit === 'on'
    ? 'The results are those of the evaluated model, which has not learned from the hidden items. The model that the bundle serves was trained again from fresh weights on all data, hidden items included, for the number of steps that validation chose, so it cannot be evaluated on them. The bundle also contains the evaluated model, for the gate.'
    : 'The results are those of the model of the bundle, which has not learned from the hidden items.';

const seesOwners = ({ associationWeight, cooccurrenceWeight, priorWeight }: Facts['settings']): boolean =>
  associationWeight > 0 || cooccurrenceWeight > 0 || priorWeight > 0;

/** The additions to the paper's network in a sentence; empty without any. */
function beyondThePaper(settings: Facts['settings']): string[] {
  const { loss, skips, normalise, rawWeight, associationWeight, cooccurrenceWeight } = settings;
  const priorWeight = settings.priorWeight * settings.popularityShare;
  const has = [
    ...(loss === 'softmax' ? ['a softmax loss over many items instead of pairs'] : []),
    ...(skips === 'on' ? ['linear skip connections around both towers'] : []),
    ...(normalise === 'on' ? ['normalised vectors with a learned temperature'] : []),
    ...(rawWeight > 0 ? [`plain visual similarity with the weight ${rawWeight}`] : []),
    ...(associationWeight > 0
      ? [`similarity to the companions of the history with the weight ${associationWeight}`]
      : []),
    ...(cooccurrenceWeight > 0
      ? [
          `co-occurrence of items in histories with the weight ${cooccurrenceWeight}, in at most ${settings.cooccurrenceColumns} columns per item, zeros for a new one`,
        ]
      : []),
    ...(priorWeight > 0 ? [`standardised log popularity with the weight ${priorWeight}`] : []),
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

/** Limits that follow from the results. */
function limits(
  { rows, lists, comparisons, coldItems, rareItems }: NonNullable<Facts['evaluation']>,
  items: number,
): string[] {
  const own = rows[0]?.method;
  const worse = (['all', 'cold'] as const).flatMap((items) => {
    const by = comparisons
      .filter((t) => t.items === items && t.metric === 'auc' && t.a === own && t.b !== 'oracle' && t.holm < 0.05)
      .filter(({ difference }) => difference < 0)
      .map(({ b }) => b);
    const where = items === 'all' ? 'Over all items' : 'Among cold items';
    return by.length > 0 ? [`${where}, these methods beat it by AUC: ${by.join(', ')}.`] : [];
  });
  const seen = lists.find(({ method }) => method === own);
  return [
    ...worse,
    ...(seen
      ? [
          `The top ${seen.places} of all lists show ${percent(seen.coverage)} of the catalogue; no list shows the rest.`,
          `Of their places, ${percent(seen.cold)} go to items that nobody has (${percent(coldItems / items)} of the catalogue) and ${percent(seen.rare)} to items that fewer than ten users have (${percent(rareItems / items)}).${seen.rareRecall === null ? '' : ` Of the hidden items that fewer than ten users have, ${percent(seen.rareRecall)} are among them.`}`,
        ]
      : []),
  ];
}

export const cardMarkup = (facts: Facts): Markup =>
  markup`<div class="card">${parts(facts).map(({ title, lines }) => markup`<h3>${title}</h3><ul>${lines.map((line) => markup`<li>${line}</li>`)}</ul>`)}</div>`;

/** Escapes Markdown and HTML. */
const plain = (text: string) => text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|!&]/g, '\\$&');

const row = (cells: string[]) => `| ${cells.map(plain).join(' | ')} |`;

/** @param version the version of the bundle that contains the card */
export function cardMarkdown(facts: Facts, version: string): string {
  const blocks = parts(facts).flatMap(({ title, lines, table }) => [
    `## ${title}`,
    lines.map((line) => `- ${plain(line)}`).join('\n'),
    ...(table ? [[row(table[0]), row(table[0].map(() => '---')), ...table.slice(1).map(row)].join('\n')] : []),
  ]);
  return `${[`# Model card: CuratorNet ${version}`, ...blocks].join('\n\n')}\n`;
}
