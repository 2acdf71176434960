// Scoring all items for one user: two int8 planes, as the worker has them, compared with float32 and with plain JavaScript.
// `node test/bench/kernel.ts`
import { topK } from '../../shared/ranking.ts';
import { Float32Table } from '../../shared/scoring/float32-table.ts';
import { kernel } from '../../shared/scoring/node.ts';
import { ItemTable } from '../../shared/scoring/table.ts';
import { Random } from '../../trainer/random.ts';

const DIMENSIONS = 200;
const TOP = 100;
/** Rounds that are not measured. */
const WARM_UP = 20;

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

/** Bytes of what a table holds for each item. */
const BYTES = { float32: 4 * DIMENSIONS + 4, int8: 2 * Math.ceil(DIMENSIONS / 16) * 16 + 7 * 4 };

interface Line {
  name: string;
  run: () => unknown;
  /** The line that its ratio compares it with; without one, it is not compared. */
  of?: string;
  bytes?: number;
}

export async function benchKernel(log: (line: string) => void): Promise<void> {
  const random = new Random(1);
  for (const rows of [6_040, 50_000, 100_000]) {
    const vectors = Float32Array.from({ length: rows * DIMENSIONS }, () => random.uniform() - 0.5);
    const user = Float32Array.from({ length: DIMENSIONS }, () => random.uniform() - 0.5);
    const floats = new Float32Table(kernel, vectors, rows, DIMENSIONS);
    const table = new ItemTable(kernel, vectors, rows, DIMENSIONS);
    const scores = new Float32Array(rows);
    const plain = 'plain JavaScript';
    const float = 'float32, top 100';
    const lines: Line[] = [
      { name: plain, run: () => plainScores(vectors, user, scores) },
      { name: 'float32', run: () => floats.score(user), of: plain },
      { name: float, run: () => topK(floats.score(user), TOP), bytes: BYTES.float32 },
      { name: 'int8, all scores', run: () => table.score(user), of: 'float32' },
      { name: 'int8, exact top 100', run: () => topK(table.lazyScores(user), TOP), of: float, bytes: BYTES.int8 },
    ];
    const medians = mediansOf(lines, rows > 10_000 ? 100 : 1000);
    for (const [i, { name, of, bytes }] of lines.entries()) {
      const other = lines.findIndex((line) => line.name === of);
      const ratio =
        of === undefined ? '' : `${(medians[other] / medians[i]).toFixed(1).padStart(5)} x ${of.split(',')[0]}`;
      const memory = bytes ? `${((bytes * rows) / 1e6).toFixed(0).padStart(4)} MB` : '';
      log(
        `${rows.toLocaleString('en').padStart(7)} x ${DIMENSIONS}  ${name.padEnd(20)}${medians[i].toFixed(3).padStart(8)} ms  ${ratio.padEnd(26)}${memory}`.trimEnd(),
      );
    }
    const same = topK(table.lazyScores(user), TOP);
    const of32 = new Set(topK(floats.score(user), TOP));
    log(`${''.padStart(15)}${same.filter((row) => of32.has(row)).length} of the top ${TOP} are also float32's`);
  }
}

/** The median time of each, in milliseconds. They take turns, so that whatever else the machine does slows all alike. */
function mediansOf(lines: readonly Line[], rounds: number): number[] {
  const times = lines.map((): number[] => []);
  for (let round = -WARM_UP; round < rounds; round++)
    for (const [i, { run }] of lines.entries()) {
      const startedAt = performance.now();
      run();
      if (round >= 0) times[i].push(performance.now() - startedAt);
    }
  return times.map((all) => all.sort((a, b) => a - b)[all.length >> 1]);
}

if (import.meta.main) await benchKernel(console.log);
