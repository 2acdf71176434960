// items.csv: the items, one per line, in row order of the features. Import validates it; openDataset loads it.
import { InputError } from '@curatornet/shared/errors.ts';
import { currency, image, name, title } from '@curatornet/shared/limits.ts';
import { atLine, type CsvRecord, readCsv } from './csv.ts';
import { onLine, parseId, parsePrice, parseTags, parseText, parseTime, parseUnique, quote } from './fields.ts';
import type { CsvColumns } from './header.ts';

/** An item. Unknown properties are absent. */
export interface DatasetItem {
  id: string;
  artist?: string;
  title?: string;
  /** URL or path of its picture. */
  image?: string;
  /** At least 0, in `currency`. */
  price?: number;
  currency?: string;
  /** Seconds since 1970. */
  uploadedAt?: number;
  /** Whether the item is one of a kind: it can be sold only once. */
  unique?: boolean;
  tags?: string[];
}

/** All columns, in the order in which they are written. */
export const ITEM_COLUMNS = [
  'id',
  'artist',
  'title',
  'image',
  'price',
  'currency',
  'uploaded_at',
  'unique',
  'tags',
] as const;
export type ItemColumn = (typeof ITEM_COLUMNS)[number];
const [ID, ...OPTIONAL] = ITEM_COLUMNS;
export const ITEM_TABLE: CsvColumns<ItemColumn> = { required: [ID], optional: OPTIONAL };

function parseItem(fields: CsvRecord<ItemColumn>['fields']): DatasetItem {
  const item: DatasetItem = { id: parseId(fields.id ?? '', 'id') };
  if (fields.artist) item.artist = parseText(fields.artist, 'artist', name);
  if (fields.title) item.title = parseText(fields.title, 'title', title);
  if (fields.image) item.image = parseText(fields.image, 'image', image);
  if (fields.price) item.price = parsePrice(fields.price);
  if (fields.currency) item.currency = parseText(fields.currency, 'currency', currency);
  if (fields.uploaded_at) item.uploadedAt = parseTime(fields.uploaded_at, 'uploaded_at');
  if (fields.unique) item.unique = parseUnique(fields.unique);
  if (fields.tags) item.tags = parseTags(fields.tags);
  return item;
}

export interface ItemLine {
  item: DatasetItem;
  /** Counted from 1. */
  line: number;
  /** The raw fields. */
  fields: CsvRecord<ItemColumn>['fields'];
}

/**
 * Reads a file of items in file order. An empty field counts as absent.
 * @param records its records; by default those of a dataset's own file
 * @throws InputError with `FILE line N` for an invalid field and for a repeated id (with both lines); `malformed` if the
 * file has no items
 */
export async function* readItemsCsv(
  path: string,
  records: AsyncIterable<CsvRecord<ItemColumn>> = readCsv(path, ITEM_TABLE),
): AsyncGenerator<ItemLine> {
  const lines = new Map<string, number>();
  for await (const { line, fields } of records) {
    const item = onLine(path, line, () => parseItem(fields));
    const before = lines.get(item.id);
    if (before !== undefined)
      throw new InputError('invalid', `repeats the id ${quote(item.id)} of line ${before}`, {
        where: atLine(path, line),
        how: 'give each item its own id',
      });
    lines.set(item.id, line);
    yield { item, line, fields };
  }
  if (lines.size === 0)
    throw new InputError('malformed', 'has no items', {
      where: path,
      how: 'write one line per row of the features',
    });
}
