// Reads JSON files of a run folder and validates them with their schemas.
import { readFile } from 'node:fs/promises';
import { firstIssue } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { z } from 'zod';

/**
 * @param how how to create the file, for the error
 * @throws InputError `missing`; `malformed` if it does not match the schema
 */
export const readJsonFile = <S extends z.ZodType>(where: string, schema: S, how: string): Promise<z.infer<S>> =>
  read(where, how, (text) => schema.parse(JSON.parse(text)));

/** Reads a file with a document on each line. */
export const readJsonLines = <S extends z.ZodType>(where: string, schema: S, how: string): Promise<z.infer<S>[]> =>
  read(where, how, (text) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => schema.parse(JSON.parse(line))),
  );

async function read<T>(where: string, how: string, parse: (text: string) => T): Promise<T> {
  const text = await readFile(where, 'utf8').catch((cause) => {
    throw new InputError('missing', 'not found', { where, how, cause });
  });
  try {
    return parse(text);
  } catch (cause) {
    const issue = cause instanceof z.ZodError ? `: ${firstIssue(cause)}` : '';
    throw new InputError('malformed', `is not valid${issue}`, { where, how, cause });
  }
}
