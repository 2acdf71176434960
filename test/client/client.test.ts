// @curatornet/client in Node, against a server that fails as told: retries, timeouts, shared calls, tokens, events.
import { once } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { type ClientOptions, CuratorError, createClient } from '../../edge/client/client.ts';
import { accept, hang, json, openServer, plan, problem, server } from './server.ts';

openServer();

const PAGE = { model: '1', rails: [] };
const anonymous = (more: Partial<ClientOptions> = {}) => createClient({ url: server.url, key: 'key', ...more });
const signedIn = (more: Partial<ClientOptions> = {}) =>
  createClient({ url: server.url, user: 'ann', token: 'token', onError: () => {}, ...more });
const eventsOf = (place: number) => (server.asked[place].body as { events: Record<string, unknown>[] }).events;

describe('a call', () => {
  test('names the options as the API does: a list repeats its parameter', async () => {
    plan(json(PAGE));
    await anonymous().rails({ rails: ['popular', 'new'], limit: 5, artists: ['A & B'], perArtist: undefined });
    expect(server.asked).toEqual([
      {
        method: 'GET',
        path: '/v1/rails/anonymous?rails=popular&rails=new&limit=5&artists=A+%26+B',
        authorization: 'Bearer key',
      },
    ]);
  });

  test('is repeated while the failure is temporary, and ends with the answer', async () => {
    plan(problem(503), (_, response) => response.destroy(), json(PAGE));
    expect(await anonymous().rails()).toEqual(PAGE);
    expect(server.asked).toHaveLength(3);
  });

  test('ends after its retries', async () => {
    plan(problem(503));
    await expect(anonymous({ retries: 1 }).rails()).rejects.toMatchObject({ problem: { status: 503 } });
    expect(server.asked).toHaveLength(2);
  });

  test('is not repeated if it was refused, nor if the server wants a long pause', async () => {
    plan(problem(400, { detail: 'limit' }));
    await expect(anonymous().rails()).rejects.toThrow(CuratorError);
    await expect(anonymous().rails()).rejects.toThrow('Problem 400: limit');
    expect(server.asked).toHaveLength(2);
    plan(problem(429, {}, { 'retry-after': '60' }));
    await expect(anonymous().rails()).rejects.toMatchObject({ problem: { status: 429 }, retryAfter: 60 });
    expect(server.asked).toHaveLength(1);
  });

  test('waits as long as the server wants', async () => {
    vi.useFakeTimers();
    try {
      const busy = new Response('{}', { status: 429, headers: { 'retry-after': '7' } });
      const fetch = vi.fn().mockResolvedValueOnce(busy).mockResolvedValue(Response.json(PAGE));
      const answer = anonymous({ fetch }).rails();
      await vi.advanceTimersByTimeAsync(6_999);
      expect(fetch).toHaveBeenCalledTimes(1);
      await vi.advanceTimersByTimeAsync(1);
      expect(await answer).toEqual(PAGE);
    } finally {
      vi.useRealTimers();
    }
  });

  test('is an error with the status if a proxy answers with a page', async () => {
    plan((_, response) => response.writeHead(404).end('<h1>Not found</h1>'));
    await expect(anonymous().rails()).rejects.toMatchObject({ problem: { type: 'about:blank', status: 404 } });
  });

  test('ends an attempt after its timeout', async () => {
    plan(hang);
    await expect(anonymous({ timeout: 50, retries: 0 }).rails()).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('asks for a token once, and for another one when it is refused', async () => {
    const token = vi.fn(async () => `token-${token.mock.calls.length}`);
    plan(json(PAGE), problem(401), json(PAGE));
    const client = signedIn({ token });
    await client.rails();
    await client.rails({ limit: 3 });
    expect(server.asked.map(({ authorization }) => authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-1',
      'Bearer token-2',
    ]);
    plan(problem(401));
    await expect(client.rails()).rejects.toMatchObject({ problem: { status: 401 } });
    expect(server.asked).toHaveLength(2);
  });
});

describe('the same call at the same time', () => {
  test('is made once', async () => {
    plan(json(PAGE));
    const client = anonymous();
    const answers = await Promise.all([client.rails(), client.rails(), client.rails({ limit: 3 })]);
    expect(answers).toEqual([PAGE, PAGE, PAGE]);
    expect(server.asked).toHaveLength(2);
    await client.rails();
    expect(server.asked).toHaveLength(3);
  });

  test('goes on for the others when one caller leaves, and ends when all have left', async () => {
    const client = anonymous({ retries: 0 });
    const [first, second] = [new AbortController(), new AbortController()];
    let release = () => {};
    plan((asked, response, request) => {
      release = () => json(PAGE)(asked, response, request);
    });
    const one = client.rails({ signal: first.signal });
    const other = client.rails({ signal: second.signal });
    await vi.waitUntil(() => server.asked.length === 1);
    first.abort(new Error('left'));
    await expect(one).rejects.toThrow('left');
    release();
    expect(await other).toEqual(PAGE);

    const closed = new Promise<unknown>((resolve) => plan((_, response) => resolve(once(response, 'close'))));
    const last = client.rails({ signal: second.signal });
    await vi.waitUntil(() => server.asked.length === 1);
    second.abort(new Error('left, too'));
    await expect(last).rejects.toThrow('left, too');
    await closed;
  });
});

describe('events', () => {
  test('clicks wait for others and go out together; each has an id and a time', async () => {
    plan(accept);
    const client = signedIn();
    const outcomes = [1, 2, 3].map((n) => client.record({ item: `w-${n}`, kind: 'click', rail: 'ref' }));
    await client.flush();
    expect(await Promise.all(outcomes)).toEqual(['recorded', 'recorded', 'recorded']);
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]).toMatchObject({ method: 'POST', path: '/v1/events', authorization: 'Bearer token' });
    const sent = eventsOf(0);
    expect(sent.map(({ item }) => item)).toEqual(['w-1', 'w-2', 'w-3']);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(3);
    for (const event of sent)
      expect(event).toEqual({
        id: expect.stringMatching(/^[0-9a-z]{16,28}$/),
        at: expect.any(Number),
        user: 'ann',
        item: expect.any(String),
        kind: 'click',
        rail: 'ref',
      });
    await client.flush();
    expect(server.asked).toHaveLength(1);
  });

  test('are kept while the API cannot be reached, and sent again with the same ids', async () => {
    plan(problem(503));
    const failures: unknown[] = [];
    const client = signedIn({ retries: 0, onError: (error) => failures.push(error) });
    await expect(client.record({ item: 'w-1', kind: 'like' })).rejects.toMatchObject({ problem: { status: 503 } });
    expect(failures).toHaveLength(1);
    const [lost] = eventsOf(0);
    plan(accept);
    expect(await client.record({ item: 'w-2', kind: 'like' })).toBe('recorded');
    expect(eventsOf(0)).toHaveLength(2);
    expect(eventsOf(0)).toContainEqual(lost);
  });

  test('that are wrong are given up; the others of their request are sent', async () => {
    plan(problem(400, { errors: [{ at: 'events.1.item', message: 'must be 1 to 128 characters' }] }), accept);
    const client = signedIn();
    const outcomes = ['w-1', '', 'w-3'].map((item, place) => client.record({ item, kind: 'click', at: place }));
    await client.flush();
    await expect(outcomes[1]).rejects.toMatchObject({ problem: { status: 400 } });
    expect(await Promise.all([outcomes[0], outcomes[2]])).toEqual(['recorded', 'recorded']);
    expect(server.asked.map((_, place) => eventsOf(place).map(({ item }) => item))).toEqual([
      ['w-1', '', 'w-3'],
      ['w-1', 'w-3'],
    ]);
  });

  test('of a hundred, each request has at most 32, the oldest first', async () => {
    plan(accept);
    const client = signedIn();
    for (let at = 100; at > 0; at--) client.record({ item: `w-${at}`, kind: 'click', at });
    await client.flush();
    expect(server.asked.map((_, place) => eventsOf(place).length)).toEqual([32, 32, 32, 4]);
    expect(eventsOf(0)[0].item).toBe('w-1');
  });

  test('beyond 500 that wait are given up: first the oldest impressions', async () => {
    plan(accept);
    const client = signedIn();
    const outcome = client.record({ item: 'w-0', kind: 'like', at: 0 });
    const seen = Array.from({ length: 502 }, (_, at) =>
      client.record({ item: `w-${at}`, kind: 'impression', at: at + 1 }),
    );
    const lost = Promise.all(
      seen.slice(0, 3).map((one) => expect(one).rejects.toThrow('more than 500 events are waiting')),
    );
    await client.flush();
    await lost;
    expect(await outcome).toBe('recorded');
    const sent = server.asked.flatMap((_, place) => eventsOf(place).map(({ item }) => item));
    expect([...new Set(sent)]).toHaveLength(500);
    expect(sent.slice(0, 2)).toEqual(['w-0', 'w-3']);
  });

  test('recorded while others are on their way are sent after them', async () => {
    const client = signedIn();
    const later: Promise<unknown>[] = [];
    plan((asked, response, request) => {
      later.push(client.record({ item: 'w-2', kind: 'like' }));
      accept(asked, response, request);
    }, accept);
    await client.record({ item: 'w-1', kind: 'like' });
    expect(await later[0]).toBe('recorded');
    expect(server.asked).toHaveLength(2);
  });

  test('recorded at any moment after others were answered are sent', { timeout: 10_000 }, async () => {
    plan(accept);
    const client = signedIn();
    for (let steps = 0; steps < 12; steps++) {
      await client.record({ item: 'w-1', kind: 'like' });
      for (let step = 0; step < steps; step++) await undefined;
      expect(await client.record({ item: 'w-2', kind: 'like' })).toBe('recorded');
    }
  });

  test('a call after them carries their bookmark', async () => {
    plan((asked, response, request) => {
      response.setHeader('x-bookmark', 'mark-1');
      accept(asked, response, request);
    }, json(PAGE));
    const client = signedIn({ key: 'key' });
    await client.record({ item: 'w-1', kind: 'like' });
    await client.rails();
    await client.similar('w-1');
    expect(server.asked.map(({ bookmark }) => bookmark)).toEqual([undefined, 'mark-1', undefined]);
    expect(server.asked.map(({ authorization }) => authorization)).toEqual([
      'Bearer token',
      'Bearer token',
      'Bearer key',
    ]);
  });
});

