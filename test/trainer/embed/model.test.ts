// Graph models as embedders: small models created here, with features worked out by hand.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNpy } from '../../../trainer/dataset/npy.ts';
import { curatornet } from '../command.ts';
import { freshFolder, names } from '../dataset/support.ts';
import { makeStore, picture } from './support.ts';

const shape = (...sizes: number[]) => ({ shape: { dim: sizes.map((size) => ({ size: String(size) })) } });
const placeholder = (...sizes: number[]) => ({
  name: 'x',
  op: 'Placeholder',
  attr: { dtype: { type: 'DT_FLOAT' }, shape: shape(...sizes) },
});
const constant = (name: string, dtype: 'DT_FLOAT' | 'DT_INT32', length: number) => ({
  name,
  op: 'Const',
  attr: { dtype: { type: dtype }, value: { tensor: { dtype, tensorShape: shape(length).shape } } },
});
const FLOAT = { type: 'DT_FLOAT' };

/** Means of the three channels plus (1000, 2000, 3000): [n, s, s, 3] -> [n, 3]. */
const MEANS = [
  constant('axes', 'DT_INT32', 2),
  constant('bias', 'DT_FLOAT', 3),
  {
    name: 'mean',
    op: 'Mean',
    input: ['x', 'axes'],
    attr: { keep_dims: { b: false }, T: FLOAT, Tidx: { type: 'DT_INT32' } },
  },
  { name: 'y', op: 'AddV2', input: ['mean', 'bias'], attr: { T: FLOAT } },
];

/** Writes a graph model: the axes 1 and 2, and the bias, are its weights, in two files. */
function writeModel(nodes: object[], change: (json: Record<string, unknown>) => object = (json) => json): string {
  const folder = freshFolder();
  const weights = [
    { name: 'axes', shape: [2], dtype: 'int32' },
    { name: 'bias', shape: [3], dtype: 'float32' },
  ].filter(({ name }) => nodes.some((node) => (node as { name: string }).name === name));
  const paths = weights.length > 0 ? ['one.bin', 'parts/two.bin'] : [];
  const json = {
    format: 'graph-model',
    modelTopology: { node: nodes, versions: {} },
    weightsManifest: [{ paths, weights }],
  };
  writeFileSync(join(folder, 'model.json'), JSON.stringify(change(json)));
  mkdirSync(join(folder, 'parts'));
  writeFileSync(join(folder, 'one.bin'), new Uint8Array(Int32Array.of(1, 2).buffer));
  writeFileSync(join(folder, 'parts/two.bin'), new Uint8Array(Float32Array.of(1000, 2000, 3000).buffer));
  return folder;
}

/** Red 200, green 100, blue 50; and black. */
async function twoPictures(): Promise<string> {
  return makeStore('id\nred\nblack\nbroken\n', {
    'red.png': await picture(30, 20, () => [200, 100, 50]),
    'black.png': await picture(8, 8, () => [0, 0, 0]),
    'broken.png': 'no',
  });
}

const embed = (data: string, ...rest: string[]) =>
  curatornet('embed', '--data', data, '--backend', 'cpu', '--json', '--preprocessing', 'caffe', ...rest);
const features = async (data: string) => {
  const { values, columns } = await readNpy(join(data, 'features.npy'));
  const rounded = Array.from(values, (value) => Number(value.toFixed(2)));
  return Array.from({ length: rounded.length / columns }, (_, row) =>
    rounded.slice(row * columns, (row + 1) * columns),
  );
};

