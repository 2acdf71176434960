// The demonstration storefront, built on the same functions as the API. It has no passwords: anyone can act as any visitor.
// A store in production has its own pages and calls the API.
import type { Hono } from 'hono';
import type { App } from '../context.ts';
import type { Services } from '../services.ts';
import { artistPage } from './artist.tsx';
import { comparePage } from './compare.tsx';
import { findPage } from './find.tsx';
import { homePage } from './home.tsx';
import { itemPage } from './item.tsx';
import { visitorsPage } from './visitors.tsx';
import { welcomePage } from './welcome.tsx';
import { yoursPage } from './yours.tsx';

export function storefront(app: Hono<App>, services: Services): void {
  homePage(app, services);
  itemPage(app, services);
  artistPage(app, services);
  findPage(app, services);
  welcomePage(app, services);
  visitorsPage(app, services);
  yoursPage(app, services);
  comparePage(app, services);
}
