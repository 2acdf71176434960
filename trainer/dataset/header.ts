// The header of a table: where each column is. A table of another program has names of its own and columns that nothing
// needs; a dataset's own files must have exactly the known columns.
import { InputError } from '@curatornet/shared/errors.ts';

/** The columns that a file must have (`required`) and may have (`optional`). */
export interface CsvColumns<C extends string> {
  required: readonly C[];
  optional: readonly C[];
  /** Between fields; a comma by default. */
  delimiter?: string;
  /** For a table of another program: names are trimmed, and other columns are ignored. */
  foreign?: ForeignColumns<C>;
}

export interface ForeignColumns<C extends string> {
  /** The option that names a column: `--columns user=NAME`. */
  option(column: C, name: string): string;
  /** The table's name of each column, where it is not ours. A named column must exist. */
  names?: Partial<Record<C, string>>;
  /** Receives the columns that are ignored, if no column is named. */
  ignored?(names: string[]): void;
}

const list = (names: readonly string[]) => names.map((name) => JSON.stringify(name)).join(', ');

/**
 * Finds the columns of a header.
 * @returns the column of each field; undefined for one that is ignored
 * @throws InputError `malformed` for unknown, repeated or missing columns
 */
export function columnsOf<C extends string>(
  header: readonly string[],
  columns: CsvColumns<C>,
  where: string,
): (C | undefined)[] {
  return columns.foreign ? foreignColumns(header, columns, columns.foreign, where) : ownColumns(header, columns, where);
}

function ownColumns<C extends string>(
  header: readonly string[],
  { required, optional }: CsvColumns<C>,
  where: string,
): C[] {
  const known: readonly string[] = [...required, ...optional];
  const how = `the columns are ${required.join(', ')}${optional.length > 0 ? ` and any of ${optional.join(', ')}` : ''}`;
  const refuse = (what: string, names: string[]): void => {
    if (names.length === 0) return;
    throw new InputError('malformed', `${what}${names.length > 1 ? 's' : ''} ${list(names)}`, { where, how });
  };
  refuse(
    'unknown column',
    header.filter((name) => !known.includes(name)),
  );
  refuse(
    'repeated column',
    header.filter((name, i) => header.indexOf(name) < i),
  );
  refuse(
    'missing column',
    required.filter((name) => !header.includes(name)),
  );
  return header as C[];
}

function foreignColumns<C extends string>(
  header: readonly string[],
  { required, optional, delimiter = ',' }: CsvColumns<C>,
  { option, names, ignored }: ForeignColumns<C>,
  where: string,
): (C | undefined)[] {
  const theirs = header.map((name) => name.trim());
  const refuse = (what: string, how: string): never => {
    throw new InputError('malformed', what, { where, how });
  };
  const found: (C | undefined)[] = theirs.map(() => undefined);
  for (const column of [...required, ...optional]) {
    const name = names?.[column] ?? column;
    const place = theirs.indexOf(name);
    if (theirs.lastIndexOf(name) !== place) refuse(`repeats the column ${list([name])}`, 'name each column once');
    if (place >= 0) {
      if (found[place])
        refuse(
          `has one column ${list([name])} for ${found[place]} and ${column}`,
          'name another column for one of them',
        );
      found[place] = column;
      continue;
    }
    // `At` is not ignored: it is too likely that it was meant.
    const alike = theirs.find((other) => other.toLowerCase() === name.toLowerCase());
    if (alike !== undefined && names === undefined)
      refuse(`has a column ${list([alike])}`, `write ${column}, or map it: ${option(column, alike)}`);
    if (names?.[column] === undefined && !required.includes(column)) continue;
    if (theirs.length === 1)
      refuse(
        `has the one column ${list(theirs)}`,
        `the columns are ${required.join(', ')}; is ${list([delimiter])} the delimiter?`,
      );
    refuse(
      `has no column ${list([name])}${name === column ? '' : ` for ${column}`}`,
      `its columns are ${list(theirs)}; map them: ${option(column, 'NAME')}`,
    );
  }
  const others = theirs.filter((_, place) => found[place] === undefined);
  if (names === undefined && others.length > 0) ignored?.(others);
  return found;
}
