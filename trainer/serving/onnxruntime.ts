// Runs the towers in onnxruntime-web in Node: the same WebAssembly as in the worker, so the same bits. The evaluator ranks
// with it, and export compares it with tfjs.
import { BUNDLE_FILES } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { ITEM_TOWER, type OpenTower, type Tower, USER_TOWER } from '@curatornet/shared/open-bundle.ts';
import * as ort from 'onnxruntime-web';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

/** Items per call of the item tower: bounds its memory. */
const BATCH = 1024;

/** Opens a tower; see OpenTower. */
export const openNodeTower: OpenTower = async (bytes, { input, output, where }) => {
  let session: ort.InferenceSession;
  try {
    session = await ort.InferenceSession.create(bytes);
  } catch (cause) {
    throw new InputError('malformed', 'ONNX Runtime cannot open the model', { where, cause });
  }
  const release = () => session.release();
  if (String(session.inputNames) !== input || String(session.outputNames) !== output) {
    await release();
    const what = `maps ${session.inputNames} to ${session.outputNames}; expected ${input} to ${output}`;
    throw new InputError('mismatch', what, { where });
  }
  const run = async (rows: Float32Array, n: number) => {
    const tensor = new ort.Tensor('float32', rows, [n, rows.length / n]);
    const { [output]: result } = await session.run({ [input]: tensor });
    return result.data as Float32Array;
  };
  return Object.assign(run, { release });
};

export interface RuntimeTowers {
  /** Item vectors [n, d] from features [n, f]. */
  items(features: Float32Array, rows: number): Promise<Float32Array>;
  /** A user's vector [d] from the vectors of a history, [n, d]. */
  user(history: Float32Array, n: number): Promise<Float32Array>;
  release(): Promise<void>;
}

/** Both towers of a model, the item tower in batches. */
export function runtimeTowers(itemTower: Tower, userTower: Tower): RuntimeTowers {
  return {
    async items(features, rows) {
      const width = features.length / rows;
      let vectors: Float32Array | undefined;
      for (let from = 0; from < rows; from += BATCH) {
        const to = Math.min(rows, from + BATCH);
        const part = await itemTower(features.subarray(from * width, to * width), to - from);
        if (!part.every(Number.isFinite))
          throw new InputError('invalid', 'the item tower computes vectors with numbers that are not finite', {
            how: 'the features are too large, or training diverged: lower the learning rate',
          });
        const size = part.length / (to - from);
        vectors ??= new Float32Array(rows * size);
        vectors.set(part, from * size);
      }
      return vectors ?? new Float32Array(0);
    },
    user: userTower,
    async release() {
      await itemTower.release();
      await userTower.release();
    },
  };
}

/** Opens both towers from the bytes of their files. */
export async function openTowers(itemTower: Uint8Array, userTower: Uint8Array): Promise<RuntimeTowers> {
  const { itemTower: items, userTower: user } = BUNDLE_FILES;
  return runtimeTowers(
    await openNodeTower(itemTower, { ...ITEM_TOWER, where: items }),
    await openNodeTower(userTower, { ...USER_TOWER, where: user }),
  );
}
