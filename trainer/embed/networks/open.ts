// Opens the network that --model names: an ONNX file or a TensorFlow.js model, by path or URL, alone or in a folder.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isWeb } from './files.ts';
import type { ImageNetwork, NetworkOptions } from './network.ts';

/** The file of a network: the named one, or the one in the named folder; a URL names the folder of a TensorFlow.js model. */
export function networkFile(model: string): string {
  if (/\.(onnx|json)$/i.test(model)) return model;
  if (isWeb(model)) return `${model.replace(/\/$/, '')}/model.json`;
  const names = ['model.onnx', 'model.json'];
  return join(model, names.find((name) => existsSync(join(model, name))) ?? 'model.json');
}

export const isOnnx = (file: string): boolean => /\.onnx$/i.test(file);

/** @param file from networkFile; a TensorFlow.js model runs in the tfjs backend in use */
export async function openNetwork(file: string, options: NetworkOptions): Promise<ImageNetwork> {
  if (isOnnx(file)) return (await import('./onnx.ts')).onnxNetwork(file, options);
  return (await import('./tfjs.ts')).tfjsNetwork(file, options);
}
