// A thread of the backend: takes calls as long as the process lives.
import { parentPort, workerData } from 'node:worker_threads';
import { Hand, type Seat } from './threads.ts';

const hand = new Hand(workerData as Seat);
parentPort!.postMessage('ready');
for (;;) hand.rest(hand.work());
