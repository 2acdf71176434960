// curatornet sample reports what training will sample, and writes nothing.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { curatornet, temporaryFolder } from '../command.ts';

const folder = temporaryFolder();
const data = join(folder, 'data');
const run = join(folder, 'run');
const SETTINGS = ['--preset', 'paper', '--set', 'triples=3000', '--set', 'validationTriples=300'];
beforeAll(async () => {
  await curatornet('simulate', '--out', data, '--users', '80', '--items', '200', '--purchases', '400', '--side', '32');
});

it('without clusters skips the guidelines that need them, and says how to get clusters', async () => {
  const { status, stderr } = await curatornet('sample', '--data', data, ...SETTINGS);
  expect(status).toBe(2);
  expect(stderr).toContain('there are no clusters: run curatornet cluster');
});

it('reports the yield of each guideline, the same for a seed, and the same as train', async () => {
  await curatornet('cluster', '--data', data, '--run', run, '--set', 'clusters=8');
  const before = readdirSync(run);
  const sample = (...args: string[]) =>
    curatornet('sample', '--data', data, '--run', run, ...SETTINGS, '--json', ...args);
  const first = await sample();
  expect(first.status, first.stderr).toBe(0);
  expect((await sample()).stdout).toBe(first.stdout);
  expect((await sample('--seed', '3')).stdout).not.toBe(first.stdout);
  expect(readdirSync(run)).toEqual(before);
  const { training, validation, yields } = JSON.parse(first.stdout);
  expect(yields.map(({ guideline }: { guideline: string }) => guideline)).toEqual(
    [1, 2, 3, 4, 5, 6].map((number) => `guideline ${number}`),
  );
  const drawn = (part: string) =>
    yields.reduce((sum: number, one: Record<string, { drawn: number }>) => sum + one[part].drawn, 0);
  expect([training, validation]).toEqual([drawn('training'), drawn('validation')]);
  expect(training).toBeGreaterThan(1000);
  const trained = await curatornet('train', '--data', data, '--run', run, ...SETTINGS, '--set', 'epochs=1');
  const lines = (stderr: string) => stderr.split('\n').filter((line) => line.startsWith('sample  '));
  expect(lines(first.stderr).length).toBe(6);
  expect(lines(trained.stderr)).toEqual(lines(first.stderr));
  expect(existsSync(join(run, 'sample.json'))).toBe(true);
});
