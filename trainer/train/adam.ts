// Adam over the variables of a model; AdamW for the variables with weight decay.

import * as tf from '@curatornet/backend/tfjs.ts';
import { adamStep } from '../network/operations.ts';

interface Slot {
  variable: tf.Variable;
  decays: boolean;
  /** Moving averages of the gradient and of its square. */
  first: tf.Variable;
  second: tf.Variable;
}

export class Adam {
  readonly #slots: Slot[];

  /** @param decaying the variables with weight decay */
  constructor(variables: readonly tf.Variable[], decaying: readonly tf.Variable[] = []) {
    this.#slots = variables.map((variable) => ({
      variable,
      decays: decaying.includes(variable),
      first: tf.variable(tf.zerosLike(variable), false),
      second: tf.variable(tf.zerosLike(variable), false),
    }));
  }

  /**
   * Updates every variable that has a gradient.
   * @param step starts at 1
   */
  apply(gradients: tf.NamedTensorMap, step: number, rate: number, decay = 0): void {
    tf.tidy(() => {
      for (const { variable, decays, first, second } of this.#slots) {
        const gradient = gradients[variable.name];
        if (!gradient) continue;
        const size = { step, rate, decay: decays ? decay : 0 };
        const next = adamStep({ weights: variable, first, second }, gradient, size);
        variable.assign(next.weights);
        first.assign(next.first);
        second.assign(next.second);
      }
    });
  }

  /** All state that the next step depends on, in a fixed order: variable, first moment, second moment of each. */
  state(): tf.Variable[] {
    return this.#slots.flatMap(({ variable, first, second }) => [variable, first, second]);
  }

  dispose(): void {
    tf.dispose(this.#slots.flatMap(({ first, second }) => [first, second]));
  }
}
