// Parses the options --backend and --threads.
import type { BackendOptions } from '../tfjs/choose.ts';
import { MOST_THREADS, parseThreads } from '../threads.ts';
import type { Arguments } from './command.ts';

/** @throws InputError `usage` for an invalid number of threads */
export const backendOf = (args: Arguments): BackendOptions => ({
  backend: args.text('backend'),
  threads: parseThreads(args.text('threads'), MOST_THREADS),
});
