// The formats of `curatornet import`, each with its own options. import.ts combines them into one command.
import { readFile } from 'node:fs/promises';
import { InputError } from '@curatornet/shared/errors.ts';
import { EVENT_COLUMNS } from '../dataset/events.ts';
import type { EventMapping } from '../dataset/foreign-events.ts';
import type { ItemMapping } from '../dataset/foreign-items.ts';
import { importInteractions } from '../dataset/interactions.ts';
import { ITEM_COLUMNS } from '../dataset/items.ts';
import type { DatasetManifest } from '../dataset/manifest.ts';
import { importTables, type Tables } from '../dataset/tables.ts';
import { importUGallery } from '../dataset/ugallery.ts';
import type { Arguments, Option } from './command.ts';

export interface Format {
  about: string;
  /** Options in addition to `out`, `name` and `force`, which all formats have. */
  options: Record<string, Option>;
  /** Whether the command shows the first events as it understood them. */
  shown?: true;
  run(args: Arguments, common: { out: string; name?: string; force: boolean }): Promise<DatasetManifest | Tables>;
}

const file = (about: string, required = false): Option => ({ type: 'string', value: 'FILE', about, required });

/** What the options say about the table of events; undefined if it is as events.csv. */
async function mappingOf(args: Arguments): Promise<EventMapping | undefined> {
  const names = ['columns', 'delimiter', 'times', 'zone', 'kinds', 'hash-users'];
  if (!args.flag('drop-unknown') && names.every((name) => args.text(name) === undefined)) return undefined;
  const delimiter = args.text('delimiter');
  if (delimiter !== undefined && delimiter !== 'tab' && delimiter.length !== 1)
    throw new InputError('usage', `--delimiter ${JSON.stringify(delimiter)} is not one character`, {
      how: "write --delimiter ';' or --delimiter tab",
    });
  const keyFile = args.text('hash-users');
  return {
    columns: pairs(args, 'columns', EVENT_COLUMNS),
    delimiter: delimiter === 'tab' ? '\t' : delimiter,
    times: args.text('times'),
    zone: args.text('zone'),
    kinds: pairs(args, 'kinds'),
    dropUnknown: args.flag('drop-unknown'),
    userKey: keyFile === undefined ? undefined : await readUserKey(keyFile),
  };
}

/** What the options say about the table of items; undefined if it is as items.csv. */
function itemMappingOf(args: Arguments): ItemMapping | undefined {
  const names = ['item-columns', 'item-values', 'product', 'on-sale'];
  if (names.every((name) => args.text(name) === undefined)) return undefined;
  return {
    columns: pairs(args, 'item-columns', ITEM_COLUMNS),
    values: pairs(
      args,
      'item-values',
      ITEM_COLUMNS.filter((column) => column !== 'id'),
    ),
    product: args.text('product'),
    onSale: pairs(args, 'on-sale'),
  };
}

/** A shorter key could be guessed. */
const SHORTEST_KEY = 32;

/** @throws InputError if the file cannot be read or the key is short */
async function readUserKey(path: string): Promise<string> {
  const how = `write at least ${SHORTEST_KEY} random characters into it: openssl rand -hex 32 > ${path}`;
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new InputError('missing', 'cannot be read', { where: path, how, cause });
  });
  const key = text.trim();
  if (key.length < SHORTEST_KEY)
    throw new InputError('invalid', `has a key of ${key.length} characters`, { where: path, how });
  return key;
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
      features: file('.npy, float16, 32 or 64, one row per item; without it, pictures and embed complete the folder'),
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
      'hash-users': {
        type: 'string',
        value: 'FILE',
        about: 'replace each user by its HMAC-SHA256 with the key in FILE, so that no e-mail address is stored',
      },
      'drop-unknown': {
        type: 'boolean',
        about: 'skip and count events of unknown items or without a user; by default they are rejected',
      },
      'item-columns': {
        type: 'string',
        value: 'MAP',
        about: "your names of the columns of items: 'id=Variant SKU,title=Title,image=Image Src'; others are ignored",
      },
      'item-values': {
        type: 'string',
        value: 'MAP',
        about: "what all items have: 'currency=EUR,unique=true'",
      },
      product: {
        type: 'string',
        value: 'COLUMN',
        about: 'items: where a line names its product; it takes what it leaves empty from the line before',
      },
      'on-sale': {
        type: 'string',
        value: 'MAP',
        about: "items: your columns and their values for an item on sale: 'Published=true'; others need an event",
      },
    },
    async run(args, common) {
      const features = args.text('features');
      const tables = {
        events: args.needed('events'),
        items: args.text('items'),
        validation: args.text('validation'),
        clusters: args.text('clusters'),
        mapping: await mappingOf(args),
        itemMapping: itemMappingOf(args),
        ...common,
      };
      return features === undefined ? importTables(tables) : importInteractions({ ...tables, features });
    },
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
