// Rails that elements of a page ask for at the same time come in one request: no item is on two of them.
import type { Client } from './client.ts';
import type { Rail, RailId, RailsOptions } from './types.ts';

interface Page {
  rails: RailId[];
  answer: Promise<Rail[]>;
}

const waiting = new WeakMap<Client, Map<string, Page>>();

/** @returns the rail; undefined if it has no items for this visitor */
export async function oneRail(client: Client, id: RailId, options: RailsOptions): Promise<Rail | undefined> {
  const pages = waiting.get(client) ?? new Map<string, Page>();
  waiting.set(client, pages);
  const name = JSON.stringify(options);
  let page = pages.get(name);
  if (page === undefined) {
    const rails: RailId[] = [];
    const ask = async () => {
      await undefined;
      pages.delete(name);
      return (await client.rails({ ...options, rails })).rails;
    };
    page = { rails, answer: ask() };
    pages.set(name, page);
  }
  if (!page.rails.includes(id)) page.rails.push(id);
  return (await page.answer).find((rail) => rail.id === id);
}
