// Image networks as encoders: pictures a second, decoding included, with the layers of MobileNetV2 and ResNet50.
// `node test/bench/encoders.ts`
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chance } from '../../trainer/chance.ts';
import { modelEmbedder } from '../../trainer/embed/model-embedder.ts';
import { makeCatalogue } from '../../trainer/simulate/catalogue.ts';
import { paintAll } from '../../trainer/simulate/painter/paint-all.ts';
import { DEFAULTS } from '../../trainer/simulate/sizes.ts';
import { mobilenetV2, resnet50 } from './image-networks.ts';

const PICTURES = 96;

export async function benchEncoders(log: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'curatornet-'));
  try {
    const painted = makeCatalogue(chance(1), PICTURES, 12);
    const jobs = painted.map(({ brief, image }) => ({ brief, side: DEFAULTS.side, path: join(folder, image) }));
    await paintAll(jobs, availableParallelism());
    for (const [name, network] of Object.entries({ mobilenetV2, resnet50 })) {
      const file = join(folder, `${name}.onnx`);
      await writeFile(file, network());
      for (const threads of new Set([1, availableParallelism()])) {
        const { about, embed } = await modelEmbedder(file, { preprocessing: 'torch', threads });
        const [started, cpu] = [performance.now(), process.cpuUsage()];
        for await (const _ of embed(
          jobs.map(({ path }) => path),
          new Set(),
        ));
        const seconds = (performance.now() - started) / 1000;
        const { user, system } = process.cpuUsage(cpu);
        log(
          `${name}, ${about.split(' (')[0]}, ${threads} threads: ${(PICTURES / seconds).toFixed(1)} pictures/s, ` +
            `${((PICTURES * 1e6) / (user + system)).toFixed(1)} a second of CPU`,
        );
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (import.meta.main) await benchEncoders(console.log);
