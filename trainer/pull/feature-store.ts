// The features of pulled items, on disk: those of the export, and those of the dataset before. Memory holds their places.
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Encoder } from '@curatornet/shared/bundle.ts';
import { readItemsCsv } from '../dataset/items.ts';
import { readDatasetManifest } from '../dataset/manifest.ts';
import { type Npy, openNpy } from '../dataset/npy.ts';

/** The dataset before. */
interface Before {
  rows: Map<string, number>;
  npy: Npy;
  encoder?: Encoder;
}

export class FeatureStore {
  readonly #file: FileHandle;
  /** The place of an item's features in the file, in numbers. */
  readonly #places = new Map<string, { at: number; length: number }>();
  #end = 0;
  readonly #before: Before | undefined;

  private constructor(file: FileHandle, before: Before | undefined) {
    this.#file = file;
    this.#before = before;
  }

  /** @param before the folder of the dataset before */
  static async open(path: string, before: string | undefined): Promise<FeatureStore> {
    const opened = before === undefined ? undefined : await openBefore(before);
    return new FeatureStore(await open(path, 'w+'), opened);
  }

  async add(id: string, values: readonly number[]): Promise<void> {
    await this.#file.write(new Uint8Array(Float32Array.from(values).buffer), 0, values.length * 4, this.#end * 4);
    this.#places.set(id, { at: this.#end, length: values.length });
    this.#end += values.length;
  }

  /** The number of an item's features; undefined if nobody has any. */
  lengthOf(id: string): number | undefined {
    return this.#places.get(id)?.length ?? (this.#before?.rows.has(id) ? this.#before.npy.columns : undefined);
  }

  /** The encoder of features of this length, if the dataset before names it. */
  encoderOf(length: number): Encoder | undefined {
    return this.#before?.npy.columns === length ? this.#before.encoder : undefined;
  }

  /** The features of items that have them, in this order. */
  async *read(ids: readonly string[]): AsyncGenerator<Float32Array> {
    for (const id of ids) {
      const values = new Float32Array(this.lengthOf(id)!);
      const place = this.#places.get(id);
      if (place) await this.#file.read(new Uint8Array(values.buffer), 0, values.length * 4, place.at * 4);
      else await this.#before!.npy.read(values, this.#before!.rows.get(id)!);
      yield values;
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
    await this.#before?.npy.close();
  }
}

async function openBefore(folder: string): Promise<Before> {
  const { encoder } = await readDatasetManifest(folder);
  const rows = new Map<string, number>();
  for await (const { item } of readItemsCsv(join(folder, 'items.csv'))) rows.set(item.id, rows.size);
  return { rows, npy: await openNpy(join(folder, 'features.npy')), encoder };
}
