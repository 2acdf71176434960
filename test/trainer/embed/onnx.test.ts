// ONNX networks as embedders: small networks written here, with features worked out by hand.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readNpy } from '../../../trainer/dataset/npy.ts';
import { Graph } from '../../../trainer/onnx/graph.ts';
import { curatornet } from '../command.ts';
import { freshFolder, names } from '../dataset/support.ts';
import { makeStore, picture } from './support.ts';

type Dims = (number | string)[];

/** Writes model.onnx, and encoder.json if there is one. */
function writeNetwork(graph: Graph, input: Dims, output: Dims, encoder?: object): string {
  const folder = freshFolder();
  writeFileSync(join(folder, 'model.onnx'), graph.model('net', ['pixels', input], ['features', output]));
  if (encoder) writeFileSync(join(folder, 'encoder.json'), JSON.stringify(encoder));
  return folder;
}

/** The means of the three channels: [n, 3, s, s] -> [n, 3]. */
function means(input: Dims, encoder?: object): string {
  const graph = new Graph();
  graph.add('Flatten', [graph.add('GlobalAveragePool', ['pixels'])], { axis: 1 }, 'features');
  return writeNetwork(graph, input, ['n', 3], encoder);
}

/** Red 200, green 100, blue 50; white; black. */
const threePictures = async () =>
  makeStore('id\nred\nwhite\nblack\n', {
    'red.png': await picture(30, 20, () => [200, 100, 50]),
    'white.png': await picture(8, 8, () => [255, 255, 255]),
    'black.png': await picture(20, 30, () => [0, 0, 0]),
  });

const embed = (data: string, ...rest: string[]) => curatornet('embed', '--data', data, '--json', ...rest);
async function features(data: string): Promise<number[][]> {
  const { values, columns } = await readNpy(join(data, 'features.npy'));
  const rounded = Array.from(values, (value) => Number(value.toFixed(2)) + 0);
  return Array.from({ length: rounded.length / columns }, (_, row) =>
    rounded.slice(row * columns, (row + 1) * columns),
  );
}

describe('an ONNX network', () => {
  it.each<[string, object | undefined, string[], number[][]]>([
    // (200/255 - .48145466) / .26862954 and so on.
    [
      'the preset clip',
      undefined,
      ['--preprocessing', 'clip'],
      [
        [1.13, -0.25, -0.77],
        [1.93, 2.07, 2.15],
        [-1.79, -1.75, -1.48],
      ],
    ],
    [
      'the preset siglip',
      { preset: 'siglip' },
      [],
      [
        [0.57, -0.22, -0.61],
        [1, 1, 1],
        [-1, -1, -1],
      ],
    ],
    // BGR, 0 to 255: (50 - 10) / 2, (100 - 20) / 4, (200 - 40) / 8; white (255 - 10) / 2 and so on.
    [
      'its own numbers',
      { range: 255, mean: [10, 20, 40], deviation: [2, 4, 8], channels: 'bgr', fit: 'stretch' },
      [],
      [
        [20, 20, 20],
        [122.5, 58.75, 26.88],
        [-5, -5, -5],
      ],
    ],
  ])('gets pictures as encoder.json or --preprocessing says: %s', async (_, encoder, options, expected) => {
    const data = await threePictures();
    const { status, stdout, stderr } = await embed(data, '--model', means(['n', 3, 8, 8], encoder), ...options);
    expect(status, stderr).toBe(0);
    expect(await features(data)).toEqual(expected);
    const { dataset } = JSON.parse(stdout);
    expect(dataset.provenance).toContain('Features: an ONNX network in onnxruntime-node (sha256 ');
    expect(dataset.encoder).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      network: expect.stringMatching(/^[0-9a-f]{64}$/),
      preprocessing: expect.stringMatching(/^(8 of 8|stretched to 8) pixels, /),
      features: 3,
    });
  });

  it('with a fixed batch of two embeds three pictures', async () => {
    const data = await threePictures();
    const { status, stderr } = await embed(data, '--model', means([2, 3, 8, 8], { preset: 'bytes' }));
    expect(status, stderr).toBe(0);
    expect(await features(data)).toEqual([
      [200, 100, 50],
      [255, 255, 255],
      [0, 0, 0],
    ]);
  });

  it('with channels last, whose output has the parts of a picture, gives the first or the mean of the parts', async () => {
    // [n, 8, 8, 3] -> [n, 64, 3]: each pixel is a part. The left half is red, the right half black.
    const tokens = (pooling: string) => {
      const graph = new Graph();
      graph.add('Reshape', ['pixels', graph.integers([0, 64, 3])], {}, 'features');
      return writeNetwork(graph, ['n', 8, 8, 3], ['n', 64, 3], { preset: 'bytes', resize: 8, pooling });
    };
    const data = makeStore('id\na\n', {
      'a.png': await picture(8, 8, (x) => (x < 4 ? [200, 100, 50] : [0, 0, 0])),
    });
    expect((await embed(data, '--model', tokens('first'))).stderr).not.toContain('error');
    expect(await features(data)).toEqual([[200, 100, 50]]);
    const other = await embed(data, '--model', tokens('mean'));
    expect(other.stderr).toContain('features.npy: was made by another encoder');
    expect((await embed(data, '--model', tokens('mean'), '--force')).status).toBe(0);
    expect(await features(data)).toEqual([[100, 50, 25]]);
  });

  it('that ends with a softmax is taken with a warning', async () => {
    const graph = new Graph();
    const pooled = graph.add('Flatten', [graph.add('GlobalAveragePool', ['pixels'])], { axis: 1 });
    graph.add('Softmax', [pooled], { axis: 1 }, 'features');
    const model = writeNetwork(graph, ['n', 3, 8, 8], ['n', 3], { preset: 'unit' });
    const { status, stderr } = await embed(await threePictures(), '--model', join(model, 'model.onnx'));
    expect(status).toBe(0);
    expect(stderr).toContain('warning: the output is a softmax, the probabilities of a classifier.');
  });

  it('runs in onnxruntime-web, with the same features, where onnxruntime-node is not installed', async () => {
    const data = await threePictures();
    const hidden = `import { registerHooks } from 'node:module';
      registerHooks({ resolve(name, context, next) {
        if (name === 'onnxruntime-node') throw Object.assign(new Error('not installed'), { code: 'MODULE_NOT_FOUND' });
        return next(name, context);
      } });`;
    const cli = fileURLToPath(new URL('../../../trainer/cli.ts', import.meta.url));
    const model = means(['n', 3, 8, 8], { preset: 'bytes' });
    const hook = `data:text/javascript,${encodeURIComponent(hidden)}`;
    const child = spawn(process.execPath, ['--import', hook, cli, 'embed', '--data', data, '--model', model, '--json']);
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(JSON.parse(stdout).dataset.provenance).toContain('an ONNX network in onnxruntime-web');
    expect(await features(data)).toEqual([
      [200, 100, 50],
      [255, 255, 255],
      [0, 0, 0],
    ]);
    // The identity of the encoder does not depend on what runs it.
    const { encoder } = JSON.parse(stdout).dataset;
    const { dataset } = JSON.parse((await embed(data, '--model', model, '--force')).stdout);
    expect(dataset.encoder).toEqual(encoder);
  });
});

