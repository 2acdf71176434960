// Landscapes: a sky, ranges of hills that fade with distance, water or meadows, trees, perhaps a sun.
import { flat, gradient } from '../canvas/canvas.ts';
import { type Colour, mix } from '../canvas/colour.ts';
import { blob, ellipse } from '../canvas/shapes.ts';
import { between, type PaintContext, type School } from './school.ts';

function sky({ canvas, noise, palette, traits }: PaintContext, horizon: number): void {
  const [high, low] = [mix(palette.mains[0], palette.light, 0.35), mix(palette.light, palette.mains[4], 0.25)];
  const clouds = between(0, 0.9, traits[4]);
  canvas.fill((x, y, out) => {
    const down = Math.min(1, y / horizon);
    const cloud = Math.max(0, noise.rough(x * 0.008, y * 0.022, 4) + 0.12) * clouds * (1.1 - 0.5 * down);
    for (let c = 0; c < 3; c++) {
      const air = high[c] + (low[c] - high[c]) * down * down;
      out[c] = air + (palette.light[c] - air) * Math.min(0.85, 2 * cloud);
    }
    return 1;
  });
}

function sun({ canvas, chance, palette }: PaintContext, horizon: number): void {
  const radius = canvas.height * between(0.035, 0.085, chance.uniform());
  const [x, y] = [
    canvas.width * between(0.15, 0.85, chance.uniform()),
    horizon * between(0.35, 0.85, chance.uniform()),
  ];
  const glow = mix(palette.light, palette.accent, 0.2);
  canvas.polygon(ellipse(x, y, radius * 4, radius * 4), (px, py, out) => {
    for (let c = 0; c < 3; c++) out[c] = glow[c];
    return 0.4 * Math.max(0, 1 - Math.hypot(px - x, py - y) / (radius * 4)) ** 2;
  });
  canvas.polygon(ellipse(x, y, radius, radius), flat(mix(palette.accent, palette.light, 0.45)));
}

/** The outline of a range of hills across the canvas, and down to its lower edge. */
function range(
  { canvas: { width, height }, noise }: PaintContext,
  base: number,
  rise: number,
  sharp: number,
  place: number,
) {
  const points = [0, height, 0, base];
  for (let x = 0; x <= width; x += 4) {
    const along = (x / width) * (1.5 + 2 * sharp) + place;
    const hill = noise.rough(along, place * 3.7, sharp > 0.5 ? 6 : 2);
    const ridge = sharp > 0.5 ? 0.62 - 1.5 * Math.abs(hill) : 0.5 + hill;
    points.push(x, base - rise * ridge);
  }
  points.push(width, height);
  return points;
}

function tree(
  { canvas, chance, noise, palette }: PaintContext,
  x: number,
  foot: number,
  size: number,
  slim: boolean,
): void {
  const leaves = mix(palette.mains[1], palette.dark, 0.25 + 0.4 * chance.uniform());
  canvas.line([x, foot, x + size * 0.03, foot - size * 0.6], () => Math.max(1.2, size * 0.06), flat(palette.dark));
  if (slim) {
    canvas.polygon(blob(noise, x, foot - size * 0.62, size * 0.14, size * 0.5, 0.25), flat(leaves));
    return;
  }
  for (let i = 0; i < 5; i++) {
    const [dx, dy] = [(chance.uniform() - 0.5) * size * 0.5, (chance.uniform() - 0.5) * size * 0.3];
    const lit = mix(leaves, palette.mains[2], 0.3 * chance.uniform() + (dy < 0 ? 0.15 : 0));
    canvas.polygon(blob(noise, x + dx, foot - size * 0.72 + dy, size * 0.28, size * 0.24, 0.35), flat(lit));
  }
}

