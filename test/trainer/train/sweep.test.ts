// The paper's four lambdas in one command: a run for each on one sample, the best as the model of the run, and a row for
// each in the evaluation.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { curatornet, temporaryFolder } from '../command.ts';

const folder = temporaryFolder();
const data = join(folder, 'data');
const run = join(folder, 'run');
const LAMBDAS = [0, 0.0001, 0.001, 0.01];
const of = (lambda: number) => join(run, `sweep/lambda-${lambda}`);
const read = (...path: string[]) => readFileSync(join(...path));
const json = (...path: string[]) => JSON.parse(read(...path).toString());

let trained: { l2: number; validationAccuracy: number; sweep: { l2: number; validationAccuracy: number }[] };
beforeAll(async () => {
  await curatornet('simulate', '--out', data, '--users', '80', '--items', '120', '--side', '64');
  const settings = ['triples=3000', 'batch=100', 'learningRate=0.003', 'validationTriples=300', 'validations=4'];
  const changes = settings.flatMap((change) => ['--set', change]);
  const { stdout, stderr } = await curatornet(
    ...['train', '--sweep', '--data', data, '--run', run, '--preset', 'smoke', '--seed', '3', '--json', ...changes],
  );
  // All four share one sample.
  expect(stderr.match(/sample {2}leave one out/g)).toHaveLength(1);
  trained = JSON.parse(stdout);
});

it('trains a run for each lambda, and keeps the best by validation', () => {
  expect(trained.sweep.map(({ l2 }) => l2)).toEqual(LAMBDAS);
  // Guard: lambda made a difference.
  expect(new Set(LAMBDAS.map((lambda) => read(of(lambda), 'checkpoint/best.safetensors').toString('hex'))).size).toBe(
    4,
  );
  for (const lambda of LAMBDAS) expect(json(of(lambda), 'config.json').settings.l2).toBe(lambda);
  const most = Math.max(...trained.sweep.map(({ validationAccuracy }) => validationAccuracy));
  const best = trained.sweep.find(({ validationAccuracy }) => validationAccuracy === most)!;
  // Guard: a rule that always takes the first or the last would fail.
  expect([LAMBDAS[0], LAMBDAS[3]]).not.toContain(best.l2);
  expect(trained.l2).toBe(best.l2);
  expect(json(run, 'config.json').settings.l2).toBe(best.l2);
  for (const file of ['checkpoint/best.safetensors', 'metrics.jsonl', 'sample.json'])
    expect(read(run, file)).toEqual(read(of(best.l2), file));
});

it('has a row for each lambda in the evaluation, the chosen one as CuratorNet', async () => {
  const { stdout, status, stderr } = await curatornet('evaluate', '--run', run);
  expect(status, stderr).toBe(0);
  const methods = json(run, 'evaluation.json')
    .rows.filter(({ items }: { items: string }) => items === 'all')
    .map(({ method }: { method: string }) => method);
  const names = ['λ=0', 'λ=.0001', 'λ=.001', 'λ=.01'];
  const chosen = names[LAMBDAS.indexOf(trained.l2)];
  const others = names.filter((name) => name !== chosen);
  expect(methods.slice(0, 5)).toEqual(['CuratorNet', ...others.map((name) => `CuratorNet ${name}`), 'VBPR']);
  expect(stdout).toContain(`CuratorNet has ${chosen}, the best by validation.`);
});

it('resumes with the remaining lambdas after a kill', async () => {
  const before = LAMBDAS.map((lambda) => read(of(lambda), 'checkpoint/best.safetensors'));
  for (const lambda of LAMBDAS.slice(2)) rmSync(of(lambda), { recursive: true });
  const { stdout, stderr, status } = await curatornet('train', '--resume', '--run', run, '--json');
  expect(status, stderr).toBe(0);
  expect(stderr).toContain('resumed after step 30 of 30');
  expect(JSON.parse(stdout)).toMatchObject({ l2: trained.l2, sweep: trained.sweep });
  expect(LAMBDAS.map((lambda) => read(of(lambda), 'checkpoint/best.safetensors'))).toEqual(before);
});
