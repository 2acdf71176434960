// The state machine of acts.test.ts: two isolates over one storage that loses requests and answers, and the model beside
// them. After each step both agree.
import { expect, vi } from 'vitest';
import type { EventsResponse } from '../../../shared/api.ts';
import type { OrphansResponse, UserResponse } from '../../../shared/api-users.ts';
import type { ModelsResponse } from '../../../shared/deployments.ts';
import { type Ask, bearer, KEYS, openWorker, rails } from '../harness.ts';
import { losingD1 } from './losing-d1.ts';
import { type Answer, type SentEvent, StoreModel } from './model.ts';
import type { ModelBundle } from './releases.ts';
import { type Exchange, requestOf, type Surroundings } from './requests.ts';
import { ALWAYS_UNIQUE, type Step } from './steps.ts';

/** What a machine begins with. */
export interface Start {
  bundles: readonly ModelBundle[];
  tokens: Record<string, string>;
  cookies: Record<string, string>;
  /** Seconds since 1970. */
  now: number;
  /** How often each case came up, of all machines together. */
  cases: Record<string, number>;
}

export class Machine {
  readonly #model: StoreModel;
  readonly #storage = losingD1();
  readonly #isolates: Ask[];
  readonly #sent: Exchange[] = [];
  readonly #revisions = [0];
  readonly #around: Surroundings;
  readonly #count: (what: string) => void;
  /** The visitors that strangers became, by the form that made them. */
  readonly #strangers = new Map<string, string>();
  /** The outcome that each event was told last, by sender and id. */
  readonly #told = new Map<string, string>();
  /** Of the items that are always unique those that were bought, until they are put back. */
  readonly #bought = new Set<string>();

  constructor({ bundles, tokens, cookies, now, cases }: Start) {
    this.#model = new StoreModel(bundles, now, cases);
    this.#count = this.#model.count;
    this.#isolates = [this.#open(0), this.#open(1)];
    let fresh = 0;
    const freshId = () => `fresh-${fresh++}`;
    this.#around = { model: this.#model, bundles, tokens, cookies, revisions: this.#revisions, freshId };
  }

  /** A token sells by the second isolate and not by the first. */
  #open = (isolate: number) =>
    openWorker({ DB: this.#storage.DB, STOREFRONT: 'on', TOKEN_PURCHASES: isolate === 1 ? 'allow' : '' });

  async run({ wait, isolate, loss, act }: Step): Promise<void> {
    this.#count('step');
    this.#model.now += wait;
    vi.setSystemTime(this.#model.now * 1000);
    if (act.do === 'restart') this.#isolates[isolate] = this.#open(isolate);
    else if (act.do !== 'retry') {
      const exchange = requestOf(act, this.#around);
      this.#sent.push(exchange);
      await this.#send(exchange, isolate, loss);
    } else if (this.#sent.length > 0) {
      this.#count('retry');
      await this.#send(this.#sent.at(-1 - (act.back % this.#sent.length))!, isolate, loss);
    }
  }

  async #send(exchange: Exchange, isolate: number, loss: Step['loss']): Promise<void> {
    const { path, init } = exchange;
    // A smoke check and lines write in several transactions; of the others each is done or not.
    const mayLose = path.endsWith('/smoke') || path.startsWith('/v1/bulk/') ? undefined : loss;
    const ask = () => this.#isolates[isolate](path, init);
    const { result: response, lost } = await this.#storage.losing(mayLose, ask);
    if (lost) {
      this.#count(`${loss} lost`);
      expect(response.status).toBe(503);
      if (loss === 'request') return;
    }
    const answer = exchange.predict(this.#model, isolate === 1);
    const { revision } = this.#model.releases;
    if (this.#revisions.at(-1) !== revision) this.#revisions.push(revision);
    for (const item of this.#bought) if (!this.#model.isSold(item)) this.#bought.delete(item);
    if (!lost) await this.#compare(exchange, response, answer);
    // Of a lost answer only the model knows what it was.
    else if (path === '/v1/events' && answer.body) this.#noteOutcomes(init, answer.body);
  }

  async #compare({ path, init, stranger }: Exchange, response: Response, { status, body }: Answer): Promise<void> {
    const text = await response.text();
    const what = `${init.method} ${path} ${init.body}`;
    expect(response.status, `${what}: ${text.slice(0, 500)}`).toBe(status);
    if (status === 303) expect(response.headers.get('location'), what).toBe(body!.location);
    else if (body) {
      const answer = JSON.parse(text);
      if (path === '/v1/events') answer.sold.sort();
      expect(answer, what).toMatchObject(body);
      if (path === '/v1/events') this.#noteOutcomes(init, answer);
    }
    if (stranger !== undefined && status === 303) {
      const visitor = response.headers
        .getSetCookie()
        .find((cookie) => cookie.startsWith('visitor='))!
        .split('.')[0];
      expect(visitor).toBe(this.#strangers.get(stranger) ?? visitor);
      this.#strangers.set(stranger, visitor);
    }
  }

  /** Apart from the model: what is repeated has the outcome of before, and what there is only one of is bought once. */
  #noteOutcomes({ headers, body }: RequestInit, answer: { outcomes?: unknown }): void {
    const sender = new Headers(headers).get('authorization');
    const outcomes = answer.outcomes as EventsResponse['outcomes'];
    const { events } = JSON.parse(String(body)) as { events: SentEvent[] };
    for (const [place, { id, outcome, repeated }] of outcomes.entries()) {
      const key = `${sender} ${id}`;
      if (repeated) expect(outcome).toBe(this.#told.get(key) ?? outcome);
      this.#told.set(key, outcome);
      const { item } = events[place];
      if (repeated || outcome !== 'bought' || !ALWAYS_UNIQUE.includes(item)) continue;
      expect(this.#bought, `${item} is bought twice`).not.toContain(item);
      this.#bought.add(item);
    }
  }

  /** Compares all that an isolate says of its state. */
  async check(isolate: number, user: string): Promise<void> {
    const ask = this.#isolates[isolate];
    const read = async <T>(path: string, key: string = KEYS.SERVICE_KEY) => {
      const response = await ask(path, { headers: bearer(key) });
      expect(response.status, path).toBe(200);
      return (await response.json()) as T;
    };
    expect(await read<ModelsResponse>('/v1/models', KEYS.DEPLOY_KEY)).toMatchObject(this.#model.inForce());

    const stored: object[] = [];
    for (let after: string | undefined = ''; after !== undefined; ) {
      const page: UserResponse = await read(`/v1/users/${user}?limit=7${after && `&after=${after}`}`);
      stored.push(...page.events);
      expect(page.personalised).toBe(this.#model.isPersonalised(user));
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
    this.#count('page');
  }
}
