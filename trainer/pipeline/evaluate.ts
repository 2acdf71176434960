// The step `evaluate`: evaluates a trained run and its rivals on the hidden items, and writes evaluation.json.
import { loadLabels } from '../cluster/labels.ts';
import type { EvaluationSettings } from '../config.ts';
import { type Evaluation, evaluate } from '../evaluate/protocol.ts';
import { makeTask } from '../evaluate/task.ts';
import { makeRivals } from '../rivals/rivals.ts';
import { writeEvaluation } from '../run-folder.ts';
import { lambdaName } from '../train/sweep.ts';
import { openSweep, type ServedRun } from '../trained-run.ts';

export interface Evaluated {
  evaluation: Evaluation;
  /** The lambda that validation chose, in the paper's notation; null if the run was not a sweep. */
  chosen: string | null;
}

/**
 * Evaluates on the backend in use, which also trains the rivals.
 * @param changes settings that replace those of the run
 */
export async function evaluateRun(
  run: string,
  trained: ServedRun,
  changes: EvaluationSettings = {},
): Promise<Evaluated> {
  const { config, dataset, split, served } = trained;
  const { seed } = config;
  const settings = { ...config.settings, ...changes };
  const others = await openSweep(run, trained);
  const labels = await loadLabels(run, dataset);
  const rankers = [served, ...others, ...makeRivals(dataset, split, { labels, negatives: settings.negatives, seed })];
  const evaluation = await evaluate(rankers, makeTask(dataset, split, settings.candidates, settings.k), seed);
  for (const model of others) await model.close();
  await writeEvaluation(run, evaluation);
  return { evaluation, chosen: others.length > 0 ? lambdaName(settings.l2) : null };
}
