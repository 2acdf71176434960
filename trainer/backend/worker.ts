// A thread of the backend: takes calls as long as the process lives.
import { parentPort, workerData } from 'node:worker_threads';
import { KernelThread, type KernelThreadData } from './threads.ts';

const hand = new KernelThread(workerData as KernelThreadData);
parentPort!.postMessage('ready');
for (;;) hand.rest(hand.work());
