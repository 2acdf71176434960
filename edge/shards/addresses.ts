// Where shards are: in each region that has relays a set of its own, else one set near the first visitors. A shard's name says
// the region, the version and the parts, so a shard holds one version for its whole life and no answer can mix two.
import type { Environment } from '../environment.ts';
import type { Parts } from '../model/load.ts';
import { regionOf } from '../relay/configured.ts';
import type { Place } from '../relay/regions.ts';
import type { Holding, ShardStub } from './messages.ts';

/** The name of a shard, for the platform and the log. */
export const shardName = ({ version, parts: { from, to } }: Holding, region = 'anywhere') =>
  `${region}-${version}-${from}-${to}`;

/** The shard near a request. It is made there with the first request. */
export function shardNear(env: Environment, version: string, parts: Parts, place?: Place): ShardStub {
  const region = regionOf(env, place)?.name;
  const id = env.SHARD!.idFromName(shardName({ version, parts }, region));
  return env.SHARD!.get(id, region && { locationHint: region }) as unknown as ShardStub;
}
