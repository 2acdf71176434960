// The loop of the encoder service: asks the worker for pending pictures until it is stopped, and says how it is.
import { setTimeout as pause } from 'node:timers/promises';
import { InputError } from '@curatornet/shared/errors.ts';
import type { Store } from '../../trainer/add/store.ts';
import type { Embedder } from '../../trainer/embed/embedder.ts';
import { encodeBatch } from './batch.ts';

/** Pictures per batch. */
const BATCH = 32;
/** How long the service waits when nothing is pending, in milliseconds. */
const IDLE_MS = 1_000;
/** How long it waits after an error: at first, doubled each time, at most. */
const [FIRST_PAUSE, LONGEST_PAUSE] = [1_000, 60_000];
/** After so long without an answer of the worker the service is not healthy. */
const SILENCE_MS = 120_000;

export interface Health {
  status: 'ok' | 'failing';
  encoder: string;
  encoded: number;
  failed: number;
  /** Seconds since the worker last answered; null if it never did. */
  silent: number | null;
  /** Why nothing is encoded at the moment. */
  why: string | null;
}

export class EncoderService {
  readonly #store: Store;
  readonly #embedder: Embedder;
  readonly #log: (line: string) => void;
  readonly #startedAt = Date.now();
  readonly #stop = new AbortController();
  #answeredAt: number | undefined;
  #encoded = 0;
  #failed = 0;
  #why: string | null = null;

  constructor(store: Store, embedder: Embedder, log: (line: string) => void) {
    this.#store = store;
    this.#embedder = embedder;
    this.#log = log;
  }

  /** Encodes until `stop`. The batch under way is finished. */
  async run(): Promise<void> {
    let wait = FIRST_PAUSE;
    while (!this.#stop.signal.aborted) {
      try {
        const more = await this.#once();
        wait = FIRST_PAUSE;
        if (!more) await this.#pause(IDLE_MS);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        this.#say(error.message);
        await this.#pause(wait);
        wait = Math.min(LONGEST_PAUSE, 2 * wait);
      }
    }
  }

  stop(): void {
    this.#stop.abort();
  }

  health(): Health {
    const silentMs = this.#answeredAt === undefined ? undefined : Date.now() - this.#answeredAt;
    const failing = (silentMs ?? Date.now() - this.#startedAt) > SILENCE_MS;
    return {
      status: failing ? 'failing' : 'ok',
      encoder: this.#embedder.encoder.id,
      encoded: this.#encoded,
      failed: this.#failed,
      silent: silentMs === undefined ? null : Math.round(silentMs / 1000),
      why: this.#why,
    };
  }

  /** @returns whether there may be more to do at once */
  async #once(): Promise<boolean> {
    const { encoder, pictures } = await this.#store.pending(BATCH);
    this.#answeredAt = Date.now();
    const own = this.#embedder.encoder;
    if (encoder?.id !== own.id) {
      const wanted = encoder ? `${encoder.id} (${encoder.network}, ${encoder.preprocessing})` : 'none';
      this.#say(`the deployed model names the encoder ${wanted}; this service has ${own.id} (${own.network})`);
      return false;
    }
    this.#why = null;
    if (pictures.length === 0) return false;
    const { encoded, failed } = await encodeBatch(this.#store, this.#embedder, pictures);
    this.#encoded += encoded;
    this.#failed += failed.length;
    this.#log(`encoded ${encoded} pictures`);
    for (const { item, why } of failed) this.#log(`cannot encode the picture of ${JSON.stringify(item)}: ${why}`);
    return true;
  }

  /** Logs why nothing is encoded, once. */
  #say(why: string): void {
    if (why !== this.#why) this.#log(why);
    this.#why = why;
  }

  async #pause(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.#stop.signal }).catch(() => {});
  }
}