function water({ canvas, chance, palette }: PaintContext, shore: number): void {
  const { width, height } = canvas;
  const deep = mix(palette.mains[0], palette.dark, 0.35);
  canvas.polygon([0, shore, width, shore, width, height, 0, height], (x, y, out) => {
    // What stands above lies mirrored below, darker and broken.
    const up = shore - (y - shore) * 0.9 + 2 * Math.sin(y * 0.9 + x * 0.02);
    const above = canvas.colour(x + 3 * Math.sin(y * 0.55), Math.max(0, up - 2));
    const share = 0.35 + (0.4 * (y - shore)) / (height - shore + 1);
    for (let c = 0; c < 3; c++) out[c] = above[c] + (deep[c] - above[c]) * share;
    return 1;
  });
  for (let i = 0; i < 26; i++) {
    const y = shore + (height - shore) * chance.uniform() ** 0.8;
    const [x, length] = [width * chance.uniform(), width * (0.04 + 0.12 * chance.uniform())];
    canvas.line(
      [x, y, x + length / 2, y + 0.5, x + length, y],
      (t) => 2.2 * Math.sin(Math.PI * t),
      flat(palette.light, 0.4),
    );
  }
}

function meadow({ canvas, chance, palette }: PaintContext, from: number): void {
  const { width, height } = canvas;
  for (let i = 0; i < 160; i++) {
    const near = chance.uniform() ** 0.6;
    const [x, y] = [width * chance.uniform(), from + (height - from) * near];
    const size = 1 + 4 * near;
    const colour: Colour = chance.uniform() < 0.5 ? palette.accent : chance.pick(palette.mains);
    canvas.polygon(ellipse(x, y, size, size * 0.7), flat(colour, 0.75));
  }
}

export const landscapes: School = {
  techniques: ['oil', 'oil', 'watercolour', 'gouache', 'points', 'print'],
  formats: [1.5, 1.33, 1.25, 1.8, 1],
  subjects: ['Valley', 'Ridge', 'Lake', 'Meadow', 'Hills', 'Morning', 'Pass', 'Shore'],
  paint(sitting) {
    const { canvas, chance, palette, traits } = sitting;
    const { width, height } = canvas;
    const horizon = height * between(0.4, 0.68, traits[0]);
    sky(sitting, horizon);
    if (traits[3] > 0.45) sun(sitting, horizon);
    const ranges = 2 + Math.round(3 * traits[1]);
    const haze = mix(palette.light, palette.mains[0], 0.3);
    for (let i = 0; i < ranges; i++) {
      const near = (i + 1) / ranges;
      const base = horizon + (height - horizon) * 0.55 * (near - 1 / ranges);
      const rise = height * between(0.28, 0.1, near) * between(0.5, 1.3, traits[2]);
      const colour = mix(haze, mix(palette.mains[(i + 1) % 5], palette.dark, 0.25), 0.25 + 0.7 * near);
      const foot = mix(colour, haze, 0.4);
      canvas.polygon(
        range(sitting, base, rise, traits[2], 10 * chance.uniform()),
        gradient(0, base - rise, colour, 0, base + height * 0.16, foot),
      );
    }
    const front = horizon + (height - horizon) * 0.5;
    if (traits[5] > 0.55) water(sitting, front);
    else {
      const grass = mix(palette.mains[2], palette.mains[1], 0.4);
      canvas.polygon(
        range(sitting, front, height * 0.08, 0.2, 4 * chance.uniform()),
        gradient(0, front, grass, 0, height, mix(grass, palette.dark, 0.5)),
      );
      if (traits[5] < 0.25) meadow(sitting, front + height * 0.03);
    }
    const trees = traits[4] > 0.35 ? chance.whole(2, 9) : 0;
    const middle = width * chance.uniform();
    for (let i = 0; i < trees; i++) {
      const x = middle + width * 0.22 * chance.normal();
      tree(
        sitting,
        x,
        front + height * 0.05 * chance.uniform(),
        height * (0.08 + 0.14 * chance.uniform()),
        traits[1] > 0.5,
      );
    }
  },
};
