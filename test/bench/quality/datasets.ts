// The datasets of the quality benchmark: two real ones, read from files beside the checkout, and the simulated store. What
// decodes and paints pictures is loaded only where a dataset is created, so that a machine without it can use the folders.
import { existsSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

interface BenchDataset {
  title: string;
  /** The files that it is made of, within the folder of datasets; none if it is simulated. */
  files: readonly string[];
  /** Creates the dataset folder. @param from the folder of the files */
  make(from: string, out: string): Promise<void>;
}

export const DATASETS: Record<string, BenchDataset> = {
  tiktok: {
    title: 'TikTok',
    files: ['train.csv', 'validation.csv', 'item_features.npy'],
    async make(from, out) {
      const { importInteractions } = await import('../../../trainer/dataset/interactions.ts');
      await importInteractions({
        events: join(from, 'train.csv'),
        validation: join(from, 'validation.csv'),
        features: join(from, 'item_features.npy'),
        out,
      });
    },
  },
  cryptopunks: {
    title: 'CryptoPunks',
    files: ['items.csv', 'events.csv', 'images'],
    async make(from, out) {
      const { embed } = await import('../../../trainer/embed/embed.ts');
      const { visualEmbedder } = await import('../../../trainer/embed/visual-embedder.ts');
      await mkdir(out, { recursive: true });
      for (const name of ['items.csv', 'events.csv', 'images'])
        await cp(join(from, name), join(out, name), { recursive: true });
      await embed({ data: out, embedder: await visualEmbedder() });
    },
  },
  simulated: {
    title: 'The simulated store of `npm start`',
    files: [],
    async make(_, out) {
      const { simulate } = await import('../../../trainer/simulate/simulate.ts');
      await simulate({ users: 500, items: 600, purchases: 1500, seed: 1, force: true, out });
    },
  },
};

const isPrepared = (out: string) => existsSync(join(out, 'dataset.json'));

/** The missing files of a dataset, in words; undefined if all are there, or its folder `out` is complete. */
export function missingFiles(name: string, data: string | undefined, out: string): string | undefined {
  const { files } = DATASETS[name];
  if (files.length === 0 || isPrepared(out)) return undefined;
  if (data === undefined) return 'give the folder of the datasets: --data DIR';
  const gone = files.filter((file) => !existsSync(join(data, name, file)));
  return gone.length > 0 ? `${join(data, name)} has no ${gone.join(', ')}` : undefined;
}

/** Creates a dataset folder unless it is complete. */
export async function prepareDataset(name: string, data: string | undefined, out: string): Promise<void> {
  if (isPrepared(out)) return;
  await DATASETS[name].make(join(data ?? '', name), out);
}
