// The users of a mailing: a file with an id per line, or a CSV with a column `user`, in its order, each once.
import { InputError } from '@curatornet/shared/errors.ts';
import { atLine, recordsOf } from '../dataset/csv.ts';
import { onLine, parseId } from '../dataset/fields.ts';

const COLUMN = 'user';

/** @throws InputError with `FILE line N` for an invalid id; `malformed` if the file has no users */
export async function readUsers(path: string): Promise<string[]> {
  const users = new Set<string>();
  let place: number | undefined;
  for await (const lines of recordsOf(path, ','))
    for (const { line, record } of lines) {
      if (record.length === 1 && record[0] === '') continue;
      if (place === undefined) {
        const header = record.indexOf(COLUMN);
        place = Math.max(0, header);
        if (header >= 0) continue;
        if (record.length > 1)
          throw new InputError('malformed', `has ${record.length} fields, and no column ${COLUMN} is named`, {
            where: atLine(path, line),
            how: `write one id per line, or a header that names the column ${COLUMN}`,
          });
      }
      users.add(onLine(path, line, () => parseId(record[place!] ?? '', 'user')));
    }
  if (users.size === 0)
    throw new InputError('malformed', 'has no users', { where: path, how: 'write one id per line' });
  return [...users];
}
