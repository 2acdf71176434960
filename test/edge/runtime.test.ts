// The user tower in workerd, compared with the reference, also with overlapping calls.
import { expect, test } from 'vitest';
import { openTower } from '../../edge/model/runtime.ts';
import { BUNDLE_FILES } from '../../shared/bundle.ts';
import { USER_TOWER } from '../../shared/open-bundle.ts';
import { makeBundle, random } from '../fixtures/bundle.ts';
import { userVector } from '../fixtures/reference.ts';

const { files, vectors, towers } = await makeBundle();
const file = BUNDLE_FILES.userTower;
const shape = { ...USER_TOWER, where: file };
const run = async (tower: Awaited<ReturnType<typeof openTower>>, n: number) => {
  const history = vectors.slice(n, 2 * n);
  const user = await tower(Float32Array.from(history.flat()), n);
  const wanted = userVector(history, towers.user);
  expect(user).toHaveLength(wanted.length);
  for (const [i, value] of wanted.entries()) expect(user[i]).toBeCloseTo(value, 4);
};

test('histories of 1 to 150 items', async () => {
  const tower = await openTower(files[file], shape);
  for (const n of [1, 2, 3, 17, 150]) await run(tower, n);
  await tower.release();
});

test('overlapping calls do not disturb each other', async () => {
  const [tower, other] = await Promise.all([openTower(files[file], shape), openTower(files[file], shape)]);
  // Several callers with different pauses between calls, so that calls overlap in many ways.
  const next = random(1);
  const caller = async () => {
    for (let call = 0; call < 60; call++) {
      for (let pause = Math.floor(next() * 8); pause > 0; pause--) await null;
      await run(next() < 0.5 ? tower : other, 1 + Math.floor(next() * 20));
    }
  };
  await Promise.all(Array.from({ length: 12 }, caller));
  await Promise.all([tower.release(), other.release()]);
});

test('bytes that are not a user tower are refused', async () => {
  await expect(openTower(new Uint8Array(100), shape)).rejects.toMatchObject({ code: 'malformed' });
  const itemTower = openTower(files[BUNDLE_FILES.itemTower], shape);
  await expect(itemTower).rejects.toMatchObject({ code: 'mismatch' });
});
