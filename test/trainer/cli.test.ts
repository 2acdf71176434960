// The command line: help, exit status, and error messages with a fix.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { curatornet, temporaryFolder } from './command.ts';

const folder = temporaryFolder();
const data = join(folder, 'data');
beforeAll(async () => {
  const { status, stderr } = await curatornet(
    'simulate',
    '--out',
    data,
    '--users',
    '60',
    '--items',
    '90',
    '--side',
    '64',
  );
  expect(stderr).toMatch(/paint {2}90 items in[\s\S]*embed {2}90 pictures in/);
  expect(status).toBe(0);
});

describe('help', () => {
  it('lists the commands, also without arguments', async () => {
    const help = await curatornet('--help');
    expect(help.status).toBe(0);
    expect(help.stdout).toMatch(
      /simulate[\s\S]*import[\s\S]*embed[\s\S]*train[\s\S]*evaluate[\s\S]*export[\s\S]*run[\s\S]*deploy/,
    );
    expect(await curatornet()).toEqual({ ...help, status: 2 });
  });
  it('lists the options of a command', async () => {
    const { status, stdout } = await curatornet('train', '--help');
    expect(status).toBe(0);
    for (const option of [
      '--data DIR',
      '--run DIR',
      '--preset NAME         settings to start from: standard, demo, smoke, paper, best (default best)',
      '--set KEY=VALUE',
      '--seed N',
      '--backend NAME',
      '--json',
    ])
      expect(stdout).toContain(option);
  });
});

