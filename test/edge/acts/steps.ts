// The steps of the state machine of acts.test.ts, at random: who does what, when, and what gets lost. Everything comes from
// small pools, so that it collides.
import fc from 'fast-check';
import type { Loss } from './losing-d1.ts';
import { DAY } from './model.ts';

/** Which bundle has which item, and whether it says that there is only one. Bundles have other items besides. */
export const LISTED: Record<string, Record<string, boolean>> = {
  first: { 'i-0': true, 'i-1': true, 'i-2': false, 'i-3': false, 'i-4': true },
  second: { 'i-0': true, 'i-1': true, 'i-2': false, 'i-3': true, 'i-4': false },
  third: { 'i-0': true, 'i-2': false, 'i-3': true, 'i-5': true, 'i-6': false },
  broken: { 'i-0': true, 'i-7': true },
};
export const ITEMS = ['i-0', 'i-1', 'i-2', 'i-3', 'i-4', 'i-5', 'i-6', 'i-7', 'n-0', 'n-1'];
/** Items that neither a bundle nor the store ever says to be a print. */
export const ALWAYS_UNIQUE = ['i-0', 'i-1', 'i-5', 'i-7', 'n-0'];
export const USERS = ['ann', 'bob', 'cyd'] as const;
export const FORMS = ['0', '1', '2', '3', '4', '5'].map((digit) => `${digit.repeat(8)}-0000-4000-8000-000000000000`);

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
export const step = fc.record({
  /** Seconds that pass before it. */
  wait: fc.constantFrom(...Array(20).fill(0), ...Array(10).fill(1), ...Array(10).fill(400), 31 * DAY),
  isolate: fc.nat(1),
  loss: fc.constantFrom<(Loss | undefined)[]>(...Array(5).fill(undefined), 'request', 'answer'),
  act: fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('send' as const),
        door: fc.constantFrom('', ...USERS),
        events: fc.array(event, { minLength: 1, maxLength: 3 }),
        twice: fc.boolean(),
        /** The store's server sends them as lines. */
        bulk: fc.boolean(),
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
        bulk: fc.boolean(),
        features: fc.constantFrom(undefined, 6, 6, 5),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('withdraw' as const), item }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('erase' as const), user }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('consent' as const),
        user,
        personalised: fc.constantFrom(true, true, true, false),
      }),
    },
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
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
