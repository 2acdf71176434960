// The matrix product C = A B in float32, each factor optionally transposed, with the bias and activation of a dense layer.
//
// Blocks of both factors are copied into panels that the inner loop reads sequentially, so transposed factors cost nothing
// extra (Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008). The inner loop keeps a tile of
// 6 x 8 sums in registers, the most that 16 registers hold, and uses fused multiply-add. In WebAssembly this instruction is
// relaxed: it rounds once if the processor supports it, as all x86 since 2013 and all 64-bit ARM do, else twice. Every sum
// runs over k in the same order, wherever its tile is, so a product that is split among threads has the same bits.
import { selu4 } from './math';

/** Size of a tile. Decorators and v128 are AssemblyScript's. */
@inline
const ROWS: i32 = 6;
@inline
const COLUMNS: i32 = 8;
/** Terms, rows and columns packed at a time: a panel of B fits into the L1 cache, the block of A into L2. */
@inline
const DEPTH: i32 = 256;
@inline
const TALL: i32 = 20 * ROWS;
@inline
const WIDE: i32 = 512;

/** Bytes of scratch memory that each thread needs. */
export function gemmRoom(): i32 {
  return 4 * (DEPTH * (WIDE + TALL) + ROWS * COLUMNS);
}

/** C [ROWS, COLUMNS] = or += the sum over k of a panel of A [depth, ROWS] and one of B [depth, COLUMNS]. */
function tile(a: usize, b: usize, depth: i32, c: usize, line: usize, add: bool): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0), c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0), c51 = f32x4.splat(0);
  for (let k: i32 = 0; k < depth; k++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    const a0 = v128.load_splat<f32>(a);
    c00 = f32x4.relaxed_madd(a0, b0, c00);
    c01 = f32x4.relaxed_madd(a0, b1, c01);
    const a1 = v128.load_splat<f32>(a, 4);
    c10 = f32x4.relaxed_madd(a1, b0, c10);
    c11 = f32x4.relaxed_madd(a1, b1, c11);
    const a2 = v128.load_splat<f32>(a, 8);
    c20 = f32x4.relaxed_madd(a2, b0, c20);
    c21 = f32x4.relaxed_madd(a2, b1, c21);
    const a3 = v128.load_splat<f32>(a, 12);
    c30 = f32x4.relaxed_madd(a3, b0, c30);
    c31 = f32x4.relaxed_madd(a3, b1, c31);
    const a4 = v128.load_splat<f32>(a, 16);
    c40 = f32x4.relaxed_madd(a4, b0, c40);
    c41 = f32x4.relaxed_madd(a4, b1, c41);
    const a5 = v128.load_splat<f32>(a, 20);
    c50 = f32x4.relaxed_madd(a5, b0, c50);
    c51 = f32x4.relaxed_madd(a5, b1, c51);
    a += 4 * ROWS;
    b += 4 * COLUMNS;
  }
  if (add) {
    v128.store(c, f32x4.add(v128.load(c), c00)); v128.store(c, f32x4.add(v128.load(c, 16), c01), 16); c += line;
    v128.store(c, f32x4.add(v128.load(c), c10)); v128.store(c, f32x4.add(v128.load(c, 16), c11), 16); c += line;
    v128.store(c, f32x4.add(v128.load(c), c20)); v128.store(c, f32x4.add(v128.load(c, 16), c21), 16); c += line;
    v128.store(c, f32x4.add(v128.load(c), c30)); v128.store(c, f32x4.add(v128.load(c, 16), c31), 16); c += line;
    v128.store(c, f32x4.add(v128.load(c), c40)); v128.store(c, f32x4.add(v128.load(c, 16), c41), 16); c += line;
    v128.store(c, f32x4.add(v128.load(c), c50)); v128.store(c, f32x4.add(v128.load(c, 16), c51), 16);
  } else {
    v128.store(c, c00); v128.store(c, c01, 16); c += line;
    v128.store(c, c10); v128.store(c, c11, 16); c += line;
    v128.store(c, c20); v128.store(c, c21, 16); c += line;
    v128.store(c, c30); v128.store(c, c31, 16); c += line;
    v128.store(c, c40); v128.store(c, c41, 16); c += line;
    v128.store(c, c50); v128.store(c, c51, 16);
  }
}

/**
 * Finishes a tile after its last term: adds the bias, then applies SELU. A separate function, because in tile() this much
 * code makes V8 spill the registers of the inner loop.
 */
