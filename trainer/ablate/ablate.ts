// The ablation: trains each variant separately and evaluates it on the same users as the run, one after another. Results
// are saved in ablation.json after each variant, so an interrupted ablation resumes.
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { featureStatistics, standardise } from '../algebra/standardise.ts';
import { type Dataset, rereadFeatures } from '../dataset/dataset.ts';
import type { Split } from '../dataset/split.ts';
import { type EvaluationTask, evaluate } from '../evaluate/protocol.ts';
import type { Ranker } from '../evaluate/ranker.ts';
import { makeTask, withSampledUsers } from '../evaluate/task.ts';
import { say } from '../progress.ts';
import { fitVbpr, VBPR_DEFAULTS } from '../rivals/vbpr.ts';
import { guidelinePairs, uniformPairs } from '../sample/pairs.ts';
import { makeSource } from '../sample/source/source.ts';
import { ServedCuratorNet } from '../serving/served.ts';
import { loadCheckpoint } from '../train/checkpoint.ts';
import { train } from '../train/loop.ts';
import { prepare } from '../train/material.ts';
import { type AblationEntry, readAblation, writeAblation } from './ablation-file.ts';
import { type Ablated, type Variant, variantsOf } from './variants.ts';

type Fitted = Ranker & { close(): Promise<void> };

/** What all variants share: the run, its data and the models fitted so far. */
interface AblationContext {
  run: string;
  about: Ablated;
  dataset: Dataset;
  split: Split;
  question: EvaluationTask;
  /** Fitted models that others are compared with, by key. */
  bases: Map<string, Fitted>;
}

/** The variants whose results are in the run's ablation.json, in order. */
export async function keptVariants(run: string, about: Ablated): Promise<AblationEntry[]> {
  const kept = new Map((await readAblation(run)).map((entry) => [entry.key, entry]));
  return variantsOf(about).flatMap(({ key }) => kept.get(key) ?? []);
}

/**
 * Trains and evaluates the variants of a run that are missing from its ablation.json, on the backend in use.
 * @returns all variants in order; empty if the settings ask for no ablation
 */
export async function ablate(run: string, about: Ablated, dataset: Dataset, split: Split): Promise<AblationEntry[]> {
  const variants = variantsOf(about);
  const kept = new Map((await keptVariants(run, about)).map((entry) => [entry.key, entry]));
  const missing = variants.filter(({ key }) => !kept.has(key));
  const entries = () => variants.flatMap(({ key }) => kept.get(key) ?? []);
  if (missing.length === 0) return entries();
  const context = {
    run,
    about,
    dataset,
    split,
    question: withSampledUsers(
      makeTask(dataset, split, about.settings.candidates),
      about.settings.evaluationUsers,
      about.seed,
    ),
    bases: new Map(),
  };
  for (const [done, variant] of missing.entries()) {
    say(`ablation  ${done + 1} of ${missing.length}: ${variant.name}`);
    kept.set(variant.key, await measure(variant, variants, context));
    await writeAblation(run, entries());
  }
  for (const base of context.bases.values()) await base.close();
  await rm(scratch(run), { recursive: true, force: true });
  return entries();
}

/** The folder of the variants' checkpoints until all are done. */
const scratch = (run: string) => join(run, 'ablation');

async function measure(variant: Variant, all: readonly Variant[], context: AblationContext): Promise<AblationEntry> {
  const { key, name, change, model, negatives, against, settings } = variant;
  const base = all.find((other) => other.name === against);
  const fitted = base ? await fit(variant, context) : await open(variant, context);
  const rankers = base ? [fitted, await open(base, context)] : [fitted];
  const { rows, comparisons } = await evaluate(rankers, context.question, context.about.seed);
  if (base) await fitted.close();
  return {
    key,
    name,
    change,
    model,
    negatives,
    against,
    triples: model === 'VBPR' ? null : settings.triples,
    rows: rows.filter(({ method }) => method === name),
    comparisons,
  };
}

/** Fits a model that others are compared with, or returns it if it was fitted before. */
async function open(base: Variant, context: AblationContext): Promise<Fitted> {
  const fitted = context.bases.get(base.key) ?? (await fit(base, context));
  context.bases.set(base.key, fitted);
  return fitted;
}

const fit = (variant: Variant, context: AblationContext): Promise<Fitted> =>
  variant.model === 'VBPR' ? fitted(variant, context) : trained(variant, context);

/** A CuratorNet with the variant's settings, from its checkpoint if it was trained already. */
async function trained(
  { key, name, settings }: Variant,
  { run, about, dataset, split }: AblationContext,
): Promise<Fitted> {
  const folder = join(scratch(run), key.slice(0, 16));
  if (!existsSync(join(folder, 'done'))) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(join(folder, 'checkpoint'), { recursive: true });
    const { seed, backend, labels } = about;
    await train(prepare(dataset, split, settings, seed, labels), settings, { run: folder, seed, backend });
    // Training standardised the features in place, and the next variant needs the originals.
    await rereadFeatures(dataset);
    await mkdir(join(folder, 'done'));
  }
  const { towers } = await loadCheckpoint(folder);
  const served = await ServedCuratorNet.open(towers, dataset.features, dataset.items.length);
  return { name, score: (query) => served.score(query), close: () => served.close() };
}

/** A VBPR as among the rivals, trained on pairs of guidelines 3 and 4 or on random pairs. */
async function fitted({ name, settings }: Variant, { about, dataset, split }: AblationContext): Promise<Fitted> {
  const { items, features, featureSize } = dataset;
  const { history, baskets } = split;
  const standardised = standardise(features, featureStatistics(features, featureSize));
  const artists = items.map(({ artist }) => artist);
  const { labels, seed } = about;
  const source = makeSource({ history, baskets, artists, labels, features: standardised, featureSize });
  const pairs = settings.negatives === 'guidelines' ? guidelinePairs(source) : uniformPairs(source);
  const ranker = fitVbpr(source, pairs, { ...VBPR_DEFAULTS, visual: true, seed });
  return { name, score: (query) => ranker.score(query), close: async () => {} };
}
