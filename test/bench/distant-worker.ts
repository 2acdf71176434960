// The worker as it is far from D1: every call waits as long as the network would take. A relay's own calls of D1 do, too.

import type { D1Database, DurableObjectNamespace, DurableObjectState } from '@cloudflare/workers-types';
import { createApp } from '../../edge/app.ts';
import type { Environment } from '../../edge/environment.ts';
import { Exposures } from '../../edge/experiments/exposures.ts';
import { ConfigInForce } from '../../edge/rails/in-force.ts';
import type { RelayStub } from '../../edge/relay/configured.ts';
import { Databases } from '../../edge/relay/databases.ts';
import { Relay as NearRelay } from '../../edge/relay/relay.ts';
import { ServedModels } from '../../edge/release/served-models.ts';

/** Round trips, in milliseconds. */
export const ROUND_TRIPS = { relay: 10, replica: 25, primary: 150 };
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

function distant(d1: D1Database, milliseconds: number): D1Database {
  return new Proxy(d1, {
    get(real, name) {
      if (name === 'withSession')
        return (kind: string) =>
          distant(
            real.withSession(kind) as unknown as D1Database,
            kind === 'first-primary' ? milliseconds : ROUND_TRIPS.replica,
          );
      const value = Reflect.get(real, name);
      if (name === 'batch')
        return async (statements: Parameters<D1Database['batch']>[0]) => {
          await pause(milliseconds);
          return real.batch(statements);
        };
      return typeof value === 'function' ? value.bind(real) : value;
    },
  });
}

function distantRelays(namespace: DurableObjectNamespace): DurableObjectNamespace {
  return new Proxy(namespace, {
    get(real, name) {
      if (name !== 'get') return Reflect.get(real, name).bind(real);
      return (...args: Parameters<typeof real.get>): RelayStub => {
        const stub = real.get(...args) as unknown as RelayStub;
        return {
          async read(since) {
            await pause(ROUND_TRIPS.relay);
            return stub.read(since, 0);
          },
          // A writer's relays are anywhere.
          async push(update) {
            await pause(ROUND_TRIPS.primary);
            return stub.push(update);
          },
        };
      };
    },
  });
}

export { Shard } from '../../edge/shards/shard.ts';

export class Relay extends NearRelay {
  constructor(ctx: DurableObjectState, env: Environment) {
    super(ctx, { ...env, DB: distant(env.DB, ROUND_TRIPS.primary) });
  }
}

const { open: database, d1 } = new Databases();
const app = createApp({
  models: new ServedModels(),
  rails: new ConfigInForce(),
  exposures: new Exposures(),
  database,
  d1,
});
export default {
  /** The header `x-relays` says which regions have relays. */
  async fetch(request: Request, env: Environment, context: Parameters<typeof app.fetch>[2]): Promise<Response> {
    const RELAYS = request.headers.get('x-relays') ?? '';
    const RELAY = distantRelays(env.RELAY!);
    // Relays hold leases only while they are asked.
    if (new URL(request.url).pathname === '/wake') {
      const stub = (name: string) => RELAY.get(RELAY.idFromName(`${name}-0`)) as unknown as RelayStub;
      await Promise.all(RELAYS.split(' ').map((name) => stub(name).read(0, 0)));
      return new Response();
    }
    return app.fetch(request, { ...env, DB: distant(env.DB, ROUND_TRIPS.primary), RELAY, RELAYS }, context);
  },
};
