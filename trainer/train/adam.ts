// Adam, and AdamW where kernels decay: Kingma and Ba, "Adam" (2015); Loshchilov and Hutter, "Decoupled Weight Decay
// Regularization" (2019). tfjs has an Adam, but its state cannot be put back to the bit, and it has no decay.
import * as tf from '@tensorflow/tfjs';

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-7;

interface Slot {
  variable: tf.Variable;
  decays: boolean;
  /** Moving averages of the gradient and of its square. */
  first: tf.Variable;
  second: tf.Variable;
}

export class Adam {
  readonly #slots: Slot[];

  /** @param variables and whether weight decay is for them */
  constructor(variables: readonly { variable: tf.Variable; kernel: boolean }[]) {
    this.#slots = variables.map(({ variable, kernel }) => ({
      variable,
      decays: kernel,
      first: tf.variable(tf.zerosLike(variable), false),
      second: tf.variable(tf.zerosLike(variable), false),
    }));
  }

  /**
   * Moves every variable that has a gradient.
   * @param step from 1 on
   */
  apply(gradients: tf.NamedTensorMap, step: number, rate: number, decay: number): void {
    const c1 = 1 - BETA1 ** step;
    const c2 = 1 - BETA2 ** step;
    tf.tidy(() => {
      for (const { variable, decays, first, second } of this.#slots) {
        const gradient = gradients[variable.name];
        if (!gradient) continue;
        first.assign(tf.add(tf.mul(first, BETA1), tf.mul(gradient, 1 - BETA1)));
        second.assign(tf.add(tf.mul(second, BETA2), tf.mul(tf.square(gradient), 1 - BETA2)));
        const move = tf.div(tf.mul(first, rate / c1), tf.add(tf.sqrt(tf.mul(second, 1 / c2)), EPSILON));
        const kept = decays && decay > 0 ? tf.mul(variable, 1 - rate * decay) : variable;
        variable.assign(tf.sub(kept, move));
      }
    });
  }

  /** Everything that the next step depends on, in an order that never changes: variable, first, second for each. */
  state(): tf.Variable[] {
    return this.#slots.flatMap(({ variable, first, second }) => [variable, first, second]);
  }

  dispose(): void {
    tf.dispose(this.#slots.flatMap(({ first, second }) => [first, second]));
  }
}
