// A relay that throws, hangs, is gone, or talks nonsense: the isolate is told nothing, soon, and asks D1.
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { NearbyRelays } from '../../edge/relay/ask.ts';
import type { RelayStub } from '../../edge/relay/configured.ts';
import type { RelayAnswer } from '../../edge/relay/window.ts';
import { emptyStorage, promote } from './harness.ts';

const DEADLINE_MS = 50;
beforeAll(async () => {
  await emptyStorage();
  await promote('v1');
});
let logged: string[];
beforeEach(() => {
  logged = [];
  vi.spyOn(console, 'error').mockImplementation((...words) => void logged.push(words.join(' ')));
});
afterEach(() => vi.restoreAllMocks());

const never = () => new Promise<never>(() => {});
/** An isolate whose relay reads by `read`. */
function open(read: RelayStub['read']) {
  const RELAY = new Proxy(env.RELAY!, {
    get: (real, name) => (name === 'get' ? () => ({ read }) : Reflect.get(real, name).bind(real)),
  });
  const relays = new NearbyRelays(DEADLINE_MS);
  const background: Promise<void>[] = [];
  const ask = (since = 0) =>
    relays.read(
      { ...env, RELAY, RELAYS: 'weur' },
      { visitor: '', keep: (work) => void background.push(work) },
      since,
      0,
    );
  return { ask, background };
}
const deployment = { seq: 3, version: 'v3' };
const change = { revision: 7, id: 'w-1', state: 'sold', about: null, features: null, featuresRevision: null };

test('what a relay tells is what D1 would have told', async () => {
  const { ask } = open(async () => ({ deployment, revision: 7, changes: [change] }));
  const { featuresRevision: _, ...told } = change;
  expect(await ask(6)).toEqual({
    deployment,
    since: 6,
    featuresSince: 6,
    revision: 7,
    changes: [told],
    more: false,
    history: [],
    hidden: [],
    personalised: true,
  });
  expect(logged).toEqual([]);
});

test('without a region nobody is asked', async () => {
  const read = vi.fn(never);
  const RELAY = new Proxy(env.RELAY!, { get: () => () => ({ read }) });
  expect(
    await new NearbyRelays().read({ ...env, RELAY, RELAYS: '' }, { visitor: '', keep: () => {} }, 0, 0),
  ).toBeUndefined();
  expect(read).not.toHaveBeenCalled();
});

const LACKING: [string, RelayStub['read']][] = [
  ['has no lease', async () => null],
  ['does not know so far back', async () => ({ deployment, revision: 7, changes: null })],
];
test.each(LACKING)('a relay that %s is asked again by the next request', async (_, read) => {
  const asked = vi.fn(read);
  const { ask } = open(asked);
  for (let i = 0; i < 2; i++) expect(await ask()).toBeUndefined();
  expect(asked).toHaveBeenCalledTimes(2);
  expect(logged).toEqual([]);
});

const nonsense = (answer: unknown) => async () => answer as RelayAnswer;
const FAILING: [string, RelayStub['read']][] = [
  [
    'throws',
    () => {
      throw new Error('it is gone');
    },
  ],
  ['rejects', () => Promise.reject(new Error('it is gone'))],
  ['answers a deployment that is none', nonsense({ deployment: { seq: 'x' }, revision: 7, changes: [] })],
  ['answers an item of no state', nonsense({ deployment, revision: 7, changes: [{ ...change, state: 'lost' }] })],
  ['answers no list', nonsense({ deployment, revision: 7, changes: 7 })],
];
test.each(FAILING)('a relay that %s tells nothing, and the log says so', async (_, read) => {
  const { ask } = open(read);
  expect(await ask()).toBeUndefined();
  expect(logged).toHaveLength(1);
  expect(logged[0]).toMatch(/^the relay in weur cannot be asked: /);
});

describe('a relay that hangs', () => {
  test('makes one request wait for the deadline, and the others not at all', async () => {
    const asked = vi.fn(never);
    const { ask, background } = open(asked);
    expect(await ask()).toBeUndefined();
    for (let i = 0; i < 20; i++) expect(await ask()).toBeUndefined();
    expect(asked).toHaveBeenCalledTimes(1);
    expect(background).toEqual([]);
    expect(logged[0]).toBe('the relay in weur took longer than 50 ms: requests go on without it');
  });
});

test('the object itself tells a cold isolate everything', async () => {
  const relays = new NearbyRelays(25_000);
  const state = await relays.read({ ...env, RELAYS: 'weur' }, { visitor: '', keep: () => {} }, 0, 0);
  expect(state).toMatchObject({ deployment: { version: 'v1' }, changes: [], more: false });
});