function finish(c: usize, line: usize, bias: usize, selu: bool): void {
  const bias0 = bias ? v128.load(bias) : f32x4.splat(0);
  const bias1 = bias ? v128.load(bias, 16) : f32x4.splat(0);
  for (let row: i32 = 0; row < ROWS; row++) {
    const x0 = f32x4.add(v128.load(c), bias0);
    const x1 = f32x4.add(v128.load(c, 16), bias1);
    v128.store(c, selu ? selu4(x0) : x0);
    v128.store(c, selu ? selu4(x1) : x1, 16);
    c += line;
  }
}

/** A tile at an edge: computed whole in `spare`; only the valid part is copied. */
function edge(
  a: usize, b: usize, depth: i32, c: usize, line: usize, rows: i32, columns: i32, add: bool, bias: usize, selu: bool,
  spare: usize,
): void {
  tile(a, b, depth, spare, 4 * COLUMNS, false);
  for (let row: i32 = 0; row < rows; row++) {
    for (let column: i32 = 0; column < columns; column++) {
      const at = c + (<usize>column << 2);
      let value = load<f32>(spare + (<usize>(row * COLUMNS + column) << 2));
      // In the order of tile(): the old sum first.
      if (add) value = load<f32>(at) + value;
      if (bias) value += load<f32>(bias + (<usize>column << 2));
      if (selu) value = f32x4.extract_lane(selu4(f32x4.splat(value)), 0);
      store<f32>(at, value);
    }
    c += line;
  }
}

