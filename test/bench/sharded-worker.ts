// The worker with shards, which also repeats the last question to one shard: `/shard?nth=3`. `/shards` says how many were asked.

import type { DurableObjectNamespace } from '@cloudflare/workers-types';
import { createApp } from '../../edge/app.ts';
import type { Environment } from '../../edge/environment.ts';
import { Exposures } from '../../edge/experiments/exposures.ts';
import { ConfigInForce } from '../../edge/rails/in-force.ts';
import { Databases } from '../../edge/relay/databases.ts';
import { ServedModels } from '../../edge/release/served-models.ts';
import type { ShardStub } from '../../edge/shards/messages.ts';

export { Relay } from '../../edge/relay/relay.ts';
export { Shard } from '../../edge/shards/shard.ts';

/** How to ask each shard again what it was asked last, by its first part. */
const again = new Map<number, () => Promise<unknown>>();

function recording(namespace: DurableObjectNamespace): DurableObjectNamespace {
  return new Proxy(namespace, {
    get(real, name) {
      if (name !== 'get') return Reflect.get(real, name).bind(real);
      return (...args: Parameters<typeof real.get>): ShardStub => {
        const stub = () => real.get(...args) as unknown as ShardStub;
        return {
          open: (...asked) => stub().open(...asked),
          page: (...asked) => stub().page(...asked),
          select(...asked) {
            again.set(asked[0].parts.from, () => stub().select(...asked));
            return stub().select(...asked);
          },
        };
      };
    },
  });
}

// Nothing is too slow, so that the figures are of whole answers on any machine.
const { open: database, d1 } = new Databases({ deadline: 60_000 });
const models = new ServedModels({ first: 120_000, newer: 120_000, shared: 120_000, shard: 60_000 });
const app = createApp({ models, rails: new ConfigInForce(), exposures: new Exposures(), database, d1 });
export default {
  async fetch(request: Request, env: Environment, context: Parameters<typeof app.fetch>[2]): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/shard') {
      const asked = [...again.entries()].sort(([a], [b]) => a - b)[Number(searchParams.get('nth'))];
      await asked?.[1]();
      return new Response();
    }
    if (pathname === '/shards') return new Response(String(again.size));
    return app.fetch(request, { ...env, SHARD: recording(env.SHARD!) }, context);
  },
};
