// Scores of all rows of a float32 table against one user vector: scores[r] = table[r] . user.
//
// One row at a time with four accumulators of four lanes: at these sizes memory bandwidth is the limit, and processing
// several rows together was slower. The order of the additions is fixed, so every engine gives the same bits.

/**
 * @param table address of float32 [rows, stride]; stride is a multiple of 4, the padding is zero
 * @param user address of float32 [stride]
 * @param scores address of the output, float32 [rows]
 */
export function scoreFloats(table: usize, rows: i32, stride: i32, user: usize, scores: usize): void {
  const rowBytes = (<usize>stride) << 2;
  const blocks = rowBytes & ~127;
  const end = scores + ((<usize>rows) << 2);
  for (; scores < end; scores += 4) {
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    let u = user;
    const rowEnd = table + rowBytes;
    for (const stop = table + blocks; table < stop; table += 128, u += 128) {
      a = f32x4.add(a, f32x4.mul(v128.load(u), v128.load(table)));
      b = f32x4.add(b, f32x4.mul(v128.load(u, 16), v128.load(table, 16)));
      c = f32x4.add(c, f32x4.mul(v128.load(u, 32), v128.load(table, 32)));
      d = f32x4.add(d, f32x4.mul(v128.load(u, 48), v128.load(table, 48)));
      a = f32x4.add(a, f32x4.mul(v128.load(u, 64), v128.load(table, 64)));
      b = f32x4.add(b, f32x4.mul(v128.load(u, 80), v128.load(table, 80)));
      c = f32x4.add(c, f32x4.mul(v128.load(u, 96), v128.load(table, 96)));
      d = f32x4.add(d, f32x4.mul(v128.load(u, 112), v128.load(table, 112)));
    }
    for (; table < rowEnd; table += 16, u += 16) a = f32x4.add(a, f32x4.mul(v128.load(u), v128.load(table)));
    a = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
    store<f32>(
      scores,
      f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 2) + (f32x4.extract_lane(a, 1) + f32x4.extract_lane(a, 3)),
    );
  }
}
