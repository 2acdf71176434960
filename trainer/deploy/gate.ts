// The gate on a dataset: candidate, champion, popularity and random rank the same hidden items of the same users. A bundle
// whose model was fitted on all data has seen these items, so its evaluated model, which lies beside it, stands for it.
import type { Dataset } from '../dataset/dataset.ts';
import { split } from '../dataset/split.ts';
import { measureAll } from '../evaluate/protocol.ts';
import { makeQuestion } from '../evaluate/question.ts';
import { protocolLines } from '../evaluate/table.ts';
import { popularity } from '../rivals/popularity.ts';
import { randomOrder } from '../rivals/random.ts';
import { rankerOf } from '../serving/bundle-ranker.ts';
import { type OpenBundle, openEvaluated } from '../serving/open-bundle.ts';

import { decideGate, type GateDecision } from './gate-rule.ts';

const SEED = 1;

/** @param champion absent where nothing serves yet; `margin` how much worse than it the candidate may be, as a share */
export async function runGate(
  candidate: OpenBundle,
  champion: OpenBundle | undefined,
  dataset: Dataset,
  margin?: number,
): Promise<GateDecision & { protocol: string[] }> {
  const parts = split(dataset);
  const rows = dataset.items.length;
  const mineEvaluated = await openEvaluated(candidate);
  const servingEvaluated = champion && (await openEvaluated(champion));
  const rankers = [
    await rankerOf(mineEvaluated, dataset, 'candidate'),
    popularity(parts.history, rows),
    randomOrder(rows, SEED),
    ...(servingEvaluated ? [await rankerOf(servingEvaluated, dataset, 'champion')] : []),
  ];
  // Against what the candidate's own evaluation ranked.
  const { candidates } = candidate.manifest.madeFrom.settings;
  const question = makeQuestion(dataset, parts, candidates === 'inventory' ? candidates : 'catalogue');
  const { all } = await measureAll(rankers, question);
  for (const [opened, given] of [
    [mineEvaluated, candidate],
    [servingEvaluated, champion],
  ])
    if (opened !== given) await opened?.towers.release();
  const [mine, popular, random, serving] = all;
  const decision = decideGate(mine, { champion: serving, popularity: popular, random }, margin);
  return { ...decision, protocol: protocolLines(question.protocol) };
}
