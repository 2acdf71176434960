// ablation.json of a run folder: what became of the model with one thing changed, a variant an entry. `curatornet report`
// writes it, a variant at a time, and shows it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { evaluationRow } from '@curatornet/shared/bundle.ts';
import { z } from 'zod';
import { comparisonSchema } from '../evaluate/compare.ts';
import { writeFileAtomically } from '../files.ts';
import { readJson } from '../json-file.ts';

const ABLATION = 'ablation.json';
/** Raised when variants of the same settings would come out otherwise. */
export const ABLATION_FORMAT = 1;

const entrySchema = z.strictObject({
  /** Digest of everything that the figures depend on. */
  key: z.string(),
  name: z.string(),
  /** What was changed: nothing; where negatives come from; a guideline left out; a part of the preset left out. */
  change: z.enum(['none', 'negatives', 'guideline', 'part']),
  model: z.enum(['CuratorNet', 'VBPR']),
  negatives: z.enum(['guidelines', 'uniform']),
  /** The entry that it differs from by one change; null for one that others differ from. */
  against: z.string().nullable(),
  /** That were asked for; null for VBPR, which draws its own. */
  triples: z.int().nullable(),
  rows: z.array(evaluationRow),
  /** With `against`, by every metric over both sets of items; empty where it is null. */
  comparisons: z.array(comparisonSchema),
});
export type AblationEntry = z.infer<typeof entrySchema>;

const ablationSchema = z.strictObject({ format: z.literal(ABLATION_FORMAT), entries: z.array(entrySchema) });

export const writeAblation = (run: string, entries: readonly AblationEntry[]): Promise<void> =>
  writeFileAtomically(join(run, ABLATION), `${JSON.stringify({ format: ABLATION_FORMAT, entries }, null, 2)}\n`);

/** The entries that a run folder has; none where it has no such file. */
export async function readAblation(run: string): Promise<AblationEntry[]> {
  const where = join(run, ABLATION);
  if (!existsSync(where)) return [];
  return (await readJson(where, ablationSchema, `remove it: curatornet report --run ${run} makes it again`)).entries;
}
