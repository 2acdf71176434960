// The catalogue on its own: changes that arrive while an item waits for its vector.
import { expect, test } from 'vitest';
import { Catalogue } from '../../edge/catalogue/catalogue.ts';
import type { ItemModel } from '../../edge/model/load.ts';
import type { Change } from '../../edge/storage/changes.ts';
import { ArtistSales } from '../../shared/sales.ts';
import kernel from '../../shared/scoring/score.wasm';
import { ItemTable } from '../../shared/scoring/table.ts';

const change = (revision: number, more: Partial<Change> = {}): Change => ({
  revision,
  id: 'new',
  state: 'for-sale',
  about: { title: 'Dawn' },
  features: null,
  ...more,
});
const open = () => {
  const items = [{ id: 'old', sales: 3, cluster: 7 }];
  const table = new ItemTable(kernel, Float32Array.of(1, 2), 1, 2, 1);
  const model = { features: 1 } as ItemModel;
  return new Catalogue(model, { table, items, unusable: new Map(), sales: ArtistSales.count(items) });
};

test('changes of an item that waits for its vector are kept, and so are its features', () => {
  const catalogue = open();
  const features = Float32Array.of(5);
  catalogue.apply([change(1, { features }), change(2, { about: { title: 'Dusk' }, state: 'sold' })]);
  const [waiting] = catalogue.pending.values();
  expect(waiting).toEqual({ item: { id: 'new', title: 'Dusk', sales: 0 }, forSale: false, features, since: 1 });
  catalogue.setVector(waiting, Float32Array.of(3, 4));
  expect([...catalogue.table.vector(1)]).toEqual([3, 4]);
  expect([catalogue.rowOf.get('new'), catalogue.forSale[1], catalogue.size, catalogue.pending.size]).toEqual([
    1, 0, 1, 0,
  ]);
});

test('a sale takes effect at once while newer features wait', () => {
  const catalogue = open();
  catalogue.apply([change(4, { id: 'old', state: 'sold', features: Float32Array.of(5) })]);
  expect([catalogue.forSale[0], catalogue.size, catalogue.revision]).toEqual([0, 0, 4]);
  expect(catalogue.items[0]).toEqual({ id: 'old', title: 'Dawn', sales: 3, cluster: 7 });
});

test('changes that were already applied are skipped', () => {
  const catalogue = open();
  catalogue.apply([change(4, { id: 'old', state: 'sold' })]);
  catalogue.apply([change(3, { id: 'old', state: 'for-sale' })]);
  expect([catalogue.forSale[0], catalogue.revision]).toEqual([0, 4]);
});
