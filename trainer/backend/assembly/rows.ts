// Operations on rows of matrices: gather, scatter, sum, copy and transpose.

/** out[i] = x[rows[i]], n rows of `size` values. */
export function gatherRows(x: usize, rows: usize, out: usize, n: i32, size: i32): void {
  const line = <usize>size << 2;
  for (const end = rows + (<usize>n << 2); rows < end; rows += 4, out += line)
    memory.copy(out, x + <usize>load<i32>(rows) * line, line);
}

/** out += x, one row. */
@inline
export function addRow(out: usize, x: usize, line: usize): void {
  let k: usize = 0;
  for (; k + 16 <= line; k += 16) v128.store(out + k, f32x4.add(v128.load(out + k), v128.load(x + k)));
  for (; k < line; k += 4) store<f32>(out + k, load<f32>(out + k) + load<f32>(x + k));
}

/** out[rows[i]] += x[i], n rows of `size` values; out must be zero. */
export function scatterRows(x: usize, rows: usize, out: usize, n: i32, size: i32): void {
  const line = <usize>size << 2;
  for (const end = rows + (<usize>n << 2); rows < end; rows += 4, x += line)
    addRow(out + <usize>load<i32>(rows) * line, x, line);
}

/** out[to[i]] += x[from[i]], n rows of `size` values; out must be zero. */
export function sumRows(x: usize, from: usize, to: usize, out: usize, n: i32, size: i32): void {
  const line = <usize>size << 2;
  for (const end = from + (<usize>n << 2); from < end; from += 4, to += 4)
    addRow(out + <usize>load<i32>(to) * line, x + <usize>load<i32>(from) * line, line);
}

/** Copies n rows of `size` values between matrices whose rows are xLine and outLine values apart. */
export function copyRows(x: usize, xLine: i32, out: usize, outLine: i32, n: i32, size: i32): void {
  for (let i: i32 = 0; i < n; i++) {
    memory.copy(out, x, <usize>size << 2);
    x += <usize>xLine << 2;
    out += <usize>outLine << 2;
  }
}

/** [rows, columns] -> [columns, rows], in square tiles that fit into the cache. */
export function transpose(x: usize, out: usize, rows: i32, columns: i32): void {
  for (let top: i32 = 0; top < rows; top += 32)
    for (let left: i32 = 0; left < columns; left += 32) {
      const bottom = min(top + 32, rows);
      const right = min(left + 32, columns);
      for (let column = left; column < right; column++)
        for (let row = top; row < bottom; row++)
          store<f32>(out + (<usize>(column * rows + row) << 2), load<f32>(x + (<usize>(row * columns + column) << 2)));
    }
}
