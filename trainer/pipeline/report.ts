// The step `report`: runs the ablation, then writes the page about the run.
import { ablate, keptVariants } from '../ablate/ablate.ts';
import { loadLabels } from '../cluster/labels.ts';
import { mapOfLabels } from '../cluster/map-of-labels.ts';
import { gatherFacts } from '../report/facts/facts.ts';
import { addToBundle, writeReport } from '../report/write.ts';
import type { TrainedRun } from '../trained-run.ts';

export interface Reported {
  page: string;
  figures: number;
  /** The number of variants in the ablation. */
  variants: number;
}

/**
 * @param ablation whether to train missing variants, on the backend in use
 * @param backend the name of the backend in use
 */
export async function reportRun(
  run: string,
  trained: TrainedRun,
  { ablation, backend }: { ablation: boolean; backend: string },
): Promise<Reported> {
  const facts = await gatherFacts(run, trained);
  const { dataset } = trained;
  const { preset, settings, seed, sampled } = facts;
  const labels = await loadLabels(run, dataset);
  if (facts.clusters === null && labels !== null)
    facts.clusters = mapOfLabels(dataset.features, dataset.featureSize, labels, seed);
  if (sampled !== null) {
    const about = { preset, settings, seed, fingerprint: dataset.fingerprint, labels, sampled, backend };
    facts.ablation = ablation ? await ablate(run, about, dataset, trained.split) : await keptVariants(run, about);
  }
  const { page, figures } = await writeReport(run, facts);
  await addToBundle(run, facts);
  return { page, figures, variants: facts.ablation.length };
}
