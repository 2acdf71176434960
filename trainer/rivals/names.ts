// The names of the rivals on the command line.
import { InputError } from '@curatornet/shared/errors.ts';

/** The names of --rivals, in the order of the table. */
export const RIVAL_NAMES = [
  'vbpr',
  'bpr-mf',
  'ease',
  'item-knn',
  'visrank',
  'visrank-mean',
  'artist',
  'popularity',
  'random',
  'oracle',
] as const;
export type RivalName = (typeof RIVAL_NAMES)[number];

/** Parses --rivals: names with commas between them. @returns undefined if it is not given */
export function parseRivals(text: string | undefined): RivalName[] | undefined {
  if (text === undefined) return undefined;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !RIVAL_NAMES.some((known) => known === name));
  if (unknown !== undefined)
    throw new InputError('usage', `--rivals: unknown rival '${unknown}'`, {
      how: `name any of: ${RIVAL_NAMES.join(', ')}, with commas between them`,
    });
  return RIVAL_NAMES.filter((name) => names.includes(name));
}
