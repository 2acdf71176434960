// ablation.json of a run folder: an entry per variant, the model with one thing changed. `curatornet report` writes it
// after each variant, and shows it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { evaluationRow } from '@curatornet/shared/bundle.ts';
import { z } from 'zod';
import { comparisonSchema } from '../evaluate/compare.ts';
import { writeFileAtomically } from '../files.ts';
import { readJsonFile } from '../json-file.ts';

const ABLATION = 'ablation.json';
/** Increased when variants of the same settings would give other results. */
export const ABLATION_FORMAT = 1;

const entrySchema = z.strictObject({
  /** Digest of all inputs of the results. */
  key: z.string(),
  name: z.string(),
  /** What was changed: nothing; the source of negatives; a guideline left out; a part of the preset left out. */
  change: z.enum(['none', 'negatives', 'guideline', 'part']),
  model: z.enum(['CuratorNet', 'VBPR']),
  negatives: z.enum(['guidelines', 'uniform']),
  /** The entry from which it differs by one change; null for a base of comparisons. */
  against: z.string().nullable(),
  /** Number of triples requested; null for VBPR, which draws its own pairs. */
  triples: z.int().nullable(),
  rows: z.array(evaluationRow),
  /** Comparison with `against` by all metrics on both item sets; empty if `against` is null. */
  comparisons: z.array(comparisonSchema),
});
export type AblationEntry = z.infer<typeof entrySchema>;

const ablationSchema = z.strictObject({ format: z.literal(ABLATION_FORMAT), entries: z.array(entrySchema) });

export const writeAblation = (run: string, entries: readonly AblationEntry[]): Promise<void> =>
  writeFileAtomically(join(run, ABLATION), `${JSON.stringify({ format: ABLATION_FORMAT, entries }, null, 2)}\n`);

/** The entries of a run folder; empty if the file does not exist. */
export async function readAblation(run: string): Promise<AblationEntry[]> {
  const where = join(run, ABLATION);
  if (!existsSync(where)) return [];
  return (await readJsonFile(where, ablationSchema, `remove it: curatornet report --run ${run} makes it again`))
    .entries;
}
