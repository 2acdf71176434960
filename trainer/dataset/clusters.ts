// clusters.csv: visual clusters that the dataset's owner provides, one line per item. The guidelines, the map and the
// rail `explore` use them, unless the run folder has clusters.json.
import { InputError } from '@curatornet/shared/errors.ts';
import { atLine, type CsvRecord, readCsv, writeCsv } from './csv.ts';
import type { KnownItems } from './events.ts';
import { onLine, parseId, quote, Refusal } from './fields.ts';

/** Parses a cluster label: an integer from 0 to 999,999,999. @throws Refusal */
function parseCluster(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new Refusal(`cluster ${quote(text)} is not a cluster number`, 'write an integer from 0 on');
  return Number(text);
}

function parseLine(fields: CsvRecord<'id' | 'cluster'>['fields'], items: KnownItems): { row: number; cluster: number } {
  const id = parseId(fields.id ?? '', 'id');
  const row = items.rows.get(id);
  if (row === undefined) throw new Refusal(`unknown item ${quote(id)}`, `an id must be ${items.mustBe}`);
  return { row, cluster: parseCluster(fields.cluster ?? '') };
}

/**
 * Reads a file of clusters.
 * @returns the cluster of each row
 * @throws InputError `invalid` with `FILE line N` for an invalid field or a repeated item; `mismatch` with the first
 * item that has no line
 */
export async function loadClustersCsv(path: string, items: KnownItems): Promise<Int32Array> {
  const clusters = new Int32Array(items.rows.size);
  const lines = new Int32Array(items.rows.size);
  for await (const { line, fields } of readCsv(path, { required: ['id', 'cluster'], optional: [] })) {
    const { row, cluster } = onLine(path, line, () => parseLine(fields, items));
    if (lines[row] !== 0)
      throw new InputError('invalid', `repeats the id ${quote(fields.id ?? '')} of line ${lines[row]}`, {
        where: atLine(path, line),
        how: 'give each item one line',
      });
    clusters[row] = cluster;
    lines[row] = line;
  }
  for (const [id, row] of items.rows)
    if (lines[row] === 0)
      throw new InputError('mismatch', `has no cluster for the item ${quote(id)}`, {
        where: path,
        how: 'add a line for each item, or omit the file',
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
