// The secrets of the local worker: created once, then kept.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { localKeys } from '../../infra/keys.ts';
import { temporaryFolder } from './workbench.ts';

const folder = temporaryFolder();

test('are random, readable by their owner only, and stay the same', async () => {
  const file = join(folder, 'made');
  const [first, second] = await Promise.all([localKeys(file), localKeys(file)]);
  expect(second).toEqual(first);
  expect(await localKeys(file)).toEqual(first);
  expect(new Set(Object.values(first)).size).toBe(4);
  for (const key of Object.values(first)) expect(key).toMatch(/^[\w-]{32}$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await localKeys(join(folder, 'other'))).not.toEqual(first);
});

test('a file that lacks one is refused and not changed', async () => {
  const file = join(folder, 'lacking');
  const text = 'STOREFRONT_KEY="a"\nSERVICE_KEY=b\nTOKEN_SECRET = "c"\n';
  writeFileSync(file, text);
  await expect(localKeys(file)).rejects.toMatchObject({ code: 'missing', message: `${file}: has no DEPLOY_KEY` });
  expect(readFileSync(file, 'utf8')).toBe(text);
  writeFileSync(file, `${text}DEPLOY_KEY=d\n`);
  expect(await localKeys(file)).toEqual({ STOREFRONT_KEY: 'a', SERVICE_KEY: 'b', TOKEN_SECRET: 'c', DEPLOY_KEY: 'd' });
});
