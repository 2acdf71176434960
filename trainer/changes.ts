// Changes of settings as --set has them: key=value.
import { InputError } from '@curatornet/shared/errors.ts';

/**
 * Reads one change; a value that looks like a number is one.
 * @param names of the settings that there are
 * @throws InputError `usage`
 */
export function parseChange<Name extends string>(
  change: string,
  names: readonly Name[],
): { key: Name; value: string | number } {
  const [, key, value] = /^([^=]+)=(.+)$/.exec(change) ?? [];
  if (!key) throw new InputError('usage', `--set ${change} is not of the form key=value`);
  const known = names.find((name) => name === key);
  if (known === undefined)
    throw new InputError('usage', `there is no setting '${key}'`, { how: `the settings are: ${names.join(', ')}` });
  return { key: known, value: Number.isNaN(Number(value)) ? value : Number(value) };
}
