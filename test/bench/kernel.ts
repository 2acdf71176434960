// Scoring a table: our SIMD kernel compared with plain JavaScript and onnxruntime's MatMul.
// `node test/bench/kernel.ts`
import { Bench } from 'tinybench';
import { topK } from '../../shared/ranking.ts';
import { kernel } from '../../shared/scoring/node.ts';
import { ItemTable } from '../../shared/scoring/table.ts';
import { Random } from '../../trainer/random.ts';

const DIMENSIONS = 200;

/** The fastest plain JavaScript: four sums at a time, so that the engine can overlap them. */
function plainScores(table: Float32Array, user: Float32Array, scores: Float32Array): void {
  for (let row = 0, at = 0; row < scores.length; row++) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let i = 0; i < DIMENSIONS; i += 4, at += 4) {
      a += table[at] * user[i];
      b += table[at + 1] * user[i + 1];
      c += table[at + 2] * user[i + 2];
      d += table[at + 3] * user[i + 3];
    }
    scores[row] = a + b + (c + d);
  }
}

export async function benchKernel(log: (line: string) => void): Promise<void> {
  const random = new Random(1);
  for (const rows of [6_040, 50_000, 100_000]) {
    const vectors = Float32Array.from({ length: rows * DIMENSIONS }, () => random.uniform() - 0.5);
    const user = vectors.slice(0, DIMENSIONS);
    const table = new ItemTable(kernel, vectors, rows, DIMENSIONS);
    const scores = new Float32Array(rows);
    const bench = new Bench({ time: 1500, warmupTime: 300 })
      .add('plain JavaScript', () => plainScores(vectors, user, scores))
      .add('kernel', () => void table.score(user))
      .add('kernel and the top 100', () => void topK(table.score(user), 100));
    await bench.run();
    const medians = bench.tasks.map(({ name, result }) => {
      if (!('latency' in result)) throw new Error(`${name} did not finish`, { cause: result });
      return { name, median: result.latency.p50 };
    });
    for (const { name, median } of medians) {
      const rate = (rows * DIMENSIONS * 4) / (median * 1e6);
      const ratio = medians[0].median / median;
      log(
        `${rows.toLocaleString('en').padStart(7)} x ${DIMENSIONS}  ${name.padEnd(24)}${median.toFixed(3).padStart(8)} ms  ${ratio.toFixed(1).padStart(5)} x plain  ${rate.toFixed(1).padStart(5)} GB/s`,
      );
    }
  }
}

if (import.meta.main) await benchKernel(console.log);
