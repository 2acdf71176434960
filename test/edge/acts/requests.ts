// A step of the state machine -> the request that it sends, and what the model makes of it. A request is kept as it was
// sent, so that it can be sent again, byte for byte.
import type { EventsResponse } from '../../../shared/api.ts';
import { bearer, KEYS, post, put } from '../harness.ts';
import type { Answer, SentEvent, StoreModel } from './model.ts';
import type { Act, ModelBundle } from './releases.ts';
import { ALWAYS_UNIQUE, FORMS, ITEMS, type Step } from './steps.ts';

export interface Exchange {
  path: string;
  init: RequestInit;
  /** Does it in the model. @param allow whether tokens may sell in the isolate that gets the request */
  predict: (model: StoreModel, allow: boolean) => Answer;
  /** The form of a stranger, who becomes a visitor by it. */
  stranger?: string;
}

/** What a step may refer to. */
export interface Surroundings {
  model: StoreModel;
  bundles: readonly ModelBundle[];
  tokens: Record<string, string>;
  cookies: Record<string, string>;
  /** The revisions of the deployments so far. */
  revisions: readonly number[];
  /** An id that no event has yet. */
  freshId: () => string;
}

type Does<K> = Extract<Step['act'], { do: K }>;
export type Write = Exclude<Step['act'], { do: 'retry' | 'restart' }>;

export function requestOf(act: Write, around: Surroundings): Exchange {
  switch (act.do) {
    case 'send':
      return send(act, around);
    case 'form':
      return form(act, around);
    case 'put':
      return putItem(act);
    case 'withdraw':
      return service(`/v1/items/${act.item}`, (model) => model.withdraw(act.item));
    case 'erase':
      return service(`/v1/users/${act.user}`, (model) => model.erase(act.user));
    case 'consent': {
      const { user, personalised } = act;
      return service(`/v1/users/${user}`, (model) => model.consent(user, personalised), put({ personalised }));
    }
    case 'orphan':
      return service(`/v1/orphans/${act.item}`, (model) => model.deleteOrphan(act.item));
    case 'smoke': {
      const { version } = around.bundles[act.version];
      return operator(`${version}/smoke`, { who: 'olga', why: act.why }, (model) => model.smoke(version, act.why));
    }
    case 'operate':
      return operate(act, around);
  }
}

const service = (path: string, predict: Exchange['predict'], init: RequestInit = { method: 'DELETE' }): Exchange => ({
  path,
  init,
  predict,
});

function operator(what: string, body: object, predict: Exchange['predict']): Exchange {
  const init = post(body);
  return service(`/v1/models/${what}`, predict, {
    ...init,
    headers: { ...init.headers, ...bearer(KEYS.DEPLOY_KEY) },
  });
}

function send(act: Does<'send'>, { model, tokens, freshId }: Surroundings): Exchange {
  const { door } = act;
  const events = act.events.map(({ nth, ago, user, ...event }): SentEvent => {
    const id = nth === undefined ? freshId() : `e-${nth}`;
    return { ...event, id, at: ago === undefined ? undefined : model.now - ago, user: door || user };
  });
  if (act.bulk && door === '') return sendLines(events);
  if (act.twice) events.push(events[0]);
  const init = post({ events });
  const headers = { ...init.headers, ...(door === '' ? {} : bearer(tokens[door])) };
  const sender = { owner: door, authority: door === '' };
  return service('/v1/events', (model, allow) => model.record({ ...sender, sells: door === '' || allow }, events), {
    ...init,
    headers,
  });
}

const lines = (path: string, all: readonly object[], predict: Exchange['predict']): Exchange => {
  const body = all.map((line) => JSON.stringify(line)).join('\n');
  return service(path, predict, { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body });
};

/** Lines count one after the other, and one that conflicts is refused alone. */
function sendLines(sent: readonly SentEvent[]): Exchange {
  const events = [...new Map(sent.map((event) => [event.id, event])).values()];
  const predict = (model: StoreModel): Answer => {
    model.count('lines');
    const told = events.map((event) => model.record({ owner: '', authority: true, sells: true }, [event]));
    const stored = told.flatMap(({ body }) => (body as EventsResponse | undefined) ?? []);
    const sum = (of: (one: EventsResponse) => number) => stored.reduce((all, one) => all + of(one), 0);
    const outcomes: Record<string, number> = {
      bought: 0,
      late: 0,
      'not-for-sale': 0,
      recorded: 0,
      erased: 0,
      'not-stored': 0,
    };
    for (const { outcome } of stored.flatMap((one) => one.outcomes)) outcomes[outcome]++;
    const refused = events.length - stored.length;
    const counts = {
      recorded: sum((one) => one.recorded),
      repeated: sum((one) => one.repeated),
      sold: sum((one) => one.sold.length),
    };
    return { status: 200, body: { lines: events.length, refused, ...counts, outcomes } };
  };
  return lines('/v1/bulk/events', events, predict);
}

function form({ user, item, kind, form }: Does<'form'>, { cookies }: Surroundings): Exchange {
  const id = FORMS[form];
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    origin: 'https://store.test',
    cookie: user ? cookies[user] : '',
  };
  const init: RequestInit = { method: 'POST', redirect: 'manual', headers, body: `event=${id}` };
  const owner = user ?? `stranger ${id}`;
  const event = { id, user: owner, item, kind: kind === 'buy' ? 'purchase' : 'like' } as const;
  const predict = (model: StoreModel): Answer => {
    if (!model.isKnown(item)) return { status: 404 };
    const { status, body } = model.record({ owner, authority: false, sells: true }, [event]);
    if (status !== 200) return { status };
    const [{ outcome }] = body!.outcomes as EventsResponse['outcomes'];
    return { status: 303, body: { location: outcome === 'bought' ? `/?bought=${item}` : `/items/${item}` } };
  };
  return { path: `/items/${item}/${kind}`, init, predict, stranger: user === undefined ? id : undefined };
}

function putItem({ item, forSale, features, ...act }: Does<'put'>): Exchange {
  const unique = ALWAYS_UNIQUE.includes(item) && act.unique === false ? undefined : act.unique;
  const numbers = features && Array.from({ length: features }, (_, i) => i - ITEMS.indexOf(item));
  const predict = (model: StoreModel) => model.put(item, { unique, forSale, features });
  if (act.bulk)
    return lines('/v1/bulk/items', [{ id: item, unique, forSale, features: numbers }], (model) => {
      const written = Number(predict(model).status === 200);
      return { status: 200, body: { lines: 1, written, refused: 1 - written } };
    });
  return service(`/v1/items/${item}`, predict, put({ unique, forSale, features: numbers }));
}

function operate({ kind, aimed, who, ...act }: Does<'operate'>, { model, bundles, revisions }: Surroundings): Exchange {
  const { champion, candidate } = model.releases;
  const aim = aimed && (kind === 'stop' || kind === 'rollback') ? (candidate ?? champion) : undefined;
  const version = aim ?? bundles[act.version].version;
  const revision = { fresh: revisions.at(-1)!, last: revisions.at(-2) ?? 0, first: 0 }[act.revision];
  const percent = kind === 'canary' ? act.percent : undefined;
  const undo = kind === 'rollback' ? version : undefined;
  const done: Act = { kind, version, percent, revision, who };
  const what = kind === 'rollback' ? kind : `${version}/${kind}`;
  return operator(what, { undo, percent, revision, who, why: 'test' }, (model) => model.act(done));
}
