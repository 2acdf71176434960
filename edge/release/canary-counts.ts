// Counts the answers of a canary's versions in this isolate, adds them to D1 every few seconds, and stops the canary if the
// totals exceed a bound. An isolate that ends loses the counts of its last few seconds.
//
// A canary stops if, over all isolates,
// - the worker refuses to load the candidate, or
// - the candidate failed on 5 answers that the champion could give, and these are more than 1% of its answers, or
// - for one kind of answer, the candidate waited for storage twice as long as the champion and 20 ms longer, on average over
//   at least 100 answers of each, or
// - for one kind of answer, the candidate computed twice as long and 20 ms longer, on average over at least 20 samples of
//   each: computing-time.ts.
import type { Environment } from '../environment.ts';
import { announce } from '../relay/announce.ts';
import { addServed, type ServedCounts } from '../storage/canary.ts';
import { stopCanary } from '../storage/deployments.ts';
import type { Canary } from './traffic-split.ts';

export const BOUNDS = { errors: 5, errorShare: 0.01, answers: 100, samples: 20, slower: 2, slowerMs: 20 } as const;
const FLUSH_MS = 5_000;
const FLUSH_ANSWERS = 200;

/** A kind of answers, for comparing times: one rail takes less than a page of them. */
export const kindOf = (route: string, rails: number): string => `${route} ${rails > 3 ? '4+' : rails}`;

const sum = (counts: readonly ServedCounts[], what: 'answers' | 'errors') =>
  counts.reduce((total, one) => total + one[what], 0);

/** The bound that a candidate exceeds, in words; undefined if none. */
export function exceeded(candidate: readonly ServedCounts[], champion: readonly ServedCounts[]): string | undefined {
  const errors = sum(candidate, 'errors');
  const asked = sum(candidate, 'answers') + errors;
  if (errors >= BOUNDS.errors && errors > BOUNDS.errorShare * asked)
    return `it failed on ${errors} of ${asked} answers`;
  for (const mine of candidate) {
    const other = champion.find(({ kind }) => kind === mine.kind);
    if (!other) continue;
    const why =
      slower(mine, other, 'answers', 'ms', 'waited for storage') ??
      slower(mine, other, 'samples', 'samplesMs', 'computed');
    if (why) return why;
  }
  return undefined;
}

/** Why a candidate is too slow, by a sum of milliseconds and how many answers it is of. */
function slower(
  mine: ServedCounts,
  other: ServedCounts,
  count: 'answers' | 'samples',
  sum: 'ms' | 'samplesMs',
  did: string,
): string | undefined {
  if (Math.min(mine[count], other[count]) < BOUNDS[count]) return undefined;
  const [own, others] = [mine, other].map((one) => one[sum] / one[count]);
  if (own <= BOUNDS.slower * others || own <= others + BOUNDS.slowerMs) return undefined;
  return `its answers to ${mine.kind} ${did} for ${own.toFixed(1)} ms, the champion's for ${others.toFixed(1)} ms`;
}

const NOTHING = { answers: 0, rails: 0, errors: 0, ms: 0, samples: 0, samplesMs: 0 };

export class CanaryCounts {
  /** Counts that are not in D1 yet, by deployment, version and kind. */
  #counts = new Map<string, ServedCounts & { seq: number }>();
  /** The canaries whose candidate could not be loaded, by `seq`, and why. */
  readonly #refused = new Map<number, string>();
  /** The latest canary with counts. */
  #canary: Canary | undefined;
  #pending = 0;
  #flushedAt = Date.now();

  /** Counts an answer of a version. */
  addAnswer(
    canary: Canary,
    version: string,
    kind: string,
    { rails, ms, computing }: Pick<ServedCounts, 'rails' | 'ms'> & { computing?: number },
  ): void {
    const samples = computing === undefined ? 0 : 1;
    this.#add(canary, { version, kind, answers: 1, rails, errors: 0, ms, samples, samplesMs: computing ?? 0 });
    this.#pending++;
  }

  /** Counts an answer on which the candidate failed. */
  addError(canary: Canary): void {
    this.#add(canary, { ...NOTHING, version: canary.candidate, kind: '', errors: 1 });
    this.#pending += FLUSH_ANSWERS;
  }

  /** Notes that a candidate does not match its manifest. */
  refuse(canary: Canary, why: string): void {
    this.#canary = canary;
    this.#refused.set(canary.seq, why);
    this.#pending += FLUSH_ANSWERS;
  }

  /** Whether it is time to write the counts to D1. */
  get due(): boolean {
    return this.#pending >= FLUSH_ANSWERS || (this.#pending > 0 && Date.now() - this.#flushedAt >= FLUSH_MS);
  }

  /** Writes the counts to D1, and stops the canary if it exceeds a bound. If D1 fails, the counts are kept for the next time. */
  async flush(env: Environment): Promise<void> {
    const canary = this.#canary;
    if (!canary) return;
    const counts = [...this.#counts.values()];
    const refused = this.#refused.get(canary.seq);
    this.#counts = new Map();
    this.#pending = 0;
    this.#flushedAt = Date.now();
    const totals = await addServed(env.DB, counts, canary.seq).catch((error) => {
      for (const { seq, ...one } of counts) this.#add({ ...canary, seq }, one);
      this.#pending += counts.length;
      console.error('cannot write the counts of the canary:', error);
    });
    if (!totals) return;
    const total = (wanted: string) => totals.filter(({ version }) => version === wanted);
    const why = refused ?? exceeded(total(canary.candidate), total(canary.version));
    if (why === undefined) return;
    console.error(`the canary of model ${canary.candidate} stops: ${why}`);
    try {
      await stopCanary(env.DB, canary.seq, why);
      await announce(env);
      this.#refused.delete(canary.seq);
    } catch (error) {
      this.#pending += FLUSH_ANSWERS;
      console.error('cannot stop the canary:', error);
    }
  }

  #add(canary: Canary, more: ServedCounts): void {
    const { seq } = canary;
    if (seq >= (this.#canary?.seq ?? 0)) this.#canary = canary;
    const key = `${seq} ${more.version} ${more.kind}`;
    const before = this.#counts.get(key) ?? NOTHING;
    this.#counts.set(key, {
      seq,
      version: more.version,
      kind: more.kind,
      answers: before.answers + more.answers,
      rails: before.rails + more.rails,
      errors: before.errors + more.errors,
      ms: before.ms + more.ms,
      samples: before.samples + more.samples,
      samplesMs: before.samplesMs + more.samplesMs,
    });
  }
}
