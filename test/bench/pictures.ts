// Painting and embedding: items per second, and the CPU time per item, which varies less on a busy machine.
// `node test/bench/pictures.ts`
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chance } from '../../trainer/chance.ts';
import { visualEmbedder } from '../../trainer/embed/visual-embedder.ts';
import { makeCatalogue } from '../../trainer/simulate/catalogue.ts';
import { paintAll } from '../../trainer/simulate/painter/paint-all.ts';
import { DEFAULTS } from '../../trainer/simulate/sizes.ts';

/** Enough items of each school and technique. */
const [ITEMS, ARTISTS] = [440, 44];

export async function benchPictures(log: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'curatornet-'));
  const painted = makeCatalogue(chance(1), ITEMS, ARTISTS);
  try {
    for (const threads of new Set([1, availableParallelism()])) {
      const images = join(folder, String(threads));
      await mkdir(images);
      const paths = painted.map(({ image }) => join(images, image));
      const jobs = painted.map(({ brief }, row) => ({ brief, side: DEFAULTS.side, path: paths[row] }));
      const measure = async (what: string, work: () => Promise<void>) => {
        const [started, cpu] = [performance.now(), process.cpuUsage()];
        await work();
        const { user, system } = process.cpuUsage(cpu);
        const rate = (1000 * ITEMS) / (performance.now() - started);
        log(
          `${threads} threads: ${what} ${rate.toFixed(0)} items/s, ${((user + system) / 1000 / ITEMS).toFixed(1)} ms of CPU each; ` +
            `${DEFAULTS.items.toLocaleString('en')} would take ${(DEFAULTS.items / rate).toFixed(0)} s`,
        );
      };
      await measure('paint', () => paintAll(jobs, threads));
      await measure('embed', async () => {
        for await (const _ of (await visualEmbedder(threads)).embed(paths, new Set()));
      });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (import.meta.main) await benchPictures(console.log);
