// A training that is killed and resumed gives the same bits as an uninterrupted one.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { curatornet, temporaryFolder } from '../command.ts';

const CLI = fileURLToPath(new URL('../../../trainer/cli.ts', import.meta.url));
const folder = temporaryFolder();
const data = join(folder, 'data');
const path = (run: string) => join(folder, run);
// All parts with random numbers or state: dropout, sampled candidates, epochs, the ladder, moments.
const SETTINGS = [
  ...['--preset', 'best', '--set', 'triples=1500', '--set', 'validationTriples=100', '--set', 'batch=64'],
  ...[
    '--set',
    'epochs=3',
    '--set',
    'softmaxItems=60',
    '--set',
    'schedule=ladder',
    '--set',
    'patience=1',
    '--set',
    'stopAfter=0',
  ],
  ...['--set', 'validations=6', '--set', 'saveEvery=0', '--backend', 'wasm'],
];
const train = (run: string) => ['train', '--data', data, '--run', path(run), ...SETTINGS];

/** Starts a training and kills it once it has saved `saves` states. */
function killed(args: string[], run: string, saves: number): Promise<void> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: 'ignore' });
  return new Promise((resolve) => {
    let last = '';
    let seen = 0;
    const watch = setInterval(() => {
      const now = state(run);
      if (now === last) return;
      last = now;
      if (++seen > saves) child.kill('SIGKILL');
    }, 1);
    child.on('close', () => {
      clearInterval(watch);
      resolve();
    });
  });
}
const digest = (file: string) =>
  existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : '';
const state = (run: string) => digest(join(path(run), 'checkpoint/state.safetensors'));
const results = (run: string) =>
  ['checkpoint/best.safetensors', 'checkpoint/state.safetensors', 'metrics.jsonl'].map((file) =>
    digest(join(path(run), file)),
  );
const steps = (run: string) =>
  readFileSync(join(path(run), 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).step);

beforeAll(async () => {
  await curatornet('simulate', '--out', data, '--users', '80', '--items', '400', '--purchases', '500', '--side', '32');
  const { status, stderr } = await curatornet(...train('whole'));
  expect(status, stderr).toBe(0);
  // 24 steps per epoch, three epochs, a validation every 12.
  expect(steps('whole')).toEqual([12, 24, 36, 48, 60, 72]);
});

it('gives the same bits after three kills', async () => {
  await killed(train('cut'), 'cut', 3);
  const first = state('cut');
  expect(first).not.toBe('');
  expect(results('cut')).not.toEqual(results('whole'));
  writeFileSync(join(path('cut'), 'checkpoint/state.safetensors.tmp-1-0'), 'what a kill cut short');
  await killed(['train', '--resume', '--run', path('cut')], 'cut', 9);
  expect(state('cut')).not.toBe(first);
  await killed(['train', '--resume', '--run', path('cut')], 'cut', 15);
  const { status, stderr } = await curatornet('train', '--resume', '--run', path('cut'));
  expect(status, stderr).toBe(0);
  expect(stderr).toMatch(/resumed after step [1-9]\d* of 72/);
  // Three epochs of 24 steps of 64 triples, the last step shorter; the last line counts only those of this process.
  const { asked, drawn } = JSON.parse(readFileSync(join(path('cut'), 'sample.json'), 'utf8')).yields[0].training;
  expect([asked, Math.ceil(drawn / 64)]).toEqual([1500, 24]);
  const step = Number(/resumed after step (\d+) of 72/.exec(stderr)![1]);
  const before = Math.floor(step / 24) * drawn + Math.min(drawn, (step % 24) * 64);
  expect(stderr).toContain(`train  ${(3 * drawn - before).toLocaleString('en')} triples in`);
  expect(results('cut')).toEqual(results('whole'));
  expect(steps('cut')).toEqual([12, 24, 36, 48, 60, 72]);
  expect(readdirSync(join(path('cut'), 'checkpoint')).sort()).toEqual(['best.safetensors', 'state.safetensors']);
});

it('starts from the beginning without a saved state, and does nothing after completion', async () => {
  await curatornet(...train('fresh'));
  rmSync(join(path('fresh'), 'checkpoint/state.safetensors'));
  const again = await curatornet('train', '--resume', '--run', path('fresh'));
  expect(again.stderr).toContain('resumed after step 0 of 72');
  expect(results('fresh')).toEqual(results('whole'));
  const done = await curatornet('train', '--resume', '--run', path('fresh'));
  expect(done.stderr).toContain('resumed after step 72 of 72');
  expect(done.stderr).toContain('train  0 triples in');
  expect(results('fresh')).toEqual(results('whole'));
});

it('a training that receives a signal leaves no temporary file', async () => {
  const child = spawn(process.execPath, [CLI, ...train('told')], { stdio: 'ignore' });
  while (state('told') === '') await new Promise((resolve) => setTimeout(resolve, 1));
  child.kill('SIGTERM');
  await new Promise((resolve) => child.on('close', resolve));
  expect(readdirSync(path('told'), { recursive: true }).filter((name) => String(name).includes('.tmp-'))).toEqual([]);
});

describe('rejects --resume for', () => {
  it.each<[string, string[], string]>([
    ['other settings', ['--set', 'batch=32'], '--set cannot be changed by --resume'],
    ['another seed', ['--seed', '2'], '--seed cannot be changed by --resume'],
    [
      'another backend',
      ['--backend', 'cpu'],
      'the training ran on the backend wasm, but this is cpu\n  --backend wasm',
    ],
  ])('%s', async (_, args, message) => {
    const { status, stderr } = await curatornet('train', '--resume', '--run', path('whole'), ...args);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
  it('a folder without a training', async () => {
    const { status, stderr } = await curatornet('train', '--resume', '--run', path('nothing'));
    expect(stderr).toContain('not found\n  train first');
    expect(status).toBe(2);
  });
  it('another dataset', async () => {
    const other = path('other');
    await curatornet(
      'simulate',
      '--out',
      other,
      '--users',
      '80',
      '--items',
      '400',
      '--purchases',
      '500',
      '--side',
      '32',
      '--seed',
      '2',
    );
    const { status, stderr } = await curatornet('train', '--resume', '--run', path('whole'), '--data', other);
    expect(stderr).toContain('the training was on another dataset');
    expect(status).toBe(2);
  });
});