describe('a graph model', () => {
  it.each<[string, number[], number[]]>([
    // Blue 50 - 103.939, green 100 - 116.779, red 200 - 123.68.
    ['caffe', [946.06, 1983.22, 3076.32], [896.06, 1883.22, 2876.32]],
    // 200 / 127.5 - 1, 100 / 127.5 - 1, 50 / 127.5 - 1.
    ['tf', [1000.57, 1999.78, 2999.39], [999, 1999, 2999]],
    // (200/255 - .485) / .229, (100/255 - .456) / .224, (50/255 - .406) / .225; black: -.485/.229, -.456/.224, -.406/.225.
    ['torch', [1001.31, 1999.71, 2999.07], [997.88, 1997.96, 2998.2]],
  ])('returns the features of each picture, normalised as %s', async (normalisation, red, black) => {
    const data = await twoPictures();
    const model = writeModel([placeholder(-1, 4, 4, 3), ...MEANS]);
    const { status, stdout, stderr } = await embed(data, '--model', model, '--preprocessing', normalisation);
    expect(status, stderr).toBe(0);
    const { embedded, skipped, dataset } = JSON.parse(stdout);
    expect({ embedded, skipped }).toEqual({
      embedded: 2,
      skipped: [{ id: 'broken', why: 'is not a JPEG, PNG, WebP, GIF, TIFF or AVIF file' }],
    });
    expect(dataset.provenance).toMatch(
      /^A folder of pictures. Features: a TensorFlow.js graph model in the backend cpu .sha256 [0-9a-f]{16}, 4 of 5 pixels, linear, .*; 1 without/,
    );
    const [first, second, mean] = await features(data);
    expect([first, second]).toEqual([red, black]);
    for (const [f, value] of mean.entries()) expect(value).toBeCloseTo((red[f] + black[f]) / 2, 1);
  });

  it('gets the centre of a picture: resized to 256, cropped to 224', async () => {
    // 256 wide: white, but for a border of 15 black pixels on each side, all of which the crop of 224 leaves out.
    const data = makeStore('id\na\n', {
      'a.png': await picture(256, 256, (x, y) =>
        x < 15 || y < 15 || x > 240 || y > 240 ? [0, 0, 0] : [255, 255, 255],
      ),
    });
    const { status, stderr } = await embed(
      data,
      '--model',
      writeModel([placeholder(-1, -1, -1, 3), ...MEANS]),
      '--preprocessing',
      'tf',
    );
    expect(status, stderr).toBe(0);
    expect(await features(data)).toEqual([[1001, 2001, 3001]]);
  });

  it('that returns feature maps gives their means over positions', async () => {
    const data = makeStore('id\na\n', { 'a.png': await picture(8, 8, () => [200, 100, 50]) });
    const same = { name: 'y', op: 'Identity', input: ['x'], attr: { T: FLOAT } };
    const { status, stderr } = await embed(
      data,
      '--model',
      join(writeModel([placeholder(-1, 8, 8, 3), same]), 'model.json'),
    );
    expect(status, stderr).toBe(0);
    expect(await features(data)).toEqual([[-53.94, -16.78, 76.32]]);
  });

  it('can be loaded over HTTP, and a run with another model starts anew', async () => {
    const data = await twoPictures();
    const folder = writeModel([placeholder(-1, 4, 4, 3), ...MEANS]);
    const asked: string[] = [];
    const server = createServer(({ url = '' }, response) => {
      asked.push(url);
      if (url.startsWith('/m/') && url !== '/m/encoder.json') response.end(readFileSync(join(folder, url.slice(3))));
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const { status, stderr } = await embed(data, '--model', `${address}/m/`);
      expect(status, stderr).toBe(0);
      expect(asked).toEqual(['/m/encoder.json', '/m/model.json', '/m/one.bin', '/m/parts/two.bin']);
      expect((await features(data))[0]).toEqual([946.06, 1983.22, 3076.32]);
      const missing = await embed(data, '--force', '--model', `${address}/elsewhere`);
      expect(missing.stderr).toContain('/elsewhere/model.json: cannot be downloaded: HTTP status 404');
      expect(missing.status).toBe(2);
    } finally {
      server.close();
    }
  });
});

it('a layers model is run as well, up to the layer that encoder.json names', async () => {
  const data = await twoPictures();
  const folder = freshFolder();
  const layer = (className: string, name: string, config: object, from?: string) => ({
    class_name: className,
    name,
    config: { name, ...config },
    inbound_nodes: from === undefined ? [] : [[[from, 0, 0, {}]]],
  });
  const config = {
    name: 'net',
    layers: [
      layer('InputLayer', 'x', { batch_input_shape: [null, 4, 4, 3], dtype: 'float32' }),
      layer('GlobalAveragePooling2D', 'pool', {}, 'x'),
      layer('Dense', 'top', { units: 2, activation: 'softmax', use_bias: false }, 'pool'),
    ],
    input_layers: [['x', 0, 0]],
    output_layers: [['top', 0, 0]],
  };
  const weights = [{ name: 'top/kernel', shape: [3, 2], dtype: 'float32' }];
  const json = {
    format: 'layers-model',
    modelTopology: { model_config: { class_name: 'Functional', config } },
    weightsManifest: [{ paths: ['w.bin'], weights }],
  };
  writeFileSync(join(folder, 'model.json'), JSON.stringify(json));
  writeFileSync(join(folder, 'w.bin'), new Uint8Array(new Float32Array(6).buffer));
  const whole = await embed(data, '--model', folder, '--preprocessing', 'bytes');
  expect(whole.status, whole.stderr).toBe(0);
  // The kernel is zero, so both classes have one half.
  expect((await features(data))[0]).toEqual([0.5, 0.5]);
  expect(whole.stderr).toContain('warning: the output is a softmax, the probabilities of a classifier.');
  writeFileSync(join(folder, 'encoder.json'), JSON.stringify({ output: 'pool' }));
  const { status, stderr } = await embed(data, '--model', folder, '--preprocessing', 'bytes', '--force');
  expect(status, stderr).toBe(0);
  expect((await features(data))[0]).toEqual([200, 100, 50]);
  expect(stderr).not.toContain('warning');
  writeFileSync(join(folder, 'encoder.json'), JSON.stringify({ output: 'pol' }));
  const wrong = await embed(data, '--model', folder, '--preprocessing', 'bytes', '--force');
  expect(wrong.stderr).toContain('it has no layer pol; the last ones are x, pool, top');
});

describe('rejects', () => {
  const good = [placeholder(-1, 4, 4, 3), ...MEANS];
  const manifest = (paths: string[]) => (json: object) => ({ ...json, weightsManifest: [{ paths, weights: [] }] });
  it.each<[string, () => string, string]>([
    ['no model', () => join(freshFolder(), 'none'), 'none/model.json: not found'],
    [
      'a model of another program',
      () => writeModel(good, (json) => ({ ...json, format: 'tflite' })),
      'format: must be graph-model or layers-model',
    ],
    [
      'neither graph nor layers',
      () => writeModel(good, (json) => ({ ...json, modelTopology: {} })),
      'model.json: tfjs cannot load it: ',
    ],
    [
      'weights in another folder',
      () => writeModel(good, manifest(['../one.bin'])),
      'is not the name of a file in this folder',
    ],
    [
      'weights by URL',
      () => writeModel(good, manifest(['http://x/one.bin'])),
      'is not the name of a file in this folder',
    ],
    ['missing weights', () => writeModel(good, manifest(['three.bin'])), 'three.bin: not found'],
    [
      'an unknown operation',
      () => writeModel([placeholder(-1, 4, 4, 3), { name: 'y', op: 'Dream', input: ['x'] }]),
      'Dream',
    ],
    [
      'an input that is not a picture',
      () => writeModel([placeholder(-1, 10), ...MEANS]),
      'has an input of shape [-1,10]',
    ],
    [
      'an output that is not a row',
      () => writeModel([placeholder(-1, 4, 4, 3), { name: 'y', op: 'Shape', input: ['x'], attr: { T: FLOAT } }]),
      'returns [4] of int32',
    ],
  ])('%s', async (_, model, message) => {
    const data = await twoPictures();
    const { status, stdout, stderr } = await embed(data, '--model', model());
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(names(data)).toEqual(['events.csv', 'images', 'items.csv']);
  });

  it.each<[string[], string]>([
    [['--preprocessing', 'tf'], '--preprocessing requires --model'],
    [['--model', 'm.onnx', '--backend', 'cpu'], '--backend is for TensorFlow.js models'],
    [['--threads', '0'], '--threads 0 must be an integer between 1 and 256'],
  ])('%s', async (args, message) => {
    const { status, stderr } = await curatornet('embed', '--data', freshFolder(), ...args);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
