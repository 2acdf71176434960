// Runs after `npm ci`: removes the C headers (65 MB) of the installed Node. Nothing in this project compiles add-ons.
import { rmSync } from 'node:fs';

rmSync(new URL('../node_modules/node/node_modules', import.meta.url), { recursive: true, force: true });
