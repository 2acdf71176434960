// The step `evaluate`: evaluates a trained run and its rivals on the hidden items, and writes evaluation.json.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { loadLabels } from '../cluster/labels.ts';
import type { EvaluationSettings } from '../config.ts';
import { openPartial } from '../evaluate/partial.ts';
import { type Evaluation, evaluate } from '../evaluate/protocol.ts';
import { makeTask, withSampledUsers } from '../evaluate/task.ts';
import { say } from '../progress.ts';
import type { RivalName } from '../rivals/names.ts';
import { makeRivals } from '../rivals/rivals.ts';
import { PARTIAL, writeEvaluation } from '../run-folder.ts';
import { lambdaName } from '../train/sweep.ts';
import { openSweep, type ServedRun } from '../trained-run.ts';

export interface Evaluated {
  evaluation: Evaluation;
  /** The lambda that validation chose, in the paper's notation; null if the run was not a sweep. */
  chosen: string | null;
}

export interface EvaluateOptions {
  /** Settings that replace those of the run. */
  changes?: EvaluationSettings;
  /** Names of rivals; default: those that the data allow and that do not take long to fit. */
  rivals?: readonly RivalName[];
  /** Default: one per core. */
  threads?: number;
}

/** Evaluates on the backend in use, which also trains the rivals. Resumes an interrupted evaluation of the same. */
export async function evaluateRun(
  run: string,
  trained: ServedRun,
  { changes, rivals, threads }: EvaluateOptions = {},
): Promise<Evaluated> {
  const { config, about, dataset, split, served } = trained;
  const { seed } = config;
  const settings = { ...config.settings, ...changes };
  const others = await openSweep(run, trained);
  const labels = await loadLabels(run, dataset);
  const { negatives, candidates, k, evaluationUsers } = settings;
  const rankers = [served, ...others, ...makeRivals(dataset, split, { labels, negatives, seed, only: rivals })];
  const task = withSampledUsers(makeTask(dataset, split, candidates, k), evaluationUsers, seed);
  const { sampledFrom } = task.protocol;
  if (sampledFrom !== undefined)
    say(
      `evaluate  a sample of ${evaluationUsers.toLocaleString('en')} of ${sampledFrom.toLocaleString('en')} users; --set evaluationUsers=N changes it`,
    );
  const model = createHash('sha256').update(new Uint8Array(served.vectors.buffer)).update(served.userTower);
  const belongs = { about, candidates, k, evaluationUsers, negatives, seed, model: model.digest('hex') };
  const partial = await openPartial(join(run, PARTIAL), belongs);
  const evaluation = await evaluate(rankers, task, seed, { partial, threads });
  for (const model of others) await model.close();
  await writeEvaluation(run, evaluation);
  await partial.finish();
  return { evaluation, chosen: others.length > 0 ? lambdaName(settings.l2) : null };
}
