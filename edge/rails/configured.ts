// Which rails a page has where the request does not say: the store's configuration, as a list of ids with spaces between.
import { type RailId, railIds } from '@curatornet/shared/api.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import type { Environment } from '../environment.ts';

const DEFAULTS = {
  /** For somebody with a history. */
  RAILS: 'for-you because-you-bought your-artists new-for-you discover',
  /** For somebody of whom nothing is known. */
  RAILS_ANONYMOUS: 'popular new a-look-around',
} as const;

const parsed = new Map<string, readonly RailId[]>();

/** @throws InputError where a variable names what is no rail, or one twice */
export function configuredRails(env: Environment, variable: keyof typeof DEFAULTS): readonly RailId[] {
  const text = env[variable] ?? DEFAULTS[variable];
  let rails = parsed.get(text);
  if (!rails) {
    const result = railIds.safeParse(text.trim().split(/\s+/));
    if (!result.success)
      throw new InputError('invalid', `${JSON.stringify(text)} is no list of rails`, { where: variable });
    rails = result.data;
    parsed.set(text, rails);
  }
  return rails;
}
