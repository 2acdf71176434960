// More of a rail: from one answer's `next` to the next part, whatever happens in between.
import { beforeAll, describe, expect, test } from 'vitest';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { type Ask, buy, configure, deploy, emptyStorage, openWorker, post, rails } from './harness.ts';

const ask = openWorker();
let bundle: FixtureBundle;
beforeAll(async () => {
  await emptyStorage();
  bundle = await makeBundle({ items: 300, about: () => ({ unique: true }) });
  await deploy(bundle);
});

/** All parts of a rail, with what `between` does after each. */
async function parts(
  user: string,
  limit: number,
  between: (part: string[], nth: number) => Promise<void>,
  from: Ask = ask,
) {
  const first = await rails(await from(`/v1/rails?user=${user}`));
  const all = first.rails.flatMap(({ items }) => items.map(({ id }) => id));
  const seen = [all];
  for (let nth = 0, next = first.next; next !== undefined; nth++) {
    await between(seen.at(-1)!, nth);
    const page = await rails(await from(`/v1/rails?user=${user}&rails=for-you&limit=${limit}&after=${next}`));
    const part = page.rails.flatMap(({ items }) => items.map(({ id }) => id));
    if (part.length > 0) seen.push(part);
    next = page.next;
  }
  return seen;
}

test('goes on to the end without a repeat, and without what was sold meanwhile', async () => {
  await buy('ann', ['w-3', 'w-14']);
  const sold = new Set<string>();
  const seen = await parts('ann', 12, async (part, nth) => {
    // Each event changes the ranking, and those of others take items off sale, most of which were not shown yet.
    const id = `w-${47 + 7 * nth}`;
    sold.add(id);
    const purchase = (user: string, item: string) => ({ id: `${user}-${nth}`, user, item, kind: 'purchase' });
    const events = [purchase('ann', part[0]), purchase('zoe', id)];
    expect((await ask('/v1/events', post({ events }))).status).toBe(200);
    if (nth === 3)
      await ask('/v1/items/new-1', {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ title: 'New', features: [1, 2, 3, 4, 5, 6] }),
      });
  });
  const all = seen.flat();
  expect(new Set(all).size).toBe(all.length);
  expect(seen.length).toBeGreaterThan(10);
  // All items but those of the history and those that were sold before they were shown; the new one is among them.
  const gone = [...sold].filter((id) => !all.includes(id));
  expect(gone.length).toBeGreaterThan(5);
  expect([...all, ...gone, 'w-3', 'w-14'].sort()).toEqual([...bundle.items.map(({ id }) => id), 'new-1'].sort());
});

test('the parts are the ranking, if nothing happens', async () => {
  const body = { history: ['w-7', 'w-9'], rails: ['for-you'] };
  const page = async (more: object) => rails(await ask('/v1/rails', post({ ...body, ...more })));
  const whole = (await page({ limit: 60 })).rails[0].items;
  const first = await page({ limit: 20 });
  const second = await page({ limit: 20, after: first.next });
  const third = await page({ limit: 20, after: second.next });
  const together = [first, second, third].flatMap(({ rails }) => rails[0].items);
  expect(together).toEqual(whole);
});

test('a pin has its place on the first part alone; hides hold on all', async () => {
  await configure({
    pages: [{ id: 'home', rails: [{ id: 'for-you', limit: 5 }] }],
    rules: [
      { id: 'top', act: 'pin', match: { ids: ['w-100', 'w-101'] }, place: 1 },
      { id: 'gone', act: 'hide', match: { ids: ['w-102'] } },
    ],
  });
  const page = async (after?: string) =>
    rails(await ask('/v1/rails', post({ history: ['w-7'], rails: ['for-you'], limit: 100, after })));
  const first = await page();
  const second = await page(first.next);
  expect(['w-100', 'w-101']).toContain(first.rails[0].items[0].id);
  expect(['w-100', 'w-101']).not.toContain(second.rails[0].items[0].id);
  const all = [first, second].flatMap(({ rails }) => rails[0].items.map(({ id }) => id));
  expect(all).not.toContain('w-102');
  expect(new Set(all).size).toBe(200);
});

describe('a cursor', () => {
  test('ends with the items', async () => {
    const body = { history: ['w-7'], rails: ['for-you'], ids: ['w-1', 'w-2', 'w-5'] };
    const first = await rails(await ask('/v1/rails', post({ ...body, limit: 3 })));
    expect(first.rails[0].items).toHaveLength(3);
    const second = await rails(await ask('/v1/rails', post({ ...body, limit: 3, after: first.next })));
    expect([second.rails, second.next]).toEqual([[], undefined]);
  });

  test.each(['AAA', 'not.base64', 'A'.repeat(5_400)])('%s is refused', async (after) => {
    const response = await ask('/v1/rails', post({ history: ['w-7'], rails: ['for-you'], after }));
    expect(response.status).toBe(400);
  });
});
