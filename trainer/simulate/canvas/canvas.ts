// The painter's canvas: pixels, and the few ways in which paint gets onto them.
import type { Colour } from './colour.ts';

/** Gives the paint at a pixel: writes red, green and blue, and returns how much it covers, 0 to 1. */
export type Paint = (x: number, y: number, out: Float32Array) => number;

/** Corners of a shape, x and y in turn. */
export type Path = readonly number[];

/** One colour everywhere. */
export function flat([red, green, blue]: Colour, cover = 1): Paint {
  return (_x, _y, out) => {
    out[0] = red;
    out[1] = green;
    out[2] = blue;
    return cover;
  };
}

/** From one colour at a point to another at a second, and on beyond neither. */
export function gradient(x0: number, y0: number, from: Colour, x1: number, y1: number, to: Colour, cover = 1): Paint {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const square = dx * dx + dy * dy || 1;
  return (x, y, out) => {
    const share = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / square));
    for (let c = 0; c < 3; c++) out[c] = from[c] + (to[c] - from[c]) * share;
    return cover;
  };
}

/** Sub-lines of a row of pixels; across, coverage is exact. */
const SUB = 3;
/** Of an outline with one line; no shape here comes near. */
const MOST_CROSSINGS = 1024;

export class Canvas {
  readonly width: number;
  readonly height: number;
  /** [height, width, 3], 0 to 255. */
  readonly rgb: Float32Array;
  readonly #out = new Float32Array(3);
  /** How much of each pixel of a row a shape covers, and the stretch where it does. */
  readonly #cover: Float32Array;
  #from = 0;
  #to = -1;
  /** Where a sub-line crosses the outline, and which way. */
  readonly #xs = new Float64Array(MOST_CROSSINGS);
  readonly #ways = new Int8Array(MOST_CROSSINGS);

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.rgb = new Float32Array(3 * width * height);
    this.#cover = new Float32Array(width);
  }

  #blend(at: number, cover: number): void {
    const { rgb } = this;
    rgb[at] += (this.#out[0] - rgb[at]) * cover;
    rgb[at + 1] += (this.#out[1] - rgb[at + 1]) * cover;
    rgb[at + 2] += (this.#out[2] - rgb[at + 2]) * cover;
  }

  /** Paints over everything. */
  fill(paint: Paint): void {
    for (let y = 0, at = 0; y < this.height; y++)
      for (let x = 0; x < this.width; x++, at += 3) {
        const cover = paint(x, y, this.#out);
        if (cover > 0) this.#blend(at, cover);
      }
  }

  /** Paints a closed shape with smooth edges; where it overlaps itself it is still one shape. */
  polygon(points: Path, paint: Paint): void {
    const count = points.length / 2;
    let [top, bottom] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < count; i++) {
      top = Math.min(top, points[2 * i + 1]);
      bottom = Math.max(bottom, points[2 * i + 1]);
    }
    const last = Math.min(this.height - 1, Math.ceil(bottom));
    for (let y = Math.max(0, Math.floor(top)); y <= last; y++) {
      this.#from = this.width;
      this.#to = -1;
      for (let sub = 0; sub < SUB; sub++) this.#subLine(points, y + (sub + 0.5) / SUB);
      if (this.#to >= 0) this.#row(y, paint);
    }
  }

  /** Covers what lies within the shape on one sub-line. */
  #subLine(points: Path, line: number): void {
    const [xs, ways] = [this.#xs, this.#ways];
    const count = points.length / 2;
    let found = 0;
    for (let i = 0, j = count - 1; i < count; j = i++) {
      const ya = points[2 * j + 1];
      const yb = points[2 * i + 1];
      if (ya <= line === yb <= line || found === MOST_CROSSINGS) continue;
      const x = points[2 * j] + ((line - ya) / (yb - ya)) * (points[2 * i] - points[2 * j]);
      // Sorted as they come: there are few.
      let place = found++;
      for (; place > 0 && xs[place - 1] > x; place--) {
        xs[place] = xs[place - 1];
        ways[place] = ways[place - 1];
      }
      xs[place] = x;
      ways[place] = ya < yb ? 1 : -1;
    }
    let winding = 0;
    for (let i = 0; i + 1 < found; i++) {
      winding += ways[i];
      if (winding !== 0) this.#span(xs[i], xs[i + 1]);
    }
  }

  /** Adds a stretch of a sub-line to the coverage of its row. */
  #span(from: number, to: number): void {
    const a = Math.max(0, from);
    const b = Math.min(this.width, to);
    if (b <= a) return;
    const left = Math.floor(a);
    const right = Math.min(this.width - 1, Math.floor(b));
    const cover = this.#cover;
    if (left < this.#from) this.#from = left;
    if (right > this.#to) this.#to = right;
    if (left === right) cover[left] += (b - a) / SUB;
    else {
      cover[left] += (left + 1 - a) / SUB;
      for (let x = left + 1; x < right; x++) cover[x] += 1 / SUB;
      cover[right] += (b - right) / SUB;
    }
  }

  #row(y: number, paint: Paint): void {
    const cover = this.#cover;
    for (let x = this.#from, at = 3 * (y * this.width + x); x <= this.#to; x++, at += 3) {
      const share = cover[x];
      cover[x] = 0;
      if (share > 0) this.#blend(at, Math.min(1, share) * paint(x, y, this.#out));
    }
  }

  /** Draws a curve through points. @param width at a place from 0, its beginning, to 1, its end */
  line(points: Path, width: (place: number) => number, paint: Paint): void {
    const count = points.length / 2;
    const outline: number[] = [];
    for (const side of [1, -1])
      for (let k = 0; k < count; k++) {
        const i = side > 0 ? k : count - 1 - k;
        const [before, after] = [Math.max(0, i - 1), Math.min(count - 1, i + 1)];
        const [dx, dy] = [points[2 * after] - points[2 * before], points[2 * after + 1] - points[2 * before + 1]];
        const half = width(i / (count - 1)) / 2 / (Math.hypot(dx, dy) || 1);
        outline.push(points[2 * i] - side * dy * half, points[2 * i + 1] + side * dx * half);
      }
    this.polygon(outline, paint);
  }

  /** The colour at a place, or at the nearest there is. */
  colour(x: number, y: number): Colour {
    const column = Math.min(this.width - 1, Math.max(0, Math.round(x)));
    const row = Math.min(this.height - 1, Math.max(0, Math.round(y)));
    const at = 3 * (row * this.width + column);
    return [this.rgb[at], this.rgb[at + 1], this.rgb[at + 2]];
  }

  /** The pixels as bytes. */
  bytes(): Uint8ClampedArray {
    return new Uint8ClampedArray(this.rgb);
  }
}
