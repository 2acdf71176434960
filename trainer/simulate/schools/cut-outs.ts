// Cut-outs: leaves, waves and pebbles cut from painted paper, after Matisse and Arp.
import { flat } from '../canvas/canvas.ts';
import type { Colour } from '../canvas/colour.ts';
import { blob, rectangle, smoothCurve } from '../canvas/shapes.ts';
import { between, choice, type PaintContext, type School } from './school.ts';

/** A frond: rounded fingers that grow out of both sides of a bent spine. */
function frond({ canvas, chance }: PaintContext, x: number, y: number, size: number, colour: Colour): void {
  const angle = 2 * Math.PI * chance.uniform();
  const bend = 0.9 * chance.normal();
  const fingers = chance.whole(3, 5);
  const paint = flat(colour);
  const spine: number[] = [];
  let [px, py] = [x - (size / 2) * Math.cos(angle), y - (size / 2) * Math.sin(angle)];
  for (let k = 0; k <= 10; k++) {
    spine.push(px, py);
    const way = angle + bend * (k / 10 - 0.5);
    px += (size / 10) * Math.cos(way);
    py += (size / 10) * Math.sin(way);
  }
  canvas.line(spine, (t) => size * 0.17 * (1 - 0.7 * t), paint);
  for (let finger = 0; finger < fingers; finger++)
    for (const side of [-1, 1]) {
      const t = (finger + 0.5) / fingers;
      const k = Math.round(10 * t);
      const way = angle + bend * (t - 0.5) + side * (1.15 - 0.5 * t);
      const length = size * 0.42 * Math.sin(Math.PI * (0.18 + 0.72 * t));
      const [fx, fy] = [spine[2 * k], spine[2 * k + 1]];
      const bow = way + side * 0.35;
      const knots = [
        fx,
        fy,
        fx + length * 0.5 * Math.cos(bow),
        fy + length * 0.5 * Math.sin(bow),
        fx + length * Math.cos(way),
        fy + length * Math.sin(way),
      ];
      const thick = size * 0.15;
      canvas.line(
        smoothCurve(knots, 7),
        (place) => thick * Math.sqrt(Math.max(0.02, 1 - (1.15 * place - 0.2) ** 2)),
        paint,
      );
    }
}

function wave({ canvas }: PaintContext, y: number, rise: number, length: number, thick: number, colour: Colour): void {
  const [above, below]: number[][] = [[], []];
  for (let x = -10; x <= canvas.width + 10; x += 5) {
    const level = y + rise * Math.sin((2 * Math.PI * x) / length);
    above.push(x, level);
    below.unshift(x, level + thick);
  }
  canvas.polygon([...above, ...below], flat(colour));
}

export const cutOuts: School = {
  techniques: ['gouache', 'print', 'gouache'],
  formats: [0.75, 1, 0.8, 1.4],
  subjects: ['Fronds', 'Lagoon', 'Pebbles', 'Sheaf', 'Swimmers', 'Paper Garden'],
  paint(sitting) {
    const { canvas, chance, noise, palette, traits } = sitting;
    const { width, height } = canvas;
    canvas.fill(flat(traits[1] > 0.5 ? palette.light : palette.ground));
    const colours = [...palette.mains, palette.accent, palette.dark];
    if (traits[2] > 0.35) {
      const columns = 2 + Math.round(2 * traits[3]);
      const rows = Math.max(1, Math.round((columns * height) / width));
      const gap = traits[4] > 0.5 ? 8 : 0;
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++)
          canvas.polygon(
            rectangle(
              (column * width) / columns + gap / 2,
              (row * height) / rows + gap / 2,
              width / columns - gap,
              height / rows - gap,
            ),
            flat(chance.pick([...palette.mains, palette.light])),
          );
    }
    const kind = choice(['fronds', 'pebbles', 'waves', 'fronds'], traits[0]);
    const scale = Math.min(width, height);
    if (kind === 'waves')
      for (let y = 0; y < height; y += height / between(6, 12, traits[5]))
        wave(
          sitting,
          y + 6 * chance.normal(),
          scale * between(0.01, 0.05, traits[3]),
          width / between(1.5, 5, traits[4]),
          (height / 14) * between(0.5, 1, chance.uniform()),
          chance.pick(colours),
        );
    const count = kind === 'waves' ? 3 : 5 + Math.round(9 * traits[5]);
    for (let i = 0; i < count; i++) {
      const [x, y] = [width * between(0.08, 0.92, chance.uniform()), height * between(0.08, 0.92, chance.uniform())];
      const size = scale * between(0.2, 0.5, chance.uniform() ** 1.5);
      if (kind === 'pebbles') {
        canvas.polygon(
          blob(noise, x, y, size * 0.45, size * between(0.25, 0.45, chance.uniform()), 0.5),
          flat(chance.pick(colours)),
        );
        if (traits[3] > 0.5)
          canvas.polygon(blob(noise, x, y, size * 0.14, size * 0.12, 0.4), flat(chance.pick(colours)));
      } else frond(sitting, x, y, size, chance.pick(colours));
    }
  },
};
