// The worker's rankings over HTTP equal the evaluator's: the same items in the same order for 200 users, for histories in
// the request and in D1; and so do those that `curatornet recommend` writes.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Server, serveLocal } from '../../infra/serve.ts';
import type { RailsResponse } from '../../shared/api-rails.ts';
import { exclude, MAX_HISTORY, topK } from '../../shared/ranking.ts';
import { openServedRun, type ServedRun } from '../../trainer/trained-run.ts';
import { freePort } from '../infra/workbench.ts';
import { curatornet, temporaryFolder } from '../trainer/command.ts';

const USERS = 200;
const TOP = 20;
const TIKTOK = fileURLToPath(new URL('../../../shared/data/tiktok/', import.meta.url));

const makeSimulated = (out: string) =>
  curatornet('simulate', '--out', out, '--users', '500', '--items', '500', '--purchases', '1500', '--side', '64');
const importTiktok = (out: string) => {
  const file = (name: string) => join(TIKTOK, name);
  const files = [
    '--events',
    file('train.csv'),
    '--validation',
    file('validation.csv'),
    '--features',
    file('item_features.npy'),
  ];
  return curatornet('import', 'interactions', ...files, '--out', out);
};

describe.each([
  { name: 'a simulated store', make: makeSimulated, there: true },
  {
    name: 'the TikTok data (skipped where they are missing)',
    make: importTiktok,
    there: existsSync(TIKTOK),
  },
])('$name', ({ make, there }) => {
  const folder = temporaryFolder();
  let trained: ServedRun;
  let server: Server;

  beforeAll(async () => {
    if (!there) return;
    const [data, run, state] = ['data', 'run', 'state'].map((name) => join(folder, name));
    await make(data);
    // Not the whole of `run`: what the model is worth does not matter here.
    for (const args of [['train', '--preset', 'smoke'], ['evaluate', '--rivals', 'popularity'], ['export']]) {
      const made = await curatornet(...args, '--data', data, '--run', run);
      expect(made.status, made.stderr).toBe(0);
    }
    server = await serveLocal({ port: await freePort(), state });
    const to = ['--url', server.url, '--promote', '--events', '--force', 'a model of seconds'];
    const deployed = await curatornet('deploy', join(run, 'bundle'), ...to);
    expect(deployed.status, deployed.stderr).toBe(0);
    trained = await openServedRun(run);
  });
  afterAll(async () => {
    await server?.stop();
    await trained?.served.close();
  });

  /** Unique items that the sent events sold. */
  function sold(): number[] {
    const { items, events, validation } = trained.dataset;
    const bought = new Set<number>();
    for (const { item, kind } of validation ? [events, validation] : [events])
      for (const [place, row] of item.entries()) if ((kind?.[place] ?? 0) === 0) bought.add(row);
    return [...bought].filter((row) => items[row].unique);
  }
  /** The evaluator's ranking: ids of the best items that are neither in the history nor sold. */
  async function ranked(user: number, known: readonly number[]): Promise<string[]> {
    const scores = await trained.served.score({ user, history: known });
    exclude(scores, known);
    exclude(scores, sold());
    return topK(scores, TOP).map((row) => trained.dataset.items[row].id);
  }
  async function served(path: string, init?: RequestInit): Promise<string[]> {
    const headers = { ...init?.headers, authorization: `Bearer ${server.keys.SERVICE_KEY}` };
    const response = await fetch(`${server.url}${path}`, { ...init, headers });
    expect(response.status).toBe(200);
    const { rails } = (await response.json()) as RailsResponse;
    expect(rails.map(({ id }) => id)).toEqual(['for-you']);
    return rails[0].items.map(({ id }) => id);
  }
  /** Every n-th user, to cover all parts of the data. */
  const some = (users: number[]) =>
    users.filter((_, i) => i % Math.max(1, Math.floor(users.length / USERS)) === 0).slice(0, USERS);

  it.skipIf(!there)(`POST: the ranking of ${USERS} users' training histories`, async () => {
    const { history } = trained.split;
    const users = some(
      [...history.keys()].filter((user) => history[user].length > 0 && history[user].length <= MAX_HISTORY),
    );
    expect(users.length).toBe(USERS);
    const rankings = new Set<string>();
    for (const user of users) {
      const ids = history[user].map((row) => trained.dataset.items[row].id);
      const body = JSON.stringify({ history: ids, limit: TOP, rails: ['for-you'] });
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
      const got = await served('/v1/rails', init);
      expect(got).toEqual(await ranked(user, history[user]));
      rankings.add(got.join());
    }
    // Guard: the rankings differ.
    expect(rankings.size).toBeGreaterThan(USERS / 4);
  });

  it.skipIf(!there)(`GET: the ranking of ${USERS} users by their stored histories`, async () => {
    const { split, dataset } = trained;
    const known = (user: number) => [...split.history[user], ...split.hidden[user]];
    const users = some([...dataset.users.keys()].filter((user) => known(user).length > 0));
    // The longest history has more items than the tower reads.
    const longest = users
      .concat(split.history.keys().toArray())
      .reduce((a, b) => (known(b).length > known(a).length ? b : a));
    for (const user of [...users, longest]) {
      const query = new URLSearchParams({ user: dataset.users[user], limit: String(TOP), rails: 'for-you' });
      expect(await served(`/v1/rails?${query}`), `user ${dataset.users[user]}`).toEqual(
        await ranked(user, known(user)),
      );
    }
  });

  it.skipIf(!there)('`recommend` writes the same rail by the worker and by the bundle with the dataset', async () => {
    const users = join(folder, 'users.txt');
    const { dataset } = trained;
    writeFileSync(
      users,
      [...some([...dataset.users.keys()]).map((user) => dataset.users[user]), 'a stranger'].join('\n'),
    );
    const write = async (name: string, ...source: string[]) => {
      const out = join(folder, name);
      const args = ['--users', users, '--out', out, '--rails', 'for-you', '--limit', String(TOP), ...source];
      const { status, stderr } = await curatornet('recommend', ...args);
      expect(status, stderr).toBe(0);
      const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
      return lines.map((line) => {
        const { user, model, rails } = JSON.parse(line) as RailsResponse & { user: string };
        return { user, model, rails: rails.map(({ id, items }) => [id, items.map((item) => [item.id, item.score])]) };
      });
    };
    const bySource = await Promise.all([
      write('by-worker', '--url', server.url),
      write('by-bundle', '--bundle', join(folder, 'run/bundle'), '--data', join(folder, 'data')),
    ]);
    expect(bySource[0]).toEqual(bySource[1]);
    expect(bySource[0]).toHaveLength(USERS + 1);
    expect(bySource[0].map(({ rails }) => rails.length)).toEqual([...Array(USERS).fill(1), 0]);
  });
});
