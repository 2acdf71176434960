// Shapes to paint, as corners.
import type { Path } from './canvas.ts';
import type { Noise } from './noise.ts';

const TURN = 2 * Math.PI;

export const rectangle = (x: number, y: number, width: number, height: number): Path => [
  x,
  y,
  x + width,
  y,
  x + width,
  y + height,
  x,
  y + height,
];

/** Turns a shape around a point. */
export function turned(points: Path, x: number, y: number, angle: number): Path {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return points.map((value, i) =>
    i % 2 === 0 ? x + (value - x) * cos - (points[i + 1] - y) * sin : y + (points[i - 1] - x) * sin + (value - y) * cos,
  );
}

/** @param from @param to angles of the part that is drawn, a whole turn by default */
export function ellipse(x: number, y: number, rx: number, ry: number, from = 0, to = TURN): Path {
  const count = Math.max(10, Math.ceil(Math.sqrt(Math.max(rx, ry)) * 5));
  return Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count).flatMap((angle) => [
    x + rx * Math.cos(angle),
    y + ry * Math.sin(angle),
  ]);
}

/** A round thing that no compass drew. @param wobble how far from round, as a part of the radius */
export function blob(noise: Noise, x: number, y: number, rx: number, ry: number, wobble: number): Path {
  const count = Math.max(16, Math.ceil(Math.sqrt(Math.max(rx, ry)) * 5));
  return Array.from({ length: count }, (_, i) => (TURN * i) / count).flatMap((angle) => {
    const stretch = 1 + wobble * noise.at(x * 0.11 + 1.3 * Math.cos(angle), y * 0.11 + 1.3 * Math.sin(angle));
    return [x + rx * stretch * Math.cos(angle), y + ry * stretch * Math.sin(angle)];
  });
}

/** A leaf from its stem to its tip. @param belly its half width, as a part of its length */
export function leaf(x: number, y: number, angle: number, length: number, belly: number): Path {
  const points: number[] = [];
  for (const side of [1, -1])
    for (let k = 0; k <= 10; k++) {
      const along = side > 0 ? k / 10 : 1 - k / 10;
      const across = side * belly * Math.sin(Math.PI * along ** 0.8) * length;
      points.push(
        x + along * length * Math.cos(angle) - across * Math.sin(angle),
        y + along * length * Math.sin(angle) + across * Math.cos(angle),
      );
    }
  return points;
}

/** Corners of a smooth curve through `knots` (Catmull and Rom 1974). */
export function smoothCurve(knots: Path, steps = 8): number[] {
  const count = knots.length / 2;
  const points: number[] = [];
  const knot = (i: number, c: number) => knots[2 * Math.min(count - 1, Math.max(0, i)) + c];
  for (let i = 0; i + 1 < count; i++)
    for (let step = 0; step < steps; step++) {
      const t = step / steps;
      for (const c of [0, 1]) {
        const [p0, p1, p2, p3] = [knot(i - 1, c), knot(i, c), knot(i + 1, c), knot(i + 2, c)];
        points.push(
          0.5 *
            (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t * t + (3 * p1 - p0 - 3 * p2 + p3) * t ** 3),
        );
      }
    }
  points.push(knot(count - 1, 0), knot(count - 1, 1));
  return points;
}
