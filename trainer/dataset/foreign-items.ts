// Items in a table of another program, such as a shop's export of products: its columns become those of items.csv. items.ts
// checks the result as it checks a dataset's own file.
import { type CsvRecord, readCsv } from './csv.ts';
import type { CsvColumns, ForeignColumns } from './header.ts';
import { ITEM_COLUMNS, ITEM_TABLE, type ItemColumn } from './items.ts';

export interface ItemMapping {
  /** The file's name of each column; a column that is not named has our name. */
  columns?: Partial<Record<ItemColumn, string>>;
  /** The value of a column for all items. */
  values?: Partial<Record<ItemColumn, string>>;
  /** The file's column that names the product. A line takes what it leaves empty from the line of its product before it. */
  product?: string;
  /** Columns of the file, each with the value that it has for an item on sale. */
  onSale?: Record<string, string>;
}

/** How many lines were left out. */
export interface LinesLeftOut {
  notOnSale: number;
  withoutId: number;
}

const PRODUCT = '--product';
type SaleColumn = `--on-sale ${string}`;
type Column = ItemColumn | typeof PRODUCT | SaleColumn;
type Fields = CsvRecord<Column>['fields'];

const saleColumn = (name: string): SaleColumn => `--on-sale ${name}`;

const option = (column: Column, name: string) =>
  column.startsWith('--') ? `${column.split(' ')[0]} ${name}` : `--item-columns '${column}=${name}'`;

/** The columns of a table that differs from items.csv in further columns alone. @param ignored receives those */
export const itemTable = (ignored: ForeignColumns<ItemColumn>['ignored']): CsvColumns<ItemColumn> => ({
  ...ITEM_TABLE,
  foreign: { option, ignored },
});

/** Several addresses, as WooCommerce writes them: the first is that of the main picture. */
const firstAddress = (image: string) => image.split(/,\s*(?=https?:\/\/)/)[0];
/** A price with a decimal comma. */
const withPoint = (price: string) => price.replace(/^(\d+),(\d\d?)$/, '$1.$2');

/**
 * Reads a table of another program as records of items.csv.
 * @param bought the items that are kept although they are not on sale
 * @param leftOut counts the lines that are left out
 */
export async function* foreignItems(
  from: string,
  { columns, values, product, onSale = {} }: ItemMapping,
  bought: ReadonlySet<string>,
  leftOut: LinesLeftOut,
): AsyncGenerator<CsvRecord<ItemColumn>> {
  const sale = Object.entries(onSale).map(([name, value]) => [saleColumn(name), name, value] as const);
  const table = {
    required: ITEM_TABLE.required,
    optional: [...ITEM_TABLE.optional, PRODUCT, ...sale.map(([column]) => column)] as Column[],
    foreign: {
      option,
      names: {
        ...columns,
        ...(product !== undefined && { [PRODUCT]: product }),
        ...Object.fromEntries(sale.map(([column, name]) => [column, name])),
      },
    },
  };
  let before: Fields = {};
  for await (const { line, fields } of readCsv<Column>(from, table)) {
    const trimmed: Fields = Object.fromEntries(Object.entries(fields).map(([name, text = '']) => [name, text.trim()]));
    const own = product === undefined ? trimmed : completed(trimmed, before);
    before = own;
    if (product !== undefined && own.id === '') {
      leftOut.withoutId++;
      continue;
    }
    if (sale.some(([column, , value]) => own[column] !== value) && !bought.has(own.id ?? '')) {
      leftOut.notOnSale++;
      continue;
    }
    const item: CsvRecord<ItemColumn>['fields'] = {};
    for (const column of ITEM_COLUMNS) {
      const text = values?.[column] ?? own[column];
      if (text !== undefined) item[column] = text;
    }
    if (item.image) item.image = firstAddress(item.image);
    if (item.price) item.price = withPoint(item.price);
    yield { line, fields: item };
  }
}

/** The fields of a line, with those that it leaves empty from the line before it, if both are of one product. */
function completed(fields: Fields, before: Fields): Fields {
  if (!fields[PRODUCT] || fields[PRODUCT] !== before[PRODUCT]) return fields;
  const all: Fields = { ...fields };
  for (const column of Object.keys(fields) as Column[]) if (column !== 'id') all[column] ||= before[column];
  return all;
}