describe('a visitor who does not want to be known', () => {
  test('with a user: the API is told, what waits and what comes is not sent, except purchases', async () => {
    plan(json({ user: 'a/b', personalised: false, erased: 0 }), json(PAGE), accept);
    const client = signedIn({ user: 'a/b', key: 'key' });
    const waits = client.record({ item: 'w-1', kind: 'impression' });
    await client.personalise(false);
    expect(await waits).toBe('not-stored');
    for (const kind of ['impression', 'click', 'like'] as const)
      expect(await client.record({ item: 'w-1', kind })).toBe('not-stored');
    await client.rails({ limit: 5 });
    await client.record({ item: 'w-2', kind: 'purchase' });
    expect(server.asked.map(({ method, path, authorization }) => [method, path, authorization])).toEqual([
      ['PUT', '/v1/users/a%2Fb', 'Bearer token'],
      ['GET', '/v1/rails/anonymous?limit=5', 'Bearer key'],
      ['POST', '/v1/events', 'Bearer token'],
    ]);
    expect(server.asked[0].body).toEqual({ personalised: false });
    expect(eventsOf(2)).toMatchObject([{ item: 'w-2', kind: 'purchase' }]);
  });

  test('a purchase that waits is still sent', async () => {
    plan(problem(503), json({}), accept);
    const client = signedIn({ retries: 0 });
    await expect(client.record({ item: 'w-2', kind: 'purchase' })).rejects.toMatchObject({ problem: { status: 503 } });
    await client.personalise(false);
    await client.flush();
    expect(eventsOf(2)).toMatchObject([{ item: 'w-2', kind: 'purchase' }]);
  });

  test('counts at once even if the API cannot be told, and goes on until it was told otherwise', async () => {
    plan(problem(503));
    const client = signedIn({ retries: 0 });
    await expect(client.personalise(false)).rejects.toMatchObject({ problem: { status: 503 } });
    expect(await client.record({ item: 'w-1', kind: 'like' })).toBe('not-stored');
    await expect(client.personalise(true)).rejects.toMatchObject({ problem: { status: 503 } });
    client.forget();
    expect(await client.record({ item: 'w-1', kind: 'like' })).toBe('not-stored');
    plan(json({}), accept);
    await client.personalise(true);
    expect(await client.record({ item: 'w-1', kind: 'like' })).toBe('recorded');
  });

  test('without a user: no history is kept, and nobody is told', async () => {
    plan(json(PAGE));
    const client = anonymous();
    await client.record({ item: 'w-1', kind: 'like' });
    await client.personalise(false);
    expect(client.history()).toEqual([]);
    for (const kind of ['like', 'purchase'] as const)
      expect(await client.record({ item: 'w-1', kind })).toBe('not-stored');
    await client.rails();
    expect(server.asked.map(({ path }) => path)).toEqual(['/v1/rails/anonymous']);
    await client.personalise(true);
    expect(await client.record({ item: 'w-1', kind: 'like' })).toBe('local');
    expect(client.history()).toEqual(['w-1']);
  });
});
