// Parses changes of settings, the values of --set: key=value.
import { InputError } from '@curatornet/shared/errors.ts';

/**
 * Parses one change; a numeric value becomes a number.
 * @param names of the existing settings
 * @throws InputError `usage`
 */
export function parseChange<Name extends string>(
  change: string,
  names: readonly Name[],
): { key: Name; value: string | number } {
  const [, key, value] = /^([^=]+)=(.+)$/.exec(change) ?? [];
  if (!key) throw new InputError('usage', `--set ${change} must have the form key=value`);
  const known = names.find((name) => name === key);
  if (known === undefined)
    throw new InputError('usage', `unknown setting '${key}'`, { how: `the settings are: ${names.join(', ')}` });
  return { key: known, value: Number.isNaN(Number(value)) ? value : Number(value) };
}
