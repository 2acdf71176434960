// The formats of `curatornet import`, each with its own options. import.ts combines them into one command.
import { importInteractions } from '../dataset/interactions.ts';
import type { DatasetManifest } from '../dataset/manifest.ts';
import { importUGallery } from '../dataset/ugallery.ts';
import type { Arguments, Option } from './command.ts';

export interface Format {
  about: string;
  /** Options in addition to `out`, `name` and `force`, which all formats have. */
  options: Record<string, Option>;
  run(args: Arguments, common: { out: string; name?: string; force: boolean }): Promise<DatasetManifest>;
}

const file = (about: string, required = false): Option => ({ type: 'string', value: 'FILE', about, required });

export const FORMATS: Record<string, Format> = {
  interactions: {
    about: 'CSV files and a matrix of features',
    options: {
      events: file('CSV: user, item, and any of at, basket, kind', true),
      features: file('.npy, float16, 32 or 64, one row per item', true),
      items: file('CSV: id, and any of artist, title, image, price, ...; without it, ids are row numbers'),
      validation: file('CSV with the columns of events: interactions held out for evaluation'),
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
    about: "UGallery's published purchases",
    options: {
      purchases: file('CSV: user_id_hash, purchased_artwork_ids_hash, purchase_timestamp', true),
      inventory: file('CSV: artwork_id_hash, artist_id_hash, upload_timestamp', true),
      features: file('.npy, pickled pairs of an artwork id and its floats; no code in it is executed', true),
      clusters: file('JSON: artwork to cluster'),
      'drop-unknown': {
        type: 'boolean',
        about: 'skip and count rows that refer to an artwork missing from another file; by default they are rejected',
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
