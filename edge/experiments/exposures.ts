// Notes in D1 which users have seen a page while an experiment ran on it: one small write for each user and isolate, after the
// answer. If it fails or the isolate ends before, the user's next page notes it.
import type { Environment } from '../environment.ts';
import { type Exposure, noteExposure } from '../storage/experiments.ts';

/** The users that an isolate remembers; of those that it has forgotten, it writes again what D1 then leaves as it is. */
const MOST = 20_000;

export class Exposures {
  readonly #noted = new Set<string>();

  async note(env: Environment, exposure: Exposure): Promise<void> {
    const key = `${exposure.experiment}\n${exposure.user}`;
    if (this.#noted.has(key)) return;
    this.#noted.add(key);
    if (this.#noted.size > MOST) this.#noted.delete(this.#noted.values().next().value!);
    try {
      await noteExposure(env, exposure);
    } catch (error) {
      this.#noted.delete(key);
      console.error(`cannot note an exposure of experiment ${exposure.experiment}:`, error);
    }
  }
}
