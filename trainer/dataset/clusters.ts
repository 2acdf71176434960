// clusters.csv: the clusters of looks that the owner of a dataset already has, one line an item. The guidelines, the
// map and the rail "a look around" use them, unless the run folder has clusters of its own.
import { InputError } from '@curatornet/shared/errors.ts';
import { atLine, type CsvRecord, readCsv, writeCsv } from './csv.ts';
import type { KnownItems } from './events.ts';
import { onLine, parseId, quote, Refusal } from './fields.ts';

/** The number of a cluster as it stands in a file: 0 to 999,999,999. */
function parseCluster(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new Refusal(`cluster ${quote(text)} is not the number of one`, 'write a whole number from 0 on');
  return Number(text);
}

function parseLine(fields: CsvRecord<'id' | 'cluster'>['fields'], items: KnownItems): { row: number; cluster: number } {
  const id = parseId(fields.id ?? '', 'id');
  const row = items.rows.get(id);
  if (row === undefined) throw new Refusal(`there is no item ${quote(id)}`, `an id must be ${items.mustBe}`);
  return { row, cluster: parseCluster(fields.cluster ?? '') };
}

/**
 * Reads a file of clusters.
 * @returns the cluster of each row
 * @throws InputError naming `FILE line N` for a field that cannot be right and for an item that was there before;
 * `mismatch` naming the first item that has no line
 */
export async function loadClustersCsv(path: string, items: KnownItems): Promise<Int32Array> {
  const clusters = new Int32Array(items.rows.size);
  const lines = new Int32Array(items.rows.size);
  for await (const { line, fields } of readCsv(path, { required: ['id', 'cluster'], optional: [] })) {
    const { row, cluster } = onLine(path, line, () => parseLine(fields, items));
    if (lines[row] !== 0)
      throw new InputError('invalid', `the id ${quote(fields.id ?? '')} is on line ${lines[row]} already`, {
        where: atLine(path, line),
        how: 'give every item one cluster',
      });
    clusters[row] = cluster;
    lines[row] = line;
  }
  for (const [id, row] of items.rows)
    if (lines[row] === 0)
      throw new InputError('mismatch', `has no cluster of the item ${quote(id)}`, {
        where: path,
        how: 'give every item its cluster, or leave the file out',
      });
  return clusters;
}

/** Writes clusters in row order. The file must not exist. */
export async function writeClustersCsv(path: string, ids: Iterable<string>, clusters: Int32Array): Promise<void> {
  function* records() {
    yield ['id', 'cluster'];
    let row = 0;
    for (const id of ids) yield [id, String(clusters[row++])];
  }
  await writeCsv(path, records());
}
