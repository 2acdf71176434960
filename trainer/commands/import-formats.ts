// The formats that `curatornet import` reads, each with its own options. import.ts makes one command of them.
import { importInteractions } from '../dataset/interactions.ts';
import type { DatasetManifest } from '../dataset/manifest.ts';
import { importUGallery } from '../dataset/ugallery.ts';
import type { Arguments, Option } from './command.ts';

export interface Format {
  about: string;
  /** Beside `out`, `name` and `force`, which all have. */
  options: Record<string, Option>;
  run(args: Arguments, common: { out: string; name?: string; force: boolean }): Promise<DatasetManifest>;
}

const file = (about: string, required = false): Option => ({ type: 'string', value: 'FILE', about, required });

export const FORMATS: Record<string, Format> = {
  interactions: {
    about: 'plain CSV files and a matrix of features',
    options: {
      events: file('CSV: user, item, and any of at, basket, kind', true),
      features: file('.npy, float16, 32 or 64, a row an item', true),
      items: file('CSV: id, and any of artist, title, image, price, ...; without it, ids are row numbers'),
      validation: file('CSV of the columns of events: interactions held back to measure with'),
      clusters: file('CSV: id, cluster'),
    },
    run: (args, common) =>
      importInteractions({
        events: args.needed('events'),
        features: args.needed('features'),
        items: args.text('items'),
        validation: args.text('validation'),
        clusters: args.text('clusters'),
        ...common,
      }),
  },
  ugallery: {
    about: "the files of UGallery's published purchases",
    options: {
      purchases: file('CSV: user_id_hash, purchased_artwork_ids_hash, purchase_timestamp', true),
      inventory: file('CSV: artwork_id_hash, artist_id_hash, upload_timestamp', true),
      features: file('.npy, pickled pairs of an artwork and its floats; nothing in it is run', true),
      clusters: file('JSON: artwork to cluster'),
      'drop-unknown': {
        type: 'boolean',
        about: 'leave out, and count, what names an artwork that the other files lack; else it is refused',
      },
    },
    run: (args, common) =>
      importUGallery({
        purchases: args.needed('purchases'),
        inventory: args.needed('inventory'),
        features: args.needed('features'),
        clusters: args.text('clusters'),
        dropUnknown: args.flag('drop-unknown'),
        ...common,
      }),
  },
};
