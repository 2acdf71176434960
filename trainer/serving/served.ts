// CuratorNet in its served form: the exported towers in onnxruntime-web's WebAssembly, and the worker's scoring kernel. The
// evaluator measures this, not the training graph, so its rankings equal the worker's, to the bit.
import { towerHistory } from '@curatornet/shared/ranking.ts';
import { kernel } from '@curatornet/shared/scoring/node.ts';
import { ItemTable } from '@curatornet/shared/scoring/table.ts';
import type { Query, Ranker, ThreadedRanker } from '../evaluate/ranker.ts';
import { additionsOf, givenColumns, type Towers } from '../network/towers.ts';
import { itemTowerOnnx, userTowerOnnx } from '../onnx/towers.ts';
import { shared } from '../threads.ts';
import { openTowers, type RuntimeTowers } from './onnxruntime.ts';

export class ServedCuratorNet implements Ranker {
  readonly name: string;
  /** The files of the model. */
  readonly itemTower: Uint8Array;
  readonly userTower: Uint8Array;
  /** Vectors of all items as the tower computes them, [items, d]; the table holds them encoded. */
  readonly vectors: Float32Array;
  readonly table: ItemTable;
  readonly towers: RuntimeTowers;

  constructor(
    name: string,
    itemTower: Uint8Array,
    userTower: Uint8Array,
    vectors: Float32Array,
    rows: number,
    towers: RuntimeTowers,
  ) {
    this.name = name;
    this.itemTower = itemTower;
    this.userTower = userTower;
    this.vectors = vectors;
    this.table = new ItemTable(kernel, vectors, rows, vectors.length / rows);
    this.towers = towers;
  }

  /** @param features as they are in the dataset, [rows, f] */
  static async open(
    towers: Towers,
    features: Float32Array,
    rows: number,
    name = 'CuratorNet',
  ): Promise<ServedCuratorNet> {
    const itemTower = itemTowerOnnx(towers);
    const userTower = userTowerOnnx(towers);
    const runtime = await openTowers(itemTower, userTower);
    const vectors = await runtime.items(features, rows);
    // The tower outputs the given columns of a new item, zeros; the table needs those of each item. They are the last ones.
    const given = givenColumns(additionsOf(towers).fixed, null);
    const [d, last] = [vectors.length / rows, given.length / rows];
    for (let row = 0; row < rows; row++)
      vectors.set(given.subarray(row * last, (row + 1) * last), (row + 1) * d - last);
    return new ServedCuratorNet(name, itemTower, userTower, vectors, rows, runtime);
  }

  /** The same model in other threads, so that they rank as this one. */
  inThreads(): ThreadedRanker {
    const { name, itemTower, userTower, vectors, table } = this;
    const parts: ServedParts = { name, itemTower, userTower, vectors: shared(vectors), rows: table.rows };
    return { module: import.meta.url, parts };
  }

  /** A user's vector, [d], from a history of at least one row. */
  user(history: readonly number[]): Promise<Float32Array> {
    const rows = towerHistory(history);
    return this.towers.user(this.table.gather(rows), rows.length);
  }

  async score({ history }: Query): Promise<Float32Array> {
    return this.table.score(await this.user(history));
  }

  close(): Promise<void> {
    return this.towers.release();
  }
}

interface ServedParts {
  name: string;
  itemTower: Uint8Array;
  userTower: Uint8Array;
  vectors: Float32Array;
  rows: number;
}

/** Opens a model from `inThreads`. */
export async function openRanker(parts: unknown): Promise<Ranker> {
  const { name, itemTower, userTower, vectors, rows } = parts as ServedParts;
  return new ServedCuratorNet(name, itemTower, userTower, vectors, rows, await openTowers(itemTower, userTower));
}
