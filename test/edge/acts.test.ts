// A random state machine over all routes that write: buyers at every door, late retries, lost requests and answers, the
// store's items, orphans and erasures, and operators. After each step the worker agrees with acts.model.ts.
//
// STEPS=20000 npx vitest run test/edge/acts.test.ts --project workerd
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { generateSignedCookie } from 'hono/cookie';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { EventsResponse, OrphansResponse, UserResponse } from '../../shared/api.ts';
import { BUNDLE_FILES } from '../../shared/bundle.ts';
import type { ModelsResponse } from '../../shared/deployments.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { type Answer, DAY, type SentEvent, StoreModel } from './acts.model.ts';
import type { Act, ModelBundle } from './acts.model-releases.ts';
import {
  type Ask,
  bearer,
  emptyStorage,
  emptyTables,
  KEYS,
  openWorker,
  post,
  put,
  rails,
  token,
  upload,
} from './harness.ts';
import { type Loss, losingD1 } from './losing-d1.ts';

const STEPS = Number(env.STEPS || 400);
/** A sequence has this many steps on average. */
const LENGTH = 100;
/** How long a failing sequence is made shorter. */
const SHRINK_MS = 20_000;
const NOW = 1_800_000_000;

/** Which bundle has which item, and whether it says that there is only one. Bundles have other items besides. */
const LISTED: Record<string, Record<string, boolean>> = {
  first: { 'i-0': true, 'i-1': true, 'i-2': false, 'i-3': false, 'i-4': true },
  second: { 'i-0': true, 'i-1': true, 'i-2': false, 'i-3': true, 'i-4': false },
  third: { 'i-0': true, 'i-2': false, 'i-3': true, 'i-5': true, 'i-6': false },
  broken: { 'i-0': true, 'i-7': true },
};
const ITEMS = ['i-0', 'i-1', 'i-2', 'i-3', 'i-4', 'i-5', 'i-6', 'i-7', 'n-0', 'n-1'];
/** Items that neither a bundle nor the store ever says to be a print. */
const ALWAYS_UNIQUE = ['i-0', 'i-1', 'i-5', 'i-7', 'n-0'];
const USERS = ['ann', 'bob', 'cyd'] as const;
const FORMS = ['0', '1', '2', '3', '4', '5'].map((digit) => `${digit.repeat(8)}-0000-4000-8000-000000000000`);

