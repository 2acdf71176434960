// The formats of `curatornet import`, each with its own options. import.ts combines them into one command.
import { InputError } from '@curatornet/shared/errors.ts';
import { EVENT_COLUMNS } from '../dataset/events.ts';
import type { EventMapping } from '../dataset/foreign-events.ts';
import { importInteractions } from '../dataset/interactions.ts';
import type { DatasetManifest } from '../dataset/manifest.ts';
import { importUGallery } from '../dataset/ugallery.ts';
import type { Arguments, Option } from './command.ts';

export interface Format {
  about: string;
  /** Options in addition to `out`, `name` and `force`, which all formats have. */
  options: Record<string, Option>;
  /** Whether the command shows the first events as it understood them. */
  shown?: true;
  run(args: Arguments, common: { out: string; name?: string; force: boolean }): Promise<DatasetManifest>;
}

const file = (about: string, required = false): Option => ({ type: 'string', value: 'FILE', about, required });

/** What the options say about the table of events; undefined if it is as events.csv. */
function mappingOf(args: Arguments): EventMapping | undefined {
  const names = ['columns', 'delimiter', 'times', 'zone', 'kinds'];
  if (!args.flag('drop-unknown') && names.every((name) => args.text(name) === undefined)) return undefined;
  const delimiter = args.text('delimiter');
  if (delimiter !== undefined && delimiter !== 'tab' && delimiter.length !== 1)
    throw new InputError('usage', `--delimiter ${JSON.stringify(delimiter)} is not one character`, {
      how: "write --delimiter ';' or --delimiter tab",
    });
  return {
    columns: pairs(args, 'columns', EVENT_COLUMNS),
    delimiter: delimiter === 'tab' ? '\t' : delimiter,
    times: args.text('times'),
    zone: args.text('zone'),
    kinds: pairs(args, 'kinds'),
    dropUnknown: args.flag('drop-unknown'),
  };
}

/** Reads `a=b,c=d`. @param known the names that may stand before `=` */
function pairs(args: Arguments, option: string, known?: readonly string[]): Record<string, string> | undefined {
  const text = args.text(option);
  if (text === undefined) return undefined;
  const entries = text.split(',').map((pair) => {
    const [, name, value] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
    if (name === undefined || (known && !known.includes(name)))
      throw new InputError('usage', `--${option} has ${JSON.stringify(pair)}`, {
        how: `write NAME=NAME, with commas between${known ? `; the first is one of ${known.join(', ')}` : ''}`,
      });
    return [name, value];
  });
  return Object.fromEntries(entries);
}

export const FORMATS: Record<string, Format> = {
  interactions: {
    about: 'CSV files and a matrix of features',
    shown: true,
    options: {
      events: file('CSV: user, item, and any of at, basket, kind', true),
      features: file('.npy, float16, 32 or 64, one row per item', true),
      items: file('CSV: id, and any of artist, title, image, price, ...; without it, ids are row numbers'),
      validation: file('CSV with the columns of events: interactions held out for evaluation'),
      clusters: file('CSV: id, cluster'),
      columns: {
        type: 'string',
        value: 'MAP',
        about: "your names of the columns of events: 'user=customer_id,item=sku,at=created'; others are ignored",
      },
      delimiter: { type: 'string', value: 'CHAR', about: "between the columns of events: ';' or tab (default ,)" },
      times: {
        type: 'string',
        value: 'FORMAT',
        about: "ms, or a format: 'DD.MM.YYYY HH:mm' (default ISO 8601 or seconds)",
      },
      zone: {
        type: 'string',
        value: 'NAME',
        about: 'time zone of times without an offset: Europe/Berlin (default UTC)',
      },
      kinds: { type: 'string', value: 'MAP', about: "your kinds of events: 'order=purchase,wishlist=like'" },
      'drop-unknown': {
        type: 'boolean',
        about: 'skip and count events of unknown items; by default they are rejected',
      },
    },
    run: (args, common) =>
      importInteractions({
        mapping: mappingOf(args),
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
