// Which parts of a bundle are whose: beyond SHARD_ITEMS items, consecutive parts make up a shard.
import { type Manifest, partSizes } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import type { Environment } from '../environment.ts';
import type { Parts } from '../model/load.ts';

const SHARD_ITEMS = '100000';

/** @throws InputError if SHARD_ITEMS is not a number of items */
function mostItems({ SHARD_ITEMS: text = SHARD_ITEMS }: Environment): number {
  if (!/^[1-9]\d{0,7}$/.test(text))
    throw new InputError('invalid', `${JSON.stringify(text)} is not a number of items`, {
      where: 'SHARD_ITEMS',
      how: `use a number from 1 to 99999999, such as ${SHARD_ITEMS}`,
    });
  return Number(text);
}

/** The parts of each shard; one shard with all parts for a bundle that fits into an isolate. */
export function layoutOf(manifest: Manifest, env: Environment): Parts[] {
  const most = mostItems(env);
  const sizes = partSizes(manifest);
  const shards: Parts[] = [];
  let items = 0;
  for (const [part, size] of sizes.entries()) {
    const last = shards.at(-1);
    if (last && items + size <= most) last.to++;
    else shards.push({ from: part, to: part + 1 });
    items = last && items + size <= most ? items + size : size;
  }
  return shards;
}
