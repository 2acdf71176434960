// npm run bench: what a request costs, what the kernel is worth, and how fast each backend trains. Absolute figures drift
// with the machine; the ratios of one run hold.
import { benchKernel } from './kernel.ts';
import { benchServe } from './serve.ts';
import { benchTraining } from './training.ts';

const part = (title: string) => console.log(`\n${title}`);
part('Scoring 6,040 to 100,000 items for one user');
await benchKernel(console.log);
part('Rails under workerd, 6,040 items x 200 (CPU: all of workerd, which holds the simulators of D1 and R2 too)');
await benchServe({ log: console.log });
part('Training, 6,040 items x 2,048');
await benchTraining(console.log);
process.exit(0);
