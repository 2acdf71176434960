// A dataset folder in memory: what every later step of the pipeline starts from. DESIGN: items.csv, events.csv,
// features.npy, perhaps validation.csv and clusters.csv, and dataset.json, which import or simulate wrote.
import { join } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { loadClustersCsv } from './clusters.ts';
import { Codes } from './columns.ts';
import { type Events, type KnownItems, loadEvents } from './events.ts';
import { type DatasetItem, readItems } from './items.ts';
import { readManifest } from './manifest.ts';
import { readNpy } from './npy.ts';

export type { Events } from './events.ts';
export type { DatasetItem } from './items.ts';

export interface Dataset {
  folder: string;
  name: string;
  /** Where the data came from, in a sentence for people. */
  provenance: string;
  /** sha256 over the files, in hex, as it was when they were written. */
  fingerprint: string;
  /** Whether a program made the people up. */
  simulated: boolean;
  /** In the row order of the features. */
  items: DatasetItem[];
  /** Ids, in order of first occurrence over events, then validation. */
  users: string[];
  events: Events;
  /** Held-out interactions that the owner gave, null where there are none. */
  validation: Events | null;
  /** [items, featureSize], finite. Training changes them: see withFreshFeatures. */
  features: Float32Array;
  featureSize: number;
  /** The owner's clusters of looks, a number for each row, null where there are none. */
  clusters: Int32Array | null;
}

/**
 * The dataset with its features read again: training z-scores them where they lie, so that they are held once.
 * @throws InputError `mismatch` where the file has changed its shape since
 */
export async function withFreshFeatures(dataset: Dataset): Promise<Dataset> {
  const where = join(dataset.folder, 'features.npy');
  const { rows, columns, values } = await readNpy(where);
  if (rows !== dataset.items.length || columns !== dataset.featureSize)
    throw new InputError('mismatch', `has become [${rows}, ${columns}] while it was in use`, {
      where,
      how: 'do not change a dataset while a command uses it; run the command again',
    });
  return { ...dataset, features: values };
}

/**
 * Reads a dataset folder whole. Every field and value is checked again, for people edit such files by hand; the
 * fingerprint is not computed again, but a file whose length changed is refused.
 * @throws InputError `missing`, `malformed`, `invalid` naming file and line or row, or `mismatch` when the files do not
 * agree with dataset.json or with each other
 */
export async function openDataset(folder: string): Promise<Dataset> {
  const manifest = await readManifest(folder);
  const file = (name: string) => join(folder, name);
  const mismatch = (name: string, what: string) =>
    new InputError('mismatch', what, { where: file(name), how: 'make the folder again with curatornet import' });

  const items: DatasetItem[] = [];
  for await (const { item } of readItems(file('items.csv'))) items.push(item);
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
      throw mismatch('dataset.json', `says ${what} ${count}, the files have ${found[what as keyof typeof found]}`);

  return {
    folder,
    name: manifest.name,
    provenance: manifest.provenance,
    fingerprint: manifest.fingerprint,
    simulated: manifest.simulated,
    items,
    users: users.texts,
    events,
    validation,
    features: values,
    featureSize: columns,
    clusters,
  };
}
