// The compiled scoring kernel, for programs that run in Node.
import { readFileSync } from 'node:fs';

export const kernel = new WebAssembly.Module(readFileSync(new URL('score.wasm', import.meta.url)));
