// Training: it learns, repeats its results for a seed, and reports when it diverges.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { chooseSettings } from '../../../trainer/config.ts';
import { openDataset } from '../../../trainer/dataset/dataset.ts';
import { split } from '../../../trainer/dataset/split.ts';
import { startRun } from '../../../trainer/run-folder.ts';
import { chooseBackend } from '../../../trainer/tfjs/choose.ts';
import { loadCheckpoint } from '../../../trainer/train/checkpoint.ts';
import { train } from '../../../trainer/train/loop.ts';
import { prepare } from '../../../trainer/train/material.ts';
import { curatornet, temporaryFolder } from '../command.ts';

const folder = temporaryFolder();
const data = join(folder, 'data');
const trainCommand = (run: string, ...rest: string[]) =>
  curatornet('train', '--data', data, '--run', join(folder, run), '--preset', 'smoke', '--json', ...rest);
const digest = (run: string) =>
  createHash('sha256')
    .update(readFileSync(join(folder, run, 'checkpoint/best.safetensors')))
    .digest('hex');

beforeAll(async () => {
  await curatornet(
    'simulate',
    '--out',
    data,
    '--users',
    '150',
    '--items',
    '200',
    '--purchases',
    '1200',
    '--side',
    '64',
  );
});

it('learns: it orders the pairs of unseen users far better than chance', async () => {
  const { stdout } = await trainCommand(
    'learns',
    '--set',
    'triples=40000',
    '--set',
    'batch=256',
    '--set',
    'validationUsers=0.2',
  );
  const { validationAccuracy } = JSON.parse(stdout);
  expect(validationAccuracy).toBeGreaterThan(0.65);
  const { about, towers } = await loadCheckpoint(join(folder, 'learns'));
  expect(about.validationAccuracy).toBe(validationAccuracy);
  expect(towers.item.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([
    [496, 200],
    [200, 200],
  ]);
  expect(towers.user.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([
    [400, 300],
    [300, 200],
    [200, 200],
  ]);
});

it.each(['wasm', 'cpu'])('gives the same bits for one seed on %s, others for another', async (backend) => {
  const small = ['--backend', backend, '--set', 'triples=90', '--set', 'batch=30', '--set', 'validationTriples=20'];
  await trainCommand('a', ...small, '--seed', '3');
  await trainCommand('b', ...small, '--seed', '3');
  await trainCommand('c', ...small, '--seed', '4');
  expect(digest('a')).toBe(digest('b'));
  expect(digest('a')).not.toBe(digest('c'));
});

it('trains on WebGPU, if the machine has a driver, to the losses of the CPU', async ({ skip }) => {
  const small = ['--set', 'triples=300', '--set', 'batch=100', '--set', 'validationTriples=50'];
  const { status, stderr } = await trainCommand('webgpu', ...small, '--backend', 'webgpu');
  if (status !== 0) skip(`WebGPU cannot run here: ${stderr.split('\n').at(-3)}`);
  await trainCommand('wasm', ...small, '--backend', 'wasm');
  const losses = (run: string) =>
    readFileSync(join(folder, run, 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).loss as number);
  const [found, wanted] = [losses('webgpu'), losses('wasm')];
  expect(found).toHaveLength(wanted.length);
  for (const [i, loss] of wanted.entries()) expect(found[i]).toBeCloseTo(loss, 4);
});

it('stops if the loss is not finite, and says what to change', async () => {
  const { name } = await chooseBackend('wasm');
  const dataset = await openDataset(data);
  const run = join(folder, 'diverges');
  // Beyond the bounds of the command line: overflows float32 in two steps.
  const settings = { ...chooseSettings('smoke', []), learningRate: 1e9 };
  await startRun(run, { data, preset: 'smoke', settings, seed: 1 }, dataset);
  const material = prepare(dataset, split(dataset), settings, 1);
  await expect(train(material, settings, { run, seed: 1, backend: name })).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringMatching(/^the loss is not finite at step [234]$/),
    how: expect.stringContaining('lower the learning rate: --set learningRate='),
  });
});

it('keeps the best checkpoint, not the last', async () => {
  const settings = ['validations=8', 'triples=2000', 'epochs=8', 'batch=64', 'learningRate=0.01', 'l2=0'].flatMap(
    (change) => ['--set', change],
  );
  await trainCommand('best', '--seed', '2', ...settings);
  const lines = readFileSync(join(folder, 'best/metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.length).toBeGreaterThan(5);
  const best = lines.reduce((a, b) => (b.validationAccuracy > a.validationAccuracy ? b : a));
  // Guard: the last one is not the best.
  expect(best.step).toBeLessThan(lines.at(-1).step);
  expect((await loadCheckpoint(join(folder, 'best'))).about).toMatchObject({
    step: best.step,
    validationAccuracy: best.validationAccuracy,
  });
});

it('keeps the one with the smaller loss of two equally accurate checkpoints', async () => {
  const settings = [
    'validations=12',
    'triples=1500',
    'epochs=4',
    'batch=64',
    'learningRate=0.01',
    'validationTriples=2',
  ];
  await trainCommand('ties', ...settings.flatMap((change) => ['--set', change]));
  const lines: { step: number; validationAccuracy: number; loss: number }[] = readFileSync(
    join(folder, 'ties/metrics.jsonl'),
    'utf8',
  )
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const most = Math.max(...lines.map(({ validationAccuracy }) => validationAccuracy));
  const tied = lines.filter(({ validationAccuracy }) => validationAccuracy === most);
  const smallest = tied.reduce((a, b) => (b.loss < a.loss ? b : a));
  // Guard: without the loss, it would keep the first.
  expect(tied[0].step).not.toBe(smallest.step);
  expect((await loadCheckpoint(join(folder, 'ties'))).about.step).toBe(smallest.step);
});

it('stops after stopAfter validations in a row without improvement, and says so', async () => {
  const settings = [
    'validations=20',
    'triples=2000',
    'epochs=8',
    'batch=64',
    'learningRate=0.02',
    'l2=0',
    'stopAfter=3',
  ];
  const { stderr } = await trainCommand('stops', ...settings.flatMap((change) => ['--set', change]));
  const lines = readFileSync(join(folder, 'stops/metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { step } = (await loadCheckpoint(join(folder, 'stops'))).about;
  expect(lines.length).toBeLessThan(20);
  expect(lines.findIndex((line) => line.step === step)).toBe(lines.length - 4);
  expect(stderr).toMatch(/train {2}stopped before step \d+, because the last validations were not better/);
});
