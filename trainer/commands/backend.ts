// What the options --backend and --threads say.
import type { BackendOptions } from '../tfjs/choose.ts';
import { MOST_THREADS, parseThreads } from '../threads.ts';
import type { Arguments } from './command.ts';

/** @throws InputError `usage` for threads that are no number of them */
export const backendOf = (args: Arguments): BackendOptions => ({
  backend: args.text('backend'),
  threads: parseThreads(args.text('threads'), MOST_THREADS),
});
