// items.csv: the items, one a line, in the row order of the features. Read by import, which checks it, and by openDataset.
import { InputError } from '@curatornet/shared/errors.ts';
import { currency, image, name, title } from '@curatornet/shared/limits.ts';
import { atLine, type CsvRecord, readCsv } from './csv.ts';
import { onLine, parseId, parsePrice, parseText, parseTime, parseUnique, quote } from './fields.ts';

/** An item. What the file does not say is absent. */
export interface DatasetItem {
  id: string;
  artist?: string;
  title?: string;
  /** Address or path of its picture. */
  image?: string;
  /** Not negative, in `currency`. */
  price?: number;
  currency?: string;
  /** Seconds since 1970. */
  uploadedAt?: number;
  /** Whether there is only one: sold, it is gone. */
  unique?: boolean;
}

/** All columns, in the order in which the tool writes them. */
export const ITEM_COLUMNS = ['id', 'artist', 'title', 'image', 'price', 'currency', 'uploaded_at', 'unique'] as const;
export type ItemColumn = (typeof ITEM_COLUMNS)[number];

function parseItem(fields: CsvRecord<ItemColumn>['fields']): DatasetItem {
  const item: DatasetItem = { id: parseId(fields.id ?? '', 'id') };
  if (fields.artist) item.artist = parseText(fields.artist, 'artist', name);
  if (fields.title) item.title = parseText(fields.title, 'title', title);
  if (fields.image) item.image = parseText(fields.image, 'image', image);
  if (fields.price) item.price = parsePrice(fields.price);
  if (fields.currency) item.currency = parseText(fields.currency, 'currency', currency);
  if (fields.uploaded_at) item.uploadedAt = parseTime(fields.uploaded_at, 'uploaded_at');
  if (fields.unique) item.unique = parseUnique(fields.unique);
  return item;
}

export interface ItemLine {
  item: DatasetItem;
  /** The fields as they stand in the file. */
  fields: CsvRecord<ItemColumn>['fields'];
}

/**
 * Reads a file of items, in its order. An empty field is an absent one.
 * @throws InputError naming `FILE line N` for a field that cannot be right and for an id that was there before (naming
 * both lines); `malformed` when the file has no item
 */
export async function* readItems(path: string): AsyncGenerator<ItemLine> {
  const lines = new Map<string, number>();
  const [id, ...optional] = ITEM_COLUMNS;
  for await (const { line, fields } of readCsv<ItemColumn>(path, { required: [id], optional })) {
    const item = onLine(path, line, () => parseItem(fields));
    const before = lines.get(item.id);
    if (before !== undefined)
      throw new InputError('invalid', `the id ${quote(item.id)} is on line ${before} already`, {
        where: atLine(path, line),
        how: 'give every item an id of its own',
      });
    lines.set(item.id, line);
    yield { item, fields };
  }
  if (lines.size === 0)
    throw new InputError('malformed', 'has no items', {
      where: path,
      how: 'give it a line for each row of the features',
    });
}
