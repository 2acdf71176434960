// The entry script of a backend thread: executes kernel calls until the process ends.
import { parentPort, workerData } from 'node:worker_threads';
import { KernelThread, type KernelThreadData } from './threads.ts';

const hand = new KernelThread(workerData as KernelThreadData);
parentPort!.postMessage('ready');
for (;;) hand.rest(hand.work());