describe('rejects', () => {
  const flat = () => {
    const graph = new Graph();
    graph.add('Identity', ['pixels'], {}, 'features');
    return writeNetwork(graph, ['n', 12], ['n', 12], { preset: 'unit' });
  };
  it.each<[string, () => string, string]>([
    ['no file', () => join(freshFolder(), 'net.onnx'), 'net.onnx: not found\n  name an ONNX file or'],
    ['an input that is not a picture', flat, 'has an input of shape [-1,12]; expected [batch, height, width, 3] or'],
    [
      'an input of four channels',
      () => means(['n', 4, 8, 8], { preset: 'unit' }),
      'has an input of shape [-1,4,8,8]; expected [batch, height, width, 3] or [batch, 3, height, width]',
    ],
    ['an oblong input', () => means(['n', 3, 8, 9], { preset: 'unit' }), 'expected height equal to width'],
    [
      'another size than that of encoder.json',
      () => means(['n', 3, 8, 8], { preset: 'unit', size: 16 }),
      'its input has 8 pixels a side, but encoder.json says 16',
    ],
    [
      'an output that it does not have',
      () => means(['n', 3, 8, 8], { preset: 'unit', output: 'pooled' }),
      'has no output pooled; it has features',
    ],
    [
      'an unknown field of encoder.json',
      () => means(['n', 3, 8, 8], { preset: 'unit', crop: 16 }),
      'encoder.json: has the unknown key "crop"',
    ],
    [
      'an unknown preset of encoder.json',
      () => means(['n', 3, 8, 8], { preset: 'vgg' }),
      "encoder.json: unknown preprocessing 'vgg'\n  name one of: torch, caffe",
    ],
    [
      'a division by zero',
      () => means(['n', 3, 8, 8], { range: 1, mean: [0, 0, 0], deviation: [1, 1, 0] }),
      'encoder.json: deviation: must be above 0',
    ],
    [
      'a network of which nothing says how pictures become its input',
      () => means(['n', 3, 8, 8]),
      'encoder.json: nothing says how pictures become the input of the network\n  name a preset with --preprocessing',
    ],
    [
      'bytes that are no network',
      () => {
        const folder = freshFolder();
        writeFileSync(join(folder, 'model.onnx'), 'no network');
        writeFileSync(join(folder, 'encoder.json'), '{"preset":"unit"}');
        return folder;
      },
      'model.onnx: cannot be opened: ',
    ],
  ])('%s', async (_, model, message) => {
    const data = await threePictures();
    const { status, stdout, stderr } = await embed(data, '--model', model());
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(names(data)).toEqual(['events.csv', 'images', 'items.csv']);
  });

  it('an unknown preset', async () => {
    const model = means(['n', 3, 8, 8]);
    const { status, stderr } = await embed(freshFolder(), '--model', model, '--preprocessing', 'keras');
    expect(stderr).toContain("unknown preprocessing 'keras'\n  name one of: torch, caffe, tf, clip");
    expect(status).toBe(2);
  });
});
