// The datasets of the quality benchmark: two real ones, read from files beside the checkout, and the simulated store.
import { existsSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { importInteractions } from '../../../trainer/dataset/interactions.ts';
import { embed } from '../../../trainer/embed/embed.ts';
import { visualEmbedder } from '../../../trainer/embed/visual-embedder.ts';
import { simulate } from '../../../trainer/simulate/simulate.ts';

interface BenchDataset {
  title: string;
  /** The files that it is made of, within the folder of datasets; none if it is simulated. */
  files: readonly string[];
  /** Creates the dataset folder. @param from the folder of the files */
  make(from: string, out: string): Promise<unknown>;
}

export const DATASETS: Record<string, BenchDataset> = {
  tiktok: {
    title: 'TikTok',
    files: ['train.csv', 'validation.csv', 'item_features.npy'],
    make: (from, out) =>
      importInteractions({
        events: join(from, 'train.csv'),
        validation: join(from, 'validation.csv'),
        features: join(from, 'item_features.npy'),
        out,
      }),
  },
  cryptopunks: {
    title: 'CryptoPunks',
    files: ['items.csv', 'events.csv', 'images'],
    async make(from, out) {
      await mkdir(out, { recursive: true });
      for (const name of ['items.csv', 'events.csv', 'images'])
        await cp(join(from, name), join(out, name), { recursive: true });
      await embed({ data: out, embedder: visualEmbedder() });
    },
  },
  simulated: {
    title: 'The simulated store of `npm start`',
    files: [],
    make: (_, out) => simulate({ users: 500, items: 600, purchases: 1500, seed: 1, force: true, out }),
  },
};

/** The missing files of a dataset, in words; undefined if all are there. */
export function missingFiles(name: string, data: string | undefined): string | undefined {
  const { files } = DATASETS[name];
  if (files.length === 0) return undefined;
  if (data === undefined) return 'give the folder of the datasets: --data DIR';
  const gone = files.filter((file) => !existsSync(join(data, name, file)));
  return gone.length > 0 ? `${join(data, name)} has no ${gone.join(', ')}` : undefined;
}

/** Creates a dataset folder unless it is complete. */
export async function prepareDataset(name: string, data: string | undefined, out: string): Promise<void> {
  if (existsSync(join(out, 'dataset.json'))) return;
  await DATASETS[name].make(join(data ?? '', name), out);
}
