// The rails config that is in force, as this isolate knows it. Each request that reads D1 or a relay brings a newer one along.
import { DEFAULT_CONFIG, railsConfig } from '@curatornet/shared/rails-config.ts';
import type { StoredConfig } from '../storage/rails-config.ts';
import type { ConfigRevision } from './plan.ts';

export class ConfigInForce {
  #now: ConfigRevision = { seq: 0, config: DEFAULT_CONFIG };
  /** The revision after which a newer one must be read. */
  seq = 0;

  get now(): ConfigRevision {
    return this.#now;
  }

  /** Takes over a newer revision. One that this worker cannot read, because a later worker wrote it, is left out. */
  learn(stored: StoredConfig | undefined): void {
    if (!stored || stored.seq <= this.seq) return;
    this.seq = stored.seq;
    try {
      this.#now = { seq: stored.seq, config: railsConfig.parse(JSON.parse(stored.document)) };
    } catch (error) {
      console.error(
        `revision ${stored.seq} of the rails config cannot be read, so ${this.#now.seq} stays in force:`,
        error,
      );
    }
  }
}
