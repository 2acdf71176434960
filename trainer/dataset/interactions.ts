// `curatornet import interactions`: converts CSV files of interactions and a feature matrix to a dataset folder. tables.ts
// copies the files, and the features are streamed here.
import { join } from 'node:path';
import type { Encoder } from '@curatornet/shared/bundle.ts';
import { makeFolderAtomically } from '../files.ts';
import { progress } from '../progress.ts';
import { DATASET_MANIFEST, type DatasetManifest, writeManifest } from './manifest.ts';
import { type Npy, npyRows, openNpy, writeNpy } from './npy.ts';
import { checkSize } from './size.ts';
import { type TableOptions, writeTables } from './tables.ts';

export interface ImportOptions extends TableOptions {
  /** .npy, float [items, d]; a row per line of `items`. */
  features: string;
  /** The encoder of the features, if it is known. */
  encoder?: Encoder;
}

/** Passes rows on, with progress. */
async function* shown(chunks: AsyncIterable<Float32Array>, { rows, columns }: Npy): AsyncGenerator<Float32Array> {
  const bar = progress('import features', rows, 'items', { quiet: true });
  let done = 0;
  for await (const chunk of chunks) {
    yield chunk;
    done += chunk.length / columns;
    bar.update(done);
  }
  bar.end();
}

/**
 * Creates a dataset folder from CSV files of interactions. Without `items`, the row of the features is the item's id.
 * A failed or interrupted import leaves no files.
 * @returns the content of dataset.json
 * @throws InputError with file and line, or row and column, of invalid data; `mismatch` if `items` does not have one line
 * per row of the features; `exists` if `out` is not empty
 */
export async function importInteractions(options: ImportOptions): Promise<DatasetManifest> {
  const { features, encoder, out, force } = options;
  return makeFolderAtomically(
    out,
    async (temp) => {
      const npy = await openNpy(features);
      try {
        const { rows, columns: featureSize } = npy;
        checkSize({ items: rows, featureSize }, features);
        const { counts, ...about } = await writeTables(temp, options, { file: features, rows });
        await writeNpy(join(temp, 'features.npy'), rows, featureSize, shown(npyRows(npy), npy));
        return await writeManifest(temp, { ...about, encoder, counts: { ...counts, featureSize } });
      } finally {
        await npy.close();
      }
    },
    { force, marker: DATASET_MANIFEST },
  );
}
