// What the versions of a canary do, counted in this isolate and added up in D1 every few seconds; whoever adds up stops
// the canary where a bound is exceeded. An isolate that ends before it has added loses its last few seconds.
//
// The bounds, over all isolates:
// - a candidate that this worker refuses to load stops at once;
// - so does one that failed on 5 answers, if these are more than 1% of its answers;
// - so does one that took, over 100 answers of each at least, 20 ms longer and twice as long as the champion on average.
//   A deployed worker's clock stands still while it computes, so there this is time spent waiting.
import type { D1Database } from '@cloudflare/workers-types';
import type { Deployment } from '../storage/state.ts';
import { stopCanary } from './deployments.ts';
import { type Canary, isCanary } from './traffic-split.ts';

export const BOUNDS = { errors: 5, errorShare: 0.01, answers: 100, slower: 2, slowerMs: 20 } as const;
const FLUSH_MS = 5_000;
const FLUSH_ANSWERS = 200;

export interface Counts {
  answers: number;
  rails: number;
  errors: number;
  /** Milliseconds, of all answers together. */
  ms: number;
}
const NONE: Counts = { answers: 0, rails: 0, errors: 0, ms: 0 };

/** Adds counts up. A failed answer is counted as an error alone. */
const ADD = `INSERT INTO served (seq, version, answers, rails, errors, ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
  ON CONFLICT (seq, version) DO UPDATE SET answers = answers + excluded.answers, rails = rails + excluded.rails,
    errors = errors + excluded.errors, ms = ms + excluded.ms`;

/** Why a candidate must stop; undefined where it need not. */
export function exceeded(candidate: Counts, champion: Counts): string | undefined {
  const asked = candidate.answers + candidate.errors;
  if (candidate.errors >= BOUNDS.errors && candidate.errors > BOUNDS.errorShare * asked)
    return `it failed on ${candidate.errors} of ${asked} answers`;
  if (Math.min(candidate.answers, champion.answers) < BOUNDS.answers) return undefined;
  const [mine, other] = [candidate, champion].map(({ ms, answers }) => ms / answers);
  if (mine > BOUNDS.slower * other && mine > other + BOUNDS.slowerMs)
    return `its answers took ${mine.toFixed(1)} ms, the champion's ${other.toFixed(1)} ms`;
  return undefined;
}

export class Watch {
  /** By deployment, then by version. */
  #counts = new Map<number, Map<string, Counts>>();
  /** Deployments whose candidate was refused, with the reason. */
  readonly #refused = new Map<number, string>();
  /** The latest of which something was counted. */
  #canary: Canary | undefined;
  #pending = 0;
  #flushedAt = Date.now();

  /** Counts what a version did under a deployment; nothing where no canary runs. */
  count(deployment: Deployment, version: string, more: Partial<Counts>): void {
    if (!isCanary(deployment)) return;
    const { seq } = deployment;
    if (seq >= (this.#canary?.seq ?? 0)) this.#canary = deployment;
    const versions = this.#counts.get(seq) ?? new Map<string, Counts>();
    this.#counts.set(seq, versions);
    const before = versions.get(version) ?? NONE;
    const add = (what: keyof Counts) => before[what] + (more[what] ?? 0);
    versions.set(version, { answers: add('answers'), rails: add('rails'), errors: add('errors'), ms: add('ms') });
    this.#pending += more.errors ? FLUSH_ANSWERS : 1;
  }

  /** Notes that a candidate is not what it should be. */
  refuse(canary: Canary, why: string): void {
    this.#canary = canary;
    this.#refused.set(canary.seq, why);
    this.#pending += FLUSH_ANSWERS;
  }

  /** Whether it is time to add up. */
  get due(): boolean {
    return this.#pending >= FLUSH_ANSWERS || (this.#pending > 0 && Date.now() - this.#flushedAt >= FLUSH_MS);
  }

  /** Adds up, and stops what must stop. What cannot be written is kept for the next time. */
  async flush(db: D1Database): Promise<void> {
    const canary = this.#canary;
    if (!canary) return;
    const counts = this.#counts;
    const refused = this.#refused.get(canary.seq);
    this.#counts = new Map();
    this.#pending = 0;
    this.#flushedAt = Date.now();
    const rows = [...counts].flatMap(([seq, versions]) =>
      [...versions].map(([version, one]) => ({ seq, version, one })),
    );
    try {
      const add = db.prepare(ADD);
      const statements = rows.map(({ seq, version, one: { answers, rails, errors, ms } }) =>
        add.bind(seq, version, answers, rails, errors, Math.round(ms)),
      );
      const totals = db.prepare('SELECT version, answers, rails, errors, ms FROM served WHERE seq = ?1');
      const results = await db.batch<Counts & { version: string }>([...statements, totals.bind(canary.seq)]);
      const total = (version: string) => results.at(-1)!.results.find((row) => row.version === version) ?? NONE;
      const why = refused ?? exceeded(total(canary.candidate), total(canary.version));
      if (why === undefined) return;
      console.error(`model ${canary.candidate} gets no more visitors: ${why}`);
      await stopCanary(db, canary.seq, why);
      this.#refused.delete(canary.seq);
    } catch (error) {
      for (const { seq, version, one } of rows) this.count({ ...canary, seq }, version, one);
      console.error('counts cannot be written:', error);
    }
  }
}
