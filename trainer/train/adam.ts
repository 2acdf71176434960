// Adam over the variables of a model.
import * as tf from '@tensorflow/tfjs';
import { adamStep } from '../model/operations.ts';

interface Slot {
  variable: tf.Variable;
  /** Moving averages of the gradient and of its square. */
  first: tf.Variable;
  second: tf.Variable;
}

export class Adam {
  readonly #slots: Slot[];

  constructor(variables: readonly tf.Variable[]) {
    this.#slots = variables.map((variable) => ({
      variable,
      first: tf.variable(tf.zerosLike(variable), false),
      second: tf.variable(tf.zerosLike(variable), false),
    }));
  }

  /**
   * Moves every variable that has a gradient.
   * @param step from 1 on
   */
  apply(gradients: tf.NamedTensorMap, step: number, rate: number): void {
    tf.tidy(() => {
      for (const { variable, first, second } of this.#slots) {
        const gradient = gradients[variable.name];
        if (!gradient) continue;
        const next = adamStep({ weights: variable, first, second }, gradient, { step, rate, decay: 0 });
        variable.assign(next.weights);
        first.assign(next.first);
        second.assign(next.second);
      }
    });
  }

  dispose(): void {
    tf.dispose(this.#slots.flatMap(({ first, second }) => [first, second]));
  }
}
