// Runs after `npm ci`: removes the C headers (65 MB) of the installed Node, because nothing in this project compiles
// add-ons, and ONNX Runtime's libraries for other platforms (255 MB).
import { readdirSync, rmSync } from 'node:fs';

const packages = new URL('../node_modules/', import.meta.url);
const remove = (path) => rmSync(new URL(path, packages), { recursive: true, force: true });
const namesIn = (path) => {
  try {
    return readdirSync(new URL(path, packages));
  } catch {
    return [];
  }
};

remove('node/node_modules');
const libraries = 'onnxruntime-node/bin/napi-v6/';
for (const platform of namesIn(libraries))
  for (const architecture of namesIn(`${libraries}${platform}`))
    if (platform !== process.platform || architecture !== process.arch)
      remove(`${libraries}${platform}/${architecture}`);
