// The rails of a page if the request names none: the store's configuration, a list of ids separated by spaces.
import { type RailId, railIds } from '@curatornet/shared/api.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import type { Environment } from '../environment.ts';

const DEFAULTS = {
  /** For visitors with a history. */
  RAILS: 'for-you because-you-bought your-artists new-for-you discover',
  /** For visitors without a history. */
  RAILS_ANONYMOUS: 'popular new a-look-around',
} as const;

const parsed = new Map<string, readonly RailId[]>();

/** @throws InputError if the variable contains an unknown rail or one twice */
export function configuredRails(env: Environment, variable: keyof typeof DEFAULTS): readonly RailId[] {
  const text = env[variable] ?? DEFAULTS[variable];
  let rails = parsed.get(text);
  if (!rails) {
    const result = railIds.safeParse(text.trim().split(/\s+/));
    if (!result.success)
      throw new InputError('invalid', `${JSON.stringify(text)} is not a list of rails`, { where: variable });
    rails = result.data;
    parsed.set(text, rails);
  }
  return rails;
}
