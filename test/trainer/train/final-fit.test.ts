// The final fit through the command line: the bundle serves a model trained on all data, and also contains the evaluated
// one.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { curatornet, temporaryFolder } from '../command.ts';

const folder = temporaryFolder();
const data = join(folder, 'data');
const run = join(folder, 'run');
const plain = join(folder, 'plain');
const read = (...path: string[]) => readFileSync(join(...path));
const json = (...path: string[]) => JSON.parse(read(...path).toString());
const lines = (...path: string[]) =>
  read(...path)
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const SMALL = ['triples=600', 'batch=50', 'validationTriples=40', 'validations=6', 'learningRate=0.02', 'epochs=2'];
const SERVED = ['user-tower.onnx', 'item-tower.onnx', 'items.safetensors'];

async function whole(into: string, ...changes: string[]): Promise<void> {
  const set = [...SMALL, ...changes].flatMap((change) => ['--set', change]);
  const { status, stderr } = await curatornet(
    ...['run', '--data', data, '--run', into, '--preset', 'smoke', '--seed', '3', '--no-ablation', ...set],
  );
  expect(status, stderr).toBe(0);
}

beforeAll(async () => {
  await curatornet('simulate', '--out', data, '--users', '60', '--items', '90', '--side', '32');
  await whole(run, 'finalFit=on');
  await whole(plain);
});

it('does not change the evaluation, and serves another model', () => {
  expect(json(run, 'evaluation.json')).toEqual(json(plain, 'evaluation.json'));
  for (const name of SERVED) {
    expect(read(run, 'bundle', `evaluated-${name}`), name).toEqual(read(plain, 'bundle', name));
    expect(read(run, 'bundle', name), name).not.toEqual(read(plain, 'bundle', name));
  }
  expect(existsSync(join(plain, 'bundle/evaluated-user-tower.onnx'))).toBe(false);
});

it('trains for the number of steps that validation chose, without validation', () => {
  const evaluated = lines(run, 'metrics.jsonl');
  const most = Math.max(...evaluated.map(({ validationAccuracy }) => validationAccuracy));
  const best = evaluated.find(({ validationAccuracy }) => validationAccuracy === most);
  // Guard: it ends before the training that it follows.
  expect(best.step).toBeLessThan(evaluated.at(-1).step);
  const final = lines(run, 'final/metrics.jsonl');
  expect(final.at(-1).step).toBe(best.step);
  expect(final.at(-1).learningRate).toBe(best.learningRate);
  expect(final.some((line) => 'validationAccuracy' in line)).toBe(false);
});

it('learns from all users and items: no validation users, nothing hidden', () => {
  const [{ training, validation }] = json(run, 'final/sample.json').yields;
  expect(training.drawn).toBeGreaterThanOrEqual(json(run, 'sample.json').yields[0].training.drawn);
  expect(validation).toEqual({ asked: 0, drawn: 0 });
});

it('names both models', () => {
  expect(json(run, 'bundle/manifest.json').madeFrom).toMatchObject({
    learnedFrom: 'everything',
    settings: { finalFit: 'on' },
  });
  expect(json(plain, 'bundle/manifest.json').madeFrom.learnedFrom).toBe('all but the hidden items');
  expect(json(run, 'evaluation.json').protocol.learnedFrom).toBe('all but the hidden items');
  const card = (of: string) => read(of, 'bundle/MODEL_CARD.md').toString();
  expect(card(run)).toContain('The model that the bundle serves was trained again from fresh weights on all data');
  expect(card(plain)).toContain(
    'The results are those of the model of the bundle, which has not learned from the hidden items',
  );
});

it('is reused by later exports; if it is deleted, fitting again gives the same bits', async () => {
  const { version } = json(run, 'bundle/manifest.json');
  const again = await curatornet('export', '--run', run, '--json');
  expect(again.stderr).not.toContain('final fit');
  expect(JSON.parse(again.stdout).version).toBe(version);
  rmSync(join(run, 'final/checkpoint/best.safetensors'));
  rmSync(join(run, 'final/checkpoint/state.safetensors'));
  const anew = await curatornet('export', '--run', run, '--json');
  expect(anew.stderr).toContain('final fit  training again on all data, for the number of steps that validation chose');
  expect(JSON.parse(anew.stdout).version).toBe(version);
});

it('starts again if the state of an interrupted fit belongs to another backend', async () => {
  rmSync(join(run, 'final/checkpoint/best.safetensors'));
  const { status, stderr } = await curatornet('export', '--run', run, '--backend', 'cpu');
  expect(status, stderr).toBe(0);
  expect(stderr).toContain('final fit  training again');
  expect(lines(run, 'final/metrics.jsonl').length).toBeGreaterThan(0);
});
