// Writes the report of a run: RUN/report with the page and its figures, and its copies in the bundle.
import { existsSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST, parseManifest } from '@curatornet/shared/bundle.ts';
import { makeFolderAtomically, writeFileAtomically } from '../files.ts';
import { BUNDLE, REPORT } from '../run-folder.ts';
import type { Facts } from './facts/facts.ts';
import { standalone } from './figures/figure.ts';
import { cardMarkdown } from './model-card.ts';
import { makePage } from './page.ts';
import { thumbnails } from './thumbnails.ts';

const PAGE = 'index.html';
const CARD = 'MODEL_CARD.md';

/** Writes `<run>/report` atomically. @returns the path of the page, and the number of figures */
export async function writeReport(run: string, facts: Facts): Promise<{ page: string; figures: number }> {
  const pictures = facts.clusters ? await thumbnails(facts.dataset, facts.clusters) : new Map<number, string>();
  const { page, figures } = makePage(facts, pictures);
  const folder = join(run, REPORT);
  await makeFolderAtomically(
    folder,
    async (temp) => {
      await writeFile(join(temp, PAGE), page);
      for (const figure of figures) await writeFile(join(temp, `${figure.name}.svg`), standalone(figure));
    },
    { force: true, marker: PAGE },
  );
  return { page: join(folder, PAGE), figures: figures.length };
}

/**
 * Adds the model card and the report, if it exists, to the bundle of a run, for readers: neither affects its version.
 */
export async function addToBundle(run: string, facts: Facts): Promise<void> {
  const bundle = join(run, BUNDLE);
  const manifest = join(bundle, MANIFEST);
  if (!existsSync(manifest)) return;
  const { version } = await parseManifest(await readFile(manifest, 'utf8'), manifest);
  await writeFileAtomically(join(bundle, CARD), cardMarkdown(facts, version));
  const report = join(run, REPORT);
  if (!existsSync(report)) return;
  await makeFolderAtomically(join(bundle, REPORT), (temp) => cp(report, temp, { recursive: true }), {
    force: true,
    marker: PAGE,
  });
}
