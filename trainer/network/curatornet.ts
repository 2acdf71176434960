// The network, once: which operations make the vector of an item and of a user. Two interpreters run this description:
// tensors.ts in tfjs, for training, validation and the parity check, and onnx/operations.ts, which writes the served graphs.
//
// The input for an item is its picture's features, for a user the items of the history. There are no parameters per user or
// item, so the same weights serve users and items that training never saw.
//
// The paper's network: section 3.4 of Messina, Cartagena, Cerda, Del Rio and Parra, "CuratorNet: Visually-aware
// Recommendation of Art Images" (2020), https://arxiv.org/abs/2009.04426. All layers are dense with SELU.
//
//   item tower   features, z-scored -> 200 -> 200                            the same for history, positive and negative
//   user tower   vectors of the history -> [average, maximum] -> 300 -> 200 -> 200
//   score        user . item
//
// Beyond the paper, each part by a setting (config.ts); without them a vector is v or u alone:
//
//   item   [ v, n, t, d, p ]          v = unit(item tower(x) + x S)                n = unit(x D)
//   user   [ u, a r + b y, q, 0, c ]  u = s unit(user tower(history) + m T)        r = unit(mean of the history's n)
//
// x are z-scored features, m is the mean of the history's v, S and T are the linear skip connections, D projects large
// features to their principal components, s = 1 / temperature is learned. Only u . v is trained. The rest is computed from
// the data (given/): t are the co-occurrence columns of an item and d its weight in a history, both 0 for an item that nobody
// has, p is its popularity; q sums d t over the history, and y says where in the space of n the companions of the history
// lie. a, b and c are weights; that of q lies in its scale. A score is still one dot product and a user still only a
// history: the vectors are wider.
import type { Fixed } from './towers.ts';

export interface Layer<T> {
  /** [inputs, outputs] */
  kernel: T;
  /** [outputs] */
  bias: T;
}

/** The learned weights and the fixed parts. T: a tensor, or what stands for one. */
export interface Net<T> {
  item: Layer<T>[];
  user: Layer<T>[];
  /** S [f, d] and T [d, d]; null: no skip connections. */
  skips: { item: T; user: T } | null;
  /** log s; null: vectors are not normalised and s = 1. */
  sharpness: T | null;
  fixed: Fixed;
  /** The length of v and u. */
  learned: number;
}

/** What the network consists of. Matrices have an item, or a user, per row. */
export interface Operations<T> {
  /** selu(x kernel + bias) */
  dense(x: T, layer: Layer<T>): T;
  product(x: T, kernel: T): T;
  add(a: T, b: T): T;
  /** Multiplies every value of x, or each row by the one value of another. */
  times(x: T, factor: T | number): T;
  exp(x: T): T;
  /** Divides each row by its length, sqrt(sum of squares + UNIT_EPSILON). */
  unit(x: T): T;
  /** The columns from..to. */
  columns(x: T, from: number, to: number): T;
  join(parts: T[]): T;
  constant(values: Float32Array, columns: number): T;
}

export interface ItemOperations<T> extends Operations<T> {
  /** Appends the columns that depend on the interactions (towers.ts). */
  withGiven(x: T, columns: number): T;
}

export interface UserOperations<T> extends Operations<T> {
  /** The mean over the items of each history. */
  average(x: T): T;
  /** Mean and maximum, one after the other. */
  averageAndMaximum(x: T): T;
  /** The sum over the items of each history, divided by the root of their number. */
  sumOverRoot(x: T): T;
  /** The same row for every user. */
  same(values: readonly number[]): T;
}

/** The first column of each part of a vector, and the number of all columns. */
export function layoutOf({ learned, fixed: { raw, cooccurrence, prior } }: Pick<Net<unknown>, 'learned' | 'fixed'>) {
  const together = learned + (raw?.size ?? 0);
  const popularity = together + (cooccurrence ? cooccurrence.size + 1 : 0);
  return { raw: learned, together, popularity, all: popularity + (prior ? 1 : 0) };
}

/** v, from z-scored features. */
export function learnedItem<T>(op: Operations<T>, { item, skips, sharpness }: Net<T>, x: T): T {
  let v = item.reduce(op.dense, x);
  if (skips) v = op.add(v, op.product(x, skips.item));
  return sharpness === null ? v : op.unit(v);
}

/** u, from the v of the history. */
export function learnedUser<T>(op: UserOperations<T>, { user, skips, sharpness, fixed, learned }: Net<T>, v: T): T {
  const pooled = fixed.meanOnly ? op.average(v) : op.averageAndMaximum(v);
  let u = user.reduce(op.dense, pooled);
  if (skips) u = op.add(u, op.product(fixed.meanOnly ? pooled : op.columns(pooled, 0, learned), skips.user));
  return sharpness === null ? u : op.times(op.unit(u), op.exp(sharpness));
}

/** The vector of an item, from z-scored features. */
export function itemVector<T>(op: ItemOperations<T>, net: Net<T>, x: T): T {
  const { raw } = net.fixed;
  const { together, all } = layoutOf(net);
  const parts = [learnedItem(op, net, x)];
  if (raw) parts.push(op.unit(raw.directions ? op.product(x, op.constant(raw.directions, raw.size)) : x));
  const visual = parts.length === 1 ? parts[0] : op.join(parts);
  return all > together ? op.withGiven(visual, all - together) : visual;
}

/** Of a user: r, q before its weight, and y. */
export function givenUser<T>(op: UserOperations<T>, net: Pick<Net<T>, 'learned' | 'fixed'>, history: T) {
  const { raw, cooccurrence, association } = net.fixed;
  const layout = layoutOf(net);
  const part = (from: number, to: number) => columnsOf(op, net, history, from, to);
  const r = raw && op.unit(op.average(part(layout.raw, layout.together)));
  if (!cooccurrence) return { r, q: null, y: null };
  const { size, mean } = cooccurrence;
  const d = part(layout.together + size, layout.popularity);
  const t = op.add(part(layout.together, layout.together + size), op.constant(mean, size));
  const q = op.sumOverRoot(op.times(t, d));
  if (!raw || !association) return { r, q, y: null };
  const usual = op.product(op.sumOverRoot(d), op.constant(association.usual, raw.size));
  const towards = op.product(q, op.constant(association.directions, raw.size));
  return { r, q, y: op.unit(op.add(towards, op.times(usual, -1))) };
}

/** The vector of a user, from the vectors of the history. */
export function userVector<T>(op: UserOperations<T>, net: Net<T>, history: T): T {
  const { raw, cooccurrence, association, prior } = net.fixed;
  const parts = [learnedUser(op, net, columnsOf(op, net, history, 0, net.learned))];
  const { r, q, y } = givenUser(op, net, history);
  if (raw && r !== null) {
    const own = op.times(r, raw.weight);
    parts.push(association && y !== null ? op.add(own, op.times(y, association.weight)) : own);
  }
  if (cooccurrence && q !== null) parts.push(op.times(q, cooccurrence.weight), op.same([0]));
  if (prior) parts.push(op.same([prior.weight]));
  return parts.length === 1 ? parts[0] : op.join(parts);
}

/** Columns of the vectors; the vectors themselves if these are all. */
const columnsOf = <T>(
  op: Operations<T>,
  net: Pick<Net<T>, 'learned' | 'fixed'>,
  vectors: T,
  from: number,
  to: number,
): T => (from === 0 && to === layoutOf(net).all ? vectors : op.columns(vectors, from, to));
