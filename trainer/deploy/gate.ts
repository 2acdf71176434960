// The gate on a dataset: candidate, champion, popularity and random rank the same hidden items of the same users.
import type { Dataset } from '../dataset/dataset.ts';
import { split } from '../dataset/split.ts';
import { measureAll } from '../evaluate/protocol.ts';
import { makeQuestion } from '../evaluate/question.ts';
import { popularity } from '../rivals/popularity.ts';
import { randomOrder } from '../rivals/random.ts';
import { rankerOf } from '../serving/bundle-ranker.ts';
import type { OpenBundle } from '../serving/open-bundle.ts';
import { decideGate, type GateDecision } from './gate-rule.ts';

const SEED = 1;

/** @param champion absent where nothing serves yet */
export async function runGate(
  candidate: OpenBundle,
  champion: OpenBundle | undefined,
  dataset: Dataset,
): Promise<GateDecision> {
  const parts = split(dataset);
  const rows = dataset.items.length;
  const rankers = [
    await rankerOf(candidate, dataset, 'candidate'),
    popularity(parts.history, rows),
    randomOrder(rows, SEED),
    ...(champion ? [await rankerOf(champion, dataset, 'champion')] : []),
  ];
  // Against what the candidate's own evaluation ranked.
  const { candidates } = candidate.manifest.madeFrom.settings;
  const question = makeQuestion(dataset, parts, candidates === 'inventory' ? candidates : 'catalogue');
  const { all } = await measureAll(rankers, question);
  const [mine, popular, random, serving] = all;
  return decideGate(mine, { champion: serving, popularity: popular, random });
}