let bundles: ModelBundle[];
let tokens: Record<string, string>;
let cookies: Record<string, string>;
beforeAll(async () => {
  await emptyStorage();
  const made = Object.values(LISTED).map(async (listed, place): Promise<ModelBundle> => {
    const ids = Object.keys(listed);
    const about = (row: number) => ({ id: ids[row] ?? `f-${row}`, unique: listed[ids[row]] ?? true });
    const bundle = await makeBundle({ items: 26, dimensions: 4, hidden: [4], seed: place + 1, about });
    await upload(bundle);
    const whole = listed !== LISTED.broken;
    if (!whole) await env.MODELS.delete(`${bundle.version}/${BUNDLE_FILES.userTower}`);
    return {
      version: bundle.version,
      whole,
      items: new Map(bundle.items.map(({ id, unique }) => [id, unique === true])),
    };
  });
  bundles = await Promise.all(made);
  const of = async (make: (user: string) => Promise<string>) =>
    Object.fromEntries(await Promise.all(USERS.map(async (user) => [user, await make(user)])));
  tokens = await of((user) => token(user, { exp: NOW + 10_000 * DAY }));
  cookies = await of((user) => generateSignedCookie('visitor', user, `storefront ${KEYS.TOKEN_SECRET}`));
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const item = fc.constantFrom(...ITEMS);
const user = fc.constantFrom(...USERS);
const event = fc.record({
  /** An id of its own where it is left out. */
  nth: fc.option(fc.nat(9), { nil: undefined, freq: 3 }),
  user,
  item,
  kind: fc.constantFrom('purchase', 'purchase', 'purchase', 'like', 'click'),
  /** Seconds before it is sent. */
  ago: fc.constantFrom(undefined, undefined, 0, 1, 300, -5),
  rail: fc.constantFrom(undefined, undefined, undefined, 'for-you'),
});
const revision = fc.constantFrom('fresh', 'fresh', 'fresh', 'fresh', 'last', 'first');
const who = fc.constantFrom('olga', 'piet');
const step = fc.record({
  /** Seconds that pass before it. */
  wait: fc.constantFrom(...Array(20).fill(0), ...Array(10).fill(1), ...Array(10).fill(400), 31 * DAY),
  isolate: fc.nat(1),
  loss: fc.constantFrom<(Loss | undefined)[]>(
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    'request',
    'answer',
  ),
  act: fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('send' as const),
        door: fc.constantFrom('', ...USERS),
        events: fc.array(event, { minLength: 1, maxLength: 3 }),
        twice: fc.boolean(),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('form' as const),
        user: fc.option(user, { nil: undefined }),
        item,
        kind: fc.constantFrom('buy', 'buy', 'like'),
        form: fc.nat(FORMS.length - 1),
      }),
    },
    { weight: 8, arbitrary: fc.record({ do: fc.constant('retry' as const), back: fc.oneof(fc.nat(4), fc.nat(200)) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('put' as const),
        item,
        forSale: fc.constantFrom(undefined, undefined, true, false),
        unique: fc.constantFrom(undefined, true, false),
        features: fc.constantFrom(undefined, 6, 6, 5),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('withdraw' as const), item }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('erase' as const), user }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('orphan' as const), item }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('smoke' as const),
        version: fc.constantFrom(0, 0, 1, 1, 2, 2, 3),
        why: fc.constantFrom('weekly', 'again'),
      }),
    },
    {
      weight: 9,
      arbitrary: fc.record({
        do: fc.constant('operate' as const),
        kind: fc.constantFrom('canary', 'promote', 'stop', 'rollback', 'rollback'),
        version: fc.nat(2),
        /** Whether a stop or a rollback names what is in force. */
        aimed: fc.constantFrom(true, true, true, false),
        percent: fc.constantFrom(10, 50),
        revision,
        who,
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  ),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A request as it was sent, so that it can be sent again, and what the model makes of it. */
interface Exchange {
  path: string;
  init: RequestInit;
  predict: (model: StoreModel, allow: boolean) => Answer;
  /** The form of a stranger, who becomes a visitor by it. */
  stranger?: string;
}

/** How often each case came up. */
const cases: Record<string, number> = {};
const count = (what: string) => {
  cases[what] = (cases[what] ?? 0) + 1;
};

class Machine {
  readonly #model = new StoreModel(bundles, NOW, cases);
  readonly #storage = losingD1();
  readonly #isolates: Ask[];
  readonly #sent: Exchange[] = [];
  readonly #revisions: number[] = [0];
  /** The visitors that strangers became, by the form that made them. */
  readonly #strangers = new Map<string, string>();
  /** The outcome that each event was first told, by sender and id. */
  readonly #told = new Map<string, string>();
  /** How often an item was bought since it was put back last. */
  readonly #bought = new Map<string, number>();
  #fresh = 0;

  constructor() {
    this.#isolates = [this.#open(0), this.#open(1)];
  }
  /** By a token's purchase the first isolate sells nothing, the second does: they never run at once in a store. */
  #open = (isolate: number) =>
    openWorker({ DB: this.#storage.DB, STOREFRONT: 'on', TOKEN_PURCHASES: isolate === 1 ? 'allow' : '' });

  async run({ wait, isolate, loss, act }: Step): Promise<void> {
    this.#model.now += wait;
    vi.setSystemTime(this.#model.now * 1000);
    if (act.do === 'restart') {
      this.#isolates[isolate] = this.#open(isolate);
      return;
    }
    const exchange = act.do === 'retry' ? this.#sent.at(-1 - (act.back % (this.#sent.length || 1))) : this.#write(act);
    if (!exchange) return;
    if (act.do !== 'retry') this.#sent.push(exchange);
    else count('retry');
    // Smoke writes in several transactions.
    const { result: response, lost } = await this.#storage.losing(
      act.do === 'smoke' || exchange.path.endsWith('/smoke') ? undefined : loss,
      () => this.#isolates[isolate](exchange.path, exchange.init),
    );
    if (lost) count(`${loss} lost`);
    if (lost && loss === 'request') return expect(response.status).toBe(503);
    const answer = exchange.predict(this.#model, isolate === 1);
    if (this.#revisions.at(-1) !== this.#model.releases.revision) this.#revisions.push(this.#model.releases.revision);
    if (lost) expect(response.status).toBe(503);
    else await this.#compare(exchange, response, answer);
  }

  #write(act: Exclude<Step['act'], { do: 'retry' | 'restart' }>): Exchange {
    const service = (path: string, init: RequestInit, predict: Exchange['predict']) => ({ path, init, predict });
    const operator = (what: string, body: object, predict: Exchange['predict']): Exchange => {
      const init = post(body);
      return {
        path: `/v1/models/${what}`,
        init: { ...init, headers: { ...init.headers, ...bearer(KEYS.DEPLOY_KEY) } },
        predict,
      };
    };
    switch (act.do) {
      case 'send': {
        const { door } = act;
        const events = act.events.map(({ nth, ago, user, ...event }): SentEvent => {
          const id = nth === undefined ? `fresh-${this.#fresh++}` : `e-${nth}`;
          const at = ago === undefined ? undefined : this.#model.now - ago;
          return { ...event, id, at, user: door || user } as SentEvent;
        });
        if (act.twice) events.push(events[0]);
        const init = post({ events });
        const headers = { ...init.headers, ...(door === '' ? {} : bearer(tokens[door])) };
        const predict = (model: StoreModel, allow: boolean) =>
          model.record({ owner: door, authority: door === '', sells: door === '' || allow }, events);
        return { path: '/v1/events', init: { ...init, headers }, predict };
      }
      case 'form': {
        const { user, item } = act;
        const id = FORMS[act.form];
        const kind = act.kind === 'buy' ? 'purchase' : 'like';
        const init = {
          method: 'POST',
          redirect: 'manual' as const,
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            origin: 'https://store.test',
            cookie: user ? cookies[user] : '',
          },
          body: new URLSearchParams({ event: id }).toString(),
        };
        const predict = (model: StoreModel): Answer => {
          if (!model.isKnown(item)) return { status: 404 };
          const owner = user ?? `stranger ${id}`;
          const { status, body } = model.record({ owner, authority: false, sells: true }, [
            { id, user: owner, item, kind },
          ]);
          if (status !== 200) return { status };
          const [{ outcome }] = body!.outcomes as EventsResponse['outcomes'];
          return { status: 303, body: { location: outcome === 'bought' ? `/?bought=${item}` : `/items/${item}` } };
        };
        return { path: `/items/${item}/${act.kind}`, init, predict, stranger: user === undefined ? id : undefined };
      }
      case 'put': {
        const unique = ALWAYS_UNIQUE.includes(act.item) && act.unique === false ? undefined : act.unique;
        const { item, forSale, features } = act;
        const numbers = features && Array.from({ length: features }, (_, i) => i - ITEMS.indexOf(item));
        const predict = (model: StoreModel) => {
          const answer = model.put(item, { unique, forSale, features });
          if (answer.body?.forSale || forSale === false) this.#bought.delete(item);
          return answer;
        };
        return service(`/v1/items/${item}`, put({ unique, forSale, features: numbers }), predict);
      }
      case 'withdraw':
        return service(`/v1/items/${act.item}`, { method: 'DELETE' }, (model) => model.withdraw(act.item));
      case 'erase':
        return service(`/v1/users/${act.user}`, { method: 'DELETE' }, (model) => model.erase(act.user));
      case 'orphan': {
        const { item } = act;
        return service(`/v1/orphans/${item}`, { method: 'DELETE' }, (model) => {
          this.#bought.delete(item);
          return model.deleteOrphan(item);
        });
      }
      case 'smoke': {
        const { version } = bundles[act.version];
        return operator(`${version}/smoke`, { who: 'olga', why: act.why }, (model) => model.smoke(version, act.why));
      }
      case 'operate': {
        const { kind, who } = act;
        const { champion, candidate } = this.#model.releases;
        const aim = act.aimed && (kind === 'stop' || kind === 'rollback') ? (candidate ?? champion) : undefined;
        const version = aim ?? bundles[act.version].version;
        const revision = { fresh: this.#revisions.at(-1)!, last: this.#revisions.at(-2) ?? 0, first: 0 }[act.revision];
        const percent = kind === 'canary' ? act.percent : undefined;
        const done = { kind, version, percent, revision, who } as Act;
        const undo = kind === 'rollback' ? version : undefined;
        const what = kind === 'rollback' ? kind : `${version}/${kind}`;
        return operator(what, { undo, percent, revision, who, why: 'test' }, (model) => {
          const before = model.releases.revision;
          const status = model.releases.act(done);
          if (status === 409 && act.revision === 'fresh') count(`${kind} refused`);
          else if (status === 200) count(model.releases.revision === before ? `${kind} again` : kind);
          if (status !== 200) return { status };
          return { status, body: this.#inForce() };
        });
      }
    }
  }

  async #compare({ path, init, stranger }: Exchange, response: Response, { status, body }: Answer): Promise<void> {
    const text = await response.text();
    expect(response.status, `${init.method} ${path}: ${text.slice(0, 500)}`).toBe(status);
    if (status === 303) expect(response.headers.get('location')).toBe(body!.location);
    else if (body) {
      const answer = JSON.parse(text);
      if (Array.isArray(answer.sold)) answer.sold.sort();
      expect(answer, `${init.method} ${path} ${init.body}`).toMatchObject(body);
      if (path === '/v1/events')
        this.#noteOutcomes(
          new Headers(init.headers).get('authorization') ?? '',
          JSON.parse(String(init.body)).events,
          answer,
        );
    }
    if (stranger !== undefined && status === 303) {
      const visitor = decodeURIComponent(response.headers.get('set-cookie')!.split(/[=;]/)[1]).replace(/\.[^.]*$/, '');
      expect(visitor).toBe(this.#strangers.get(stranger) ?? visitor);
      this.#strangers.set(stranger, visitor);
    }
  }

  /** Apart from the model: a repeated event has the outcome of before, and an only one is bought once. */
  #noteOutcomes(sender: string, sent: SentEvent[], { outcomes }: EventsResponse): void {
    for (const [place, { id, outcome, repeated }] of outcomes.entries()) {
      const key = `${sender} ${id}`;
      if (repeated) expect(outcome).toBe(this.#told.get(key) ?? outcome);
      this.#told.set(key, outcome);
      const { item } = sent[place];
      if (repeated || outcome !== 'bought' || !ALWAYS_UNIQUE.includes(item)) continue;
      this.#bought.set(item, (this.#bought.get(item) ?? 0) + 1);
      expect(this.#bought.get(item), `${item} was bought twice`).toBe(1);
    }
  }

  #inForce() {
    const { revision, champion = null, candidate = null, percent, previous = null } = this.#model.releases;
    return { revision, champion, candidate, percent, previous };
  }

  /** Reads all that the worker says of its state. */
  async check(isolate: number, user: string): Promise<void> {
    const ask = this.#isolates[isolate];
    const read = async <T>(path: string, key: string = KEYS.SERVICE_KEY) => {
      const response = await ask(path, { headers: bearer(key) });
      expect(response.status, path).toBe(200);
      return (await response.json()) as T;
    };
    expect(await read<ModelsResponse>('/v1/models', KEYS.DEPLOY_KEY)).toMatchObject(this.#inForce());

    const stored: object[] = [];
    for (let after: string | undefined = ''; after !== undefined; ) {
      const page: UserResponse = await read(`/v1/users/${user}?limit=7${after && `&after=${after}`}`);
      stored.push(...page.events);
      after = page.next;
    }
    expect(stored).toEqual(this.#model.eventsOf(user));
    expect((await read<OrphansResponse>('/v1/orphans')).orphans).toEqual(this.#model.orphans());

    const { champion, candidate } = this.#model.releases;
    const page = await ask(`/v1/rails?user=${user}&rails=for-you&rails=popular&limit=100`);
    expect(page.status).toBe(champion === undefined ? 503 : 200);
    if (champion === undefined) return;
    const answer = await rails(page);
    expect(answer.degraded).toBeUndefined();
    expect([champion, candidate]).toContain(answer.model);
    const shown = answer.rails.flatMap(({ items }) => items.map(({ id }) => id));
    expect(shown.toSorted()).toEqual(this.#model.shown(user, answer.model));
    count('page');
  }
}

async function play(steps: readonly Step[]): Promise<void> {
  await emptyTables();
  await env.DB.prepare('DELETE FROM sqlite_sequence').run();
  vi.setSystemTime(NOW * 1000);
  const machine = new Machine();
  for (const [place, one] of steps.entries()) {
    await machine.run(one);
    count('step');
    if (place % 5 === 4) await machine.check(one.isolate, USERS[place % 3]);
  }
  for (const user of USERS) for (const isolate of [0, 1]) await machine.check(isolate, user);
}

test('whatever is repeated, late or lost, the worker agrees with the model', async () => {
  vi.useFakeTimers({ now: NOW * 1000, toFake: ['Date'] });
  vi.spyOn(console, 'error').mockImplementation(() => {});
  let failedAt = Number.POSITIVE_INFINITY;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 2 * LENGTH - 1, size: 'max' }), async (steps) => {
      if (performance.now() - failedAt > SHRINK_MS) return;
      try {
        await play(steps);
      } catch (error) {
        failedAt = Math.min(failedAt, performance.now());
        throw error;
      }
    }),
    { numRuns: Math.ceil(STEPS / LENGTH), unbiased: true },
  );
}, 3_600_000);
afterAll(() => {
  console.log(JSON.stringify(cases));
});