/** Packs contiguous rows of A into a panel [depth, ROWS]. Missing rows repeat the last one; their results are not used. */
function packRows(a: usize, line: usize, rows: i32, depth: i32, to: usize): void {
  const last = rows - 1;
  const r0 = a;
  const r1 = a + line * min(1, last);
  const r2 = a + line * min(2, last);
  const r3 = a + line * min(3, last);
  const r4 = a + line * min(4, last);
  const r5 = a + line * min(5, last);
  let k: i32 = 0;
  for (; k + 4 <= depth; k += 4) {
    const at = <usize>k << 2;
    // Transposes blocks of four and of two rows in registers.
    const x0 = v128.load(r0 + at), x1 = v128.load(r1 + at), x2 = v128.load(r2 + at), x3 = v128.load(r3 + at);
    const x4 = v128.load(r4 + at), x5 = v128.load(r5 + at);
    const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
    const low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
    const low45 = v128.shuffle<f32>(x4, x5, 0, 4, 1, 5), high45 = v128.shuffle<f32>(x4, x5, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
    v128.store_lane<f64>(to, low45, 0, 16);
    v128.store(to, v128.shuffle<f64>(low01, low23, 1, 3), 24);
    v128.store_lane<f64>(to, low45, 1, 40);
    v128.store(to, v128.shuffle<f64>(high01, high23, 0, 2), 48);
    v128.store_lane<f64>(to, high45, 0, 64);
    v128.store(to, v128.shuffle<f64>(high01, high23, 1, 3), 72);
    v128.store_lane<f64>(to, high45, 1, 88);
    to += 96;
  }
  for (; k < depth; k++) {
    const at = <usize>k << 2;
    store<f32>(to, load<f32>(r0 + at));
    store<f32>(to, load<f32>(r1 + at), 4);
    store<f32>(to, load<f32>(r2 + at), 8);
    store<f32>(to, load<f32>(r3 + at), 12);
    store<f32>(to, load<f32>(r4 + at), 16);
    store<f32>(to, load<f32>(r5 + at), 20);
    to += 24;
  }
}

/**
 * As packRows for a transposed A, whose rows are one value apart and terms `line` values: packs all panels of the block term
 * by term, because terms are often a power of two apart, where few fit into the cache at once.
 */
function packTurnedRows(a: usize, line: usize, rows: i32, depth: i32, to: usize): void {
  const panel = <usize>(4 * ROWS * depth);
  const whole = rows - rows % ROWS;
  for (let k: i32 = 0; k < depth; k++) {
    let from = a;
    let at = to;
    for (const end = a + (<usize>whole << 2); from < end; from += 4 * ROWS, at += panel) {
      v128.store(at, v128.load(from));
      store<u64>(at, load<u64>(from, 16), 16);
    }
    if (whole < rows)
      for (let row: i32 = 0; row < ROWS; row++)
        store<f32>(at + (<usize>row << 2), whole + row < rows ? load<f32>(from + (<usize>row << 2)) : 0);
    a += line;
    to += 4 * ROWS;
  }
}

/** Packs columns of a B with contiguous rows into a panel [depth, COLUMNS], with zeros for missing columns. */
function packColumns(b: usize, line: usize, columns: i32, depth: i32, to: usize): void {
  if (columns == COLUMNS) {
    for (let k: i32 = 0; k < depth; k++) {
      v128.store(to, v128.load(b));
      v128.store(to, v128.load(b, 16), 16);
      b += line;
      to += 32;
    }
    return;
  }
  for (let k: i32 = 0; k < depth; k++) {
    for (let column: i32 = 0; column < COLUMNS; column++) {
      store<f32>(to, column < columns ? load<f32>(b + (<usize>column << 2)) : 0);
      to += 4;
    }
    b += line;
  }
}

/** As packColumns for a transposed B, whose columns are contiguous. */
function packTurnedColumns(b: usize, line: usize, columns: i32, depth: i32, to: usize): void {
  for (let column: i32 = 0; column < COLUMNS; column++) {
    let at = to + (<usize>column << 2);
    let k: i32 = 0;
    if (column < columns) {
      for (; k + 4 <= depth; k += 4) {
        const x = v128.load(b + (<usize>k << 2));
        v128.store_lane<f32>(at, x, 0);
        v128.store_lane<f32>(at, x, 1, 32);
        v128.store_lane<f32>(at, x, 2, 64);
        v128.store_lane<f32>(at, x, 3, 96);
        at += 128;
      }
      for (; k < depth; k++) {
        store<f32>(at, load<f32>(b + (<usize>k << 2)));
        at += 32;
      }
    } else {
      for (; k < depth; k++) {
        store<f32>(at, 0);
        at += 32;
      }
    }
    b += line;
  }
}

/**
 * C [m, n] = act(A B + bias), with k >= 1 terms per sum.
 * @param room address of gemmRoom() bytes of scratch memory for this thread
 * @param a address of A; `aLine` values from one row to the next, or if `aTurned` from one column to the next
 * @param b address of B, likewise
 * @param c address of C, with rows `cLine` values apart
 * @param bias address of [n], or 0 for no bias
 * @param selu 1 for SELU, 0 for no activation
 */
export function gemm(
  room: usize, a: usize, aTurned: i32, aLine: i32, b: usize, bTurned: i32, bLine: i32, c: usize, cLine: i32,
  m: i32, n: i32, k: i32, bias: usize, selu: i32,
): void {
  const aBytes = <usize>aLine << 2;
  const bBytes = <usize>bLine << 2;
  const line = <usize>cLine << 2;
  const packedB = room;
  const packedA = packedB + 4 * DEPTH * WIDE;
  const spare = packedA + 4 * DEPTH * TALL;
  for (let left: i32 = 0; left < n; left += WIDE) {
    const wide = min(WIDE, n - left);
    for (let from: i32 = 0; from < k; from += DEPTH) {
      const depth = min(DEPTH, k - from);
      const add = from > 0;
      const last = from + depth == k;
      for (let j: i32 = 0; j < wide; j += COLUMNS) {
        const to = packedB + (<usize>(j * depth) << 2);
        const columns = min(COLUMNS, wide - j);
        if (bTurned) packTurnedColumns(b + <usize>(left + j) * bBytes + (<usize>from << 2), bBytes, columns, depth, to);
        else packColumns(b + <usize>from * bBytes + (<usize>(left + j) << 2), bBytes, columns, depth, to);
      }
      for (let top: i32 = 0; top < m; top += TALL) {
        const tall = min(TALL, m - top);
        if (aTurned) packTurnedRows(a + <usize>from * aBytes + (<usize>top << 2), aBytes, tall, depth, packedA);
        else
          for (let i: i32 = 0; i < tall; i += ROWS) {
            const to = packedA + (<usize>(i * depth) << 2);
            packRows(a + <usize>(top + i) * aBytes + (<usize>from << 2), aBytes, min(ROWS, tall - i), depth, to);
          }
        for (let j: i32 = 0; j < wide; j += COLUMNS) {
          const columns = min(COLUMNS, wide - j);
          const panelB = packedB + (<usize>(j * depth) << 2);
          const added = last && bias ? bias + (<usize>(left + j) << 2) : 0;
          const bent = last && selu != 0;
          let to = c + <usize>top * line + (<usize>(left + j) << 2);
          for (let i: i32 = 0; i < tall; i += ROWS) {
            const rows = min(ROWS, tall - i);
            const panelA = packedA + (<usize>(i * depth) << 2);
            if (rows == ROWS && columns == COLUMNS) {
              tile(panelA, panelB, depth, to, line, add);
              if (added || bent) finish(to, line, added, bent);
            } else edge(panelA, panelB, depth, to, line, rows, columns, add, added, bent, spare);
            to += line * ROWS;
          }
        }
      }
    }
  }
}
