// The ablation: each variant trained for itself and asked about the same users as the run, one after another. What is
// done is kept in ablation.json, so an ablation that was ended goes on where it was.
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { featureStatistics, standardise } from '../algebra/standardise.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { Split } from '../dataset/split.ts';
import { evaluate, type Question } from '../evaluate/protocol.ts';
import { makeQuestion } from '../evaluate/question.ts';
import type { Ranker } from '../evaluate/ranker.ts';
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

/** What there is to train on and to ask. */
interface AblationContext {
  run: string;
  about: Ablated;
  dataset: Dataset;
  split: Split;
  question: Question;
  /** What others are compared with, by key, once it is fitted. */
  bases: Map<string, Fitted>;
}

/** The variants of a run that its ablation.json has, in their order. */
export async function keptVariants(run: string, about: Ablated): Promise<AblationEntry[]> {
  const kept = new Map((await readAblation(run)).map((entry) => [entry.key, entry]));
  return variantsOf(about).flatMap(({ key }) => kept.get(key) ?? []);
}

/**
 * Trains and measures the variants of a run that its ablation.json does not have yet, on the backend in use.
 * @returns all of them, in their order; none where the settings ask for no ablation
 */
export async function ablate(run: string, about: Ablated, dataset: Dataset, split: Split): Promise<AblationEntry[]> {
  const variants = variantsOf(about);
  const kept = new Map((await keptVariants(run, about)).map((entry) => [entry.key, entry]));
  const missing = variants.filter(({ key }) => !kept.has(key));
  const entries = () => variants.flatMap(({ key }) => kept.get(key) ?? []);
  if (missing.length === 0) return entries();
  const ground = {
    run,
    about,
    dataset,
    split,
    question: makeQuestion(dataset, split, about.settings.candidates),
    bases: new Map(),
  };
  for (const [done, variant] of missing.entries()) {
    say(`ablation  ${done + 1} of ${missing.length}: ${variant.name}`);
    kept.set(variant.key, await measure(variant, variants, ground));
    await writeAblation(run, entries());
  }
  for (const base of ground.bases.values()) await base.close();
  await rm(scratch(run), { recursive: true, force: true });
  return entries();
}

/** Where the variants' checkpoints lie until all are done. */
const scratch = (run: string) => join(run, 'ablation');

async function measure(variant: Variant, all: readonly Variant[], ground: AblationContext): Promise<AblationEntry> {
  const { key, name, change, model, negatives, against, settings } = variant;
  const base = all.find((other) => other.name === against);
  const fitted = base ? await fit(variant, ground) : await open(variant, ground);
  const rankers = base ? [fitted, await open(base, ground)] : [fitted];
  const { rows, comparisons } = await evaluate(rankers, ground.question, ground.about.seed);
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

/** Fits what others are compared with, or takes what was fitted before. */
async function open(base: Variant, ground: AblationContext): Promise<Fitted> {
  const fitted = ground.bases.get(base.key) ?? (await fit(base, ground));
  ground.bases.set(base.key, fitted);
  return fitted;
}

const fit = (variant: Variant, ground: AblationContext): Promise<Fitted> =>
  variant.model === 'VBPR' ? fitted(variant, ground) : trained(variant, ground);

/** A CuratorNet of the variant's settings, out of its checkpoint where it was trained already. */
async function trained(
  { key, name, settings }: Variant,
  { run, about, dataset, split }: AblationContext,
): Promise<Fitted> {
  const folder = join(scratch(run), key.slice(0, 16));
  if (!existsSync(join(folder, 'done'))) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(join(folder, 'checkpoint'), { recursive: true });
    const { seed, backend, labels } = about;
    // Training items on the features where they lie, and the next variant needs them as they are.
    const own = { ...dataset, features: dataset.features.slice() };
    await train(prepare(own, split, settings, seed, labels), settings, { run: folder, seed, backend });
    await mkdir(join(folder, 'done'));
  }
  const { towers } = await loadCheckpoint(folder);
  const served = await ServedCuratorNet.open(towers, dataset.features, dataset.items.length);
  return { name, score: (query) => served.score(query), close: () => served.close() };
}

/** A VBPR as it is among the rivals, from pairs of guidelines 3 and 4 or from random ones. */
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