describe('incorrect use ends with status 2, a reason and a fix', () => {
  const run = join(folder, 'run');
  it.each<[string, string[], string]>([
    [
      'an unknown command',
      ['trian'],
      "unknown command 'trian'\n  the commands are: start, simulate, import, pictures, embed, cluster, sample, train",
    ],
    ['an unknown option', ['train', '--dat', data], "Unknown option '--dat'"],
    [
      'a missing option',
      ['train', '--run', run],
      '--data is missing\n  for the list of options: curatornet train --help',
    ],
    ['a missing argument', ['deploy', '--promote'], 'BUNDLE is missing'],
    ['an unexpected argument', ['train', 'x', '--data', data, '--run', run], "unexpected argument 'x'"],
    [
      'an unknown setting',
      ['train', '--data', data, '--run', run, '--set', 'batches=3'],
      "unknown setting 'batches'\n  the settings are: triples",
    ],
    [
      'a setting out of bounds',
      ['train', '--data', data, '--run', run, '--set', 'batch=-1'],
      "the setting batch must be an integer between 1 and 100,000, not '-1'",
    ],
    [
      'a setting that is not a number',
      ['train', '--data', data, '--run', run, '--set', 'l2=much'],
      "the setting l2 must be a number between 0 and 1, not 'much'",
    ],
    [
      'a number of triples that is not a number',
      ['train', '--data', data, '--run', run, '--set', 'triples=abc'],
      "the setting triples must be 'auto' or an integer between 1 and 50,000,000, not 'abc'",
    ],
    [
      'a setting that has names',
      ['train', '--data', data, '--run', run, '--set', 'skips=yes'],
      "the setting skips must be one of: off, on, not 'yes'",
    ],
    [
      'a setting that must be above 0',
      ['train', '--data', data, '--run', run, '--set', 'learningRate=0'],
      "the setting learningRate must be a number above 0 and up to 1, not '0'",
    ],
    [
      'two ways to end a training at once',
      ['train', '--data', data, '--run', run, '--set', 'schedule=ladder'],
      'stopAfter=5 cannot be combined with schedule=ladder, which ends by patience\n  set stopAfter=0',
    ],
    [
      'a setting of training for an evaluation',
      ['evaluate', '--run', run, '--set', 'triples=9'],
      'the setting triples affects training, but evaluate does not train\n  evaluate can change: candidates',
    ],
    [
      'an unknown preset',
      ['train', '--data', data, '--run', run, '--preset', 'papr'],
      "unknown preset 'papr'\n  name one of: standard, demo, smoke",
    ],
    [
      'an unknown backend',
      ['train', '--data', data, '--run', run, '--backend', 'cuda'],
      "unknown backend 'cuda'\n  name one of: auto, node-gpu, wasm, webgpu, cpu",
    ],
    [
      'no threads',
      ['train', '--data', data, '--run', run, '--threads', '0'],
      '--threads 0 must be an integer between 1 and 64\n  omit it',
    ],
    ['an invalid seed', ['train', '--data', data, '--run', run, '--seed', '1.5'], '--seed 1.5 must be an integer'],
    [
      'an unknown rival',
      ['evaluate', '--run', run, '--rivals', 'popularity,fame'],
      "--rivals: unknown rival 'fame'\n  name any of: vbpr, bpr-mf, ",
    ],
    [
      'no dataset',
      ['train', '--data', join(folder, 'nothing'), '--run', run],
      'nothing: has no readable dataset.json\n  create a dataset folder: curatornet import interactions',
    ],
    ['no run', ['evaluate', '--run', join(folder, 'nothing')], 'config.json: not found\n  train first'],
    ['a folder that is not a bundle', ['deploy', folder], 'manifest.json: not found; a bundle must contain it'],
    [
      'a folder that is not a run',
      ['train', '--data', data, '--run', folder, '--preset', 'smoke'],
      'is not empty and not a run folder',
    ],
  ])('%s', async (_, args, message) => {
    const { status, stdout, stderr } = await curatornet(...args);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  it('an unavailable backend gives the reason', async ({ skip }) => {
    const { status, stderr } = await curatornet(
      'train',
      '--data',
      data,
      '--run',
      join(folder, 'gpu'),
      '--backend',
      'node-gpu',
      '--preset',
      'smoke',
    );
    if (status === 0) skip('TensorFlow is installed here, so the backend runs');
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /the backend node-gpu cannot run here: .+\n {2}(where storage\.googleapis\.com can be reached|install it)/,
    );
  });
});

it('help loads neither tfjs nor onnxruntime nor wrangler nor sharp', async () => {
  const script = join(folder, 'loaded.mjs');
  const cli = new URL('../../trainer/cli.ts', import.meta.url).href;
  writeFileSync(
    script,
    `import { createRequire } from 'node:module';
     const { main } = await import(${JSON.stringify(cli)});
     await main(['--help']);
     const loaded = Object.keys(createRequire(import.meta.url).cache);
     console.log('LOADED ' + loaded.filter((file) => /tfjs|onnxruntime|wrangler|sharp/.test(file)).length);`,
  );
  const { spawnSync } = await import('node:child_process');
  const { stdout } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  expect(stdout).toContain('LOADED 0');
});

describe('the whole pipeline', () => {
  const run = join(folder, 'whole');
  it('trains, evaluates and exports, with one JSON document on stdout', async () => {
    const { status, stdout, stderr } = await curatornet(
      'run',
      '--data',
      data,
      '--run',
      run,
      '--preset',
      'smoke',
      '--json',
    );
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/backend {2}(node-gpu|wasm|cpu): /);
    // An optional backend that is not installed is not reported.
    expect(stderr).not.toContain('not installed');
    expect(stderr).toMatch(/train {2}learns from 4,096 triples of [\d,]+ interactions\n/);
    expect(stderr).toMatch(/train {2}[\d,]+ triples in \d+s, [\d,]+ triples\/s/);
    const document = JSON.parse(stdout);
    expect(document.export.version).toMatch(/^[0-9a-f]{16}$/);
    expect(document.export.parity).toBeLessThan(1e-4);
    const saved = JSON.parse(readFileSync(join(run, 'evaluation.json'), 'utf8'));
    expect(saved).toEqual(document.evaluation);
    expect(
      saved.rows.filter((row: { items: string }) => row.items === 'all').map((row: { method: string }) => row.method),
    ).toEqual([
      'CuratorNet',
      'VBPR',
      'BPR-MF',
      'EASE',
      'item-kNN',
      'VisRank',
      'VisRank mean',
      'artist',
      'popularity',
      'random',
      'oracle',
    ]);
    const lines = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).step)).toEqual([2, 4]);
  });
  it('evaluates against the inventory without training; evaluation, report and bundle name the protocol', async () => {
    const of = (...path: string[]) => JSON.parse(readFileSync(join(run, ...path), 'utf8'));
    const before = readFileSync(join(run, 'checkpoint/best.safetensors'));
    const old = of('evaluation.json');
    expect(old.protocol).toMatchObject({ hidden: 'last basket', candidates: 'catalogue', resold: null });
    const changes = ['--set', 'candidates=inventory', '--set', 'k=5'];
    const { status, stdout, stderr } = await curatornet('evaluate', '--run', run, ...changes);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('top 5, all items');
    expect(stdout).toContain('that were on sale when the hidden ones were bought.');
    const evaluation = of('evaluation.json');
    expect(evaluation.protocol).toMatchObject({ candidates: 'inventory', resold: 0 });
    expect([old.lists[0].places, evaluation.lists[0].places]).toEqual([20, 5]);
    expect(evaluation.rows[0].recallAt20).not.toBe(old.rows[0].recallAt20);
    expect(readFileSync(join(run, 'checkpoint/best.safetensors'))).toEqual(before);
    expect((await curatornet('report', '--run', run, '--no-ablation')).status).toBe(0);
    expect(readFileSync(join(run, 'report/index.html'), 'utf8')).toContain('on sale when the hidden ones were bought');
    expect((await curatornet('export', '--run', run)).status).toBe(0);
    expect(of('bundle/manifest.json').madeFrom.settings.candidates).toBe('inventory');
  });
  it('evaluates a sample of users against the named rivals only, and says so', async () => {
    const changes = ['--set', 'evaluationUsers=6', '--set', 'candidates=inventory'];
    const { status, stdout, stderr } = await curatornet(
      ...['evaluate', '--run', run, '--rivals', 'popularity,visrank', ...changes],
    );
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/a sample of 6 of \d+ users; --set evaluationUsers=N changes it/);
    expect(stdout).toMatch(/The users are a sample of \d+ with hidden items/);
    const { rows } = JSON.parse(readFileSync(join(run, 'evaluation.json'), 'utf8'));
    const all = rows.filter((row: { items: string }) => row.items === 'all');
    expect(all.map(({ method, users }: { method: string; users: number }) => [method, users])).toEqual([
      ['CuratorNet', 6],
      ['VisRank', 6],
      ['popularity', 6],
    ]);
    expect(existsSync(join(run, 'evaluation.partial.jsonl'))).toBe(false);
  });
  it('exports the same bundle again, and rejects another dataset', async () => {
    const again = await curatornet('export', '--run', run, '--json');
    expect(JSON.parse(again.stdout).version).toBe(
      JSON.parse(readFileSync(join(run, 'bundle/manifest.json'), 'utf8')).version,
    );
    const other = join(folder, 'other');
    await curatornet('simulate', '--out', other, '--users', '60', '--items', '90', '--side', '64', '--seed', '2');
    const { status, stderr } = await curatornet('evaluate', '--run', run, '--data', other);
    expect(stderr).toContain('the run was trained on another dataset');
    expect(status).toBe(2);
  });
});
