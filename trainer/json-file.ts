// JSON files of a run folder, checked by their schemas as they are read.
import { readFile } from 'node:fs/promises';
import { InputError } from '@curatornet/shared/errors.ts';
import type { z } from 'zod';

/**
 * @param how makes the file where it is not there or cannot be read
 * @throws InputError `missing`; `malformed` where it does not have the schema
 */
export const readJson = <S extends z.ZodType>(where: string, schema: S, how: string): Promise<z.infer<S>> =>
  read(where, how, (text) => schema.parse(JSON.parse(text)));

/** The same for a file with a document on each line. */
export const readJsonLines = <S extends z.ZodType>(where: string, schema: S, how: string): Promise<z.infer<S>[]> =>
  read(where, how, (text) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => schema.parse(JSON.parse(line))),
  );

async function read<T>(where: string, how: string, parse: (text: string) => T): Promise<T> {
  const text = await readFile(where, 'utf8').catch((cause) => {
    throw new InputError('missing', 'there is no such file', { where, how, cause });
  });
  try {
    return parse(text);
  } catch (cause) {
    throw new InputError('malformed', 'it is not what its name says', { where, how, cause });
  }
}
