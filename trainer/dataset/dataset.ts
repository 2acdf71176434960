// Loads a dataset folder, the input of all later steps: items.csv, events.csv, features.npy, optionally validation.csv
// and clusters.csv, and dataset.json, which import, embed or simulate wrote.
import { join } from 'node:path';
import type { Encoder } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { loadClustersCsv } from './clusters.ts';
import { Codes } from './columns.ts';
import { type Events, type KnownItems, loadEvents } from './events.ts';
import { type DatasetItem, readItemsCsv } from './items.ts';
import { readDatasetManifest } from './manifest.ts';
import { openNpy, readNpy } from './npy.ts';

export type { Events } from './events.ts';
export type { DatasetItem } from './items.ts';

export interface Dataset {
  folder: string;
  name: string;
  /** Where the data came from: a sentence for people. */
  provenance: string;
  /** sha256 over the files when they were written, in hex. */
  fingerprint: string;
  /** Whether the users are simulated. */
  simulated: boolean;
  /** In row order of the features. */
  items: DatasetItem[];
  /** Ids, in order of first occurrence over events, then validation. */
  users: string[];
  events: Events;
  /** Held-out interactions provided by the owner, or null. */
  validation: Events | null;
  /** The encoder of the features, if it is known. */
  encoder?: Encoder;
  /** [items, featureSize], finite. Training changes them: see rereadFeatures. */
  features: Float32Array;
  featureSize: number;
  /** Visual clusters provided by the owner, a label per row, or null. */
  clusters: Int32Array | null;
}

/**
 * Reads the features again, into the same array: training z-scores them in place, so that memory holds them once.
 * @throws InputError `mismatch` if the shape of the file changed
 */
export async function rereadFeatures({ folder, items, features, featureSize }: Dataset): Promise<void> {
  const where = join(folder, 'features.npy');
  const npy = await openNpy(where);
  try {
    if (npy.rows !== items.length || npy.columns !== featureSize)
      throw new InputError('mismatch', `changed its shape to [${npy.rows}, ${npy.columns}] while in use`, {
        where,
        how: 'do not change a dataset while a command uses it; run the command again',
      });
    await npy.read(features, 0);
  } finally {
    await npy.close();
  }
}

/**
 * Reads a dataset folder. All fields and values are checked again, because users may edit the files. The fingerprint is
 * not recomputed, but a file whose length changed is rejected.
 * @throws InputError `missing`, `malformed`, `invalid` with file and line or row, or `mismatch` if the files do not
 * agree with dataset.json or with each other
 */
export async function openDataset(folder: string): Promise<Dataset> {
  const manifest = await readDatasetManifest(folder);
  const file = (name: string) => join(folder, name);
  const mismatch = (name: string, what: string) =>
    new InputError('mismatch', what, { where: file(name), how: 'create the folder again with curatornet import' });

  const items: DatasetItem[] = [];
  for await (const { item } of readItemsCsv(file('items.csv'))) items.push(item);
  const known: KnownItems = { rows: new Map(items.map(({ id }, row) => [id, row])), mustBe: 'an id of items.csv' };

  const users = new Codes();
  const events = await loadEvents(file('events.csv'), known, users);
  const validation = manifest.files['validation.csv'] ? await loadEvents(file('validation.csv'), known, users) : null;
  const clusters = manifest.files['clusters.csv'] ? await loadClustersCsv(file('clusters.csv'), known) : null;

  const { rows, columns, values } = await readNpy(file('features.npy'));
  if (rows !== items.length) throw mismatch('features.npy', `has ${rows} rows, items.csv has ${items.length} items`);
  const found: typeof manifest.counts = {
    items: items.length,
    users: users.texts.length,
    events: events.user.length,
    validation: validation?.user.length ?? 0,
    featureSize: columns,
  };
  for (const [what, count] of Object.entries(manifest.counts))
    if (found[what as keyof typeof found] !== count)
      throw mismatch('dataset.json', `says ${what} ${count}, but the files have ${found[what as keyof typeof found]}`);

  return {
    folder,
    name: manifest.name,
    provenance: manifest.provenance,
    fingerprint: manifest.fingerprint,
    simulated: manifest.simulated,
    encoder: manifest.encoder,
    items,
    users: users.texts,
    events,
    validation,
    features: values,
    featureSize: columns,
    clusters,
  };
}
