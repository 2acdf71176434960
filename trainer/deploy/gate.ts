// Runs the gate on a dataset: candidate, champion, popularity and random rank the same hidden items of the same users. A
// model fitted on all data has seen these items, so the gate uses the evaluated model of the same bundle instead.
import { DEFAULT_SETTINGS } from '../config.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { split } from '../dataset/split.ts';
import { measureAll } from '../evaluate/protocol.ts';
import { protocolLines } from '../evaluate/table.ts';
import { makeTask, withSampledUsers } from '../evaluate/task.ts';
import { popularity } from '../rivals/popularity.ts';
import { randomOrder } from '../rivals/random.ts';
import { rankerOf } from '../serving/bundle-ranker.ts';
import { type NodeBundle, openEvaluated } from '../serving/open-bundle.ts';

import { decideGate, type GateDecision } from './gate-rule.ts';

const SEED = 1;

/** @param champion absent if nothing serves yet; `margin` the allowed loss against it, as a share */
export async function runGate(
  candidate: NodeBundle,
  champion: NodeBundle | undefined,
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
  // With the candidates of the bundle's own evaluation.
  const { candidates } = candidate.manifest.madeFrom.settings;
  const task = makeTask(dataset, parts, candidates === 'inventory' ? candidates : 'catalogue');
  const question = withSampledUsers(task, DEFAULT_SETTINGS.evaluationUsers, SEED);
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
