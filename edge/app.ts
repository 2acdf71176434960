// The routes as one application. The worker composes it with R2 and D1; a benchmark may compose it with less.

import { Hono } from 'hono';
import type { RequestIdVariables } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import { OPERATIONS } from './contract/operations.ts';
import { cors } from './cors.ts';
import type { Database } from './database.ts';
import type { Environment } from './environment.ts';
import { manners } from './manners.ts';
import type { ModelStore } from './model/store.ts';
import { observe, type Seen } from './observe.ts';
import { onError, problemResponse } from './problems.ts';
import { docs } from './routes/docs.ts';
import { events } from './routes/events.ts';
import { exportRoute } from './routes/export.ts';
import { health } from './routes/health.ts';
import { items } from './routes/items.ts';
import { modelFiles } from './routes/model-files.ts';
import { models as modelRoutes } from './routes/models.ts';
import { openapi } from './routes/openapi.ts';
import { rails } from './routes/rails.ts';
import { similar } from './routes/similar.ts';
import { users } from './routes/users.ts';
import { storefront } from './storefront/storefront.tsx';

export interface App {
  Bindings: Environment;
  Variables: RequestIdVariables & {
    /** The path of the route in the contract. */
    route?: string;
    /** The name of the key that opened the route. */
    key?: string;
    /** The user whose token opened it. */
    subject?: string;
    /** What is logged of the answer. */
    seen?: Seen;
  };
}

/** What the routes work with. */
export interface Services {
  models: ModelStore;
  database: (env: Environment) => Database;
}

export function createApp(services: Services): Hono<App> {
  const app = new Hono<App>();
  // A browser that sent no referrer would not say either where a form comes from, and the storefront asks that.
  app.use(...manners, observe, secureHeaders({ referrerPolicy: 'same-origin' }), cors);
  app.onError(onError);
  app.notFound(() => problemResponse('not-found'));
  rails(app, services);
  similar(app, services);
  events(app, services);
  items(app, services);
  users(app);
  exportRoute(app, services);
  modelRoutes(app, services);
  modelFiles(app);
  health(app, services);
  openapi(app, OPERATIONS);
  docs(app);
  storefront(app, services);
  refuseOtherMethods(app);
  return app;
}

/** At every path that a route has: answers OPTIONS, and 405 to the methods that no route has. */
function refuseOtherMethods(app: Hono<App>): void {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    if (method === 'ALL') continue;
    const known = methods.get(path) ?? new Set();
    methods.set(path, known.add(method));
    if (method === 'GET') known.add('HEAD');
  }
  for (const [path, known] of methods) {
    const allow = [...known, 'OPTIONS'].sort().join(', ');
    app.options(path, () => new Response(null, { status: 204, headers: { allow } }));
    app.all(path, () => problemResponse('method-not-allowed', { headers: { allow } }));
  }
}
