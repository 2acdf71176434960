// Gestures: abstract expressionism. Broad strokes, drips and splashes over a clouded ground, after Kline, Frankenthaler and Mitchell.
import { flat } from '../canvas/canvas.ts';
import { type Colour, mix } from '../canvas/colour.ts';
import { ellipse, smoothCurve } from '../canvas/shapes.ts';
import { between, type PaintContext, type School } from './school.ts';

/** A stroke of a wide brush: many hairs side by side, some dry before the end. */
function sweep({ canvas, chance, noise }: PaintContext, knots: readonly number[], width: number, colour: Colour): void {
  const path = smoothCurve(knots, 10);
  const hairs = Math.max(6, Math.round(width / 2.6));
  for (let hair = 0; hair < hairs; hair++) {
    const across = (hair / (hairs - 1) - 0.5) * width;
    const end = Math.floor((path.length / 2) * (0.72 + 0.28 * chance.uniform()));
    const line: number[] = [];
    for (let i = Math.floor(3 * chance.uniform()); i < end; i++) {
      const j = Math.min(path.length / 2 - 1, i + 1);
      const [dx, dy] = [path[2 * j] - path[2 * Math.max(0, j - 2)], path[2 * j + 1] - path[2 * Math.max(0, j - 2) + 1]];
      const length = Math.hypot(dx, dy) || 1;
      const sway = across * (1 + 0.1 * noise.at(i * 0.2, hair * 0.3));
      line.push(path[2 * i] - (dy / length) * sway, path[2 * i + 1] + (dx / length) * sway);
    }
    if (line.length < 8) continue;
    const shade = 26 * (chance.uniform() - 0.5) + 16 * (across / width);
    const thick = (width / hairs) * between(0.8, 1.9, chance.uniform());
    canvas.line(
      line,
      (t) => thick * (1 - 0.5 * t ** 4),
      flat([colour[0] + shade, colour[1] + shade, colour[2] + shade], 0.88),
    );
  }
}

export const gestures: School = {
  techniques: ['gouache', 'oil', 'gouache', 'watercolour'],
  formats: [1, 1.3, 0.75, 1],
  subjects: ['Gesture', 'Improvisation', 'Storm', 'Number 7', 'Dance', 'Noise', 'Summer'],
  paint(sitting) {
    const { canvas, chance, noise, palette, traits } = sitting;
    const { width, height } = canvas;
    const clouds = between(10, 46, traits[1]);
    const [ground, second] = [palette.ground, mix(palette.ground, palette.mains[4], 0.5)];
    canvas.fill((x, y, out) => {
      const cloud = noise.rough(x * 0.008, y * 0.008, 4);
      for (let c = 0; c < 3; c++) out[c] = ground[c] + (second[c] - ground[c]) * (0.5 + cloud) + clouds * cloud;
      return 1;
    });
    const scale = Math.min(width, height);
    const slope = Math.PI * traits[5];
    const strokes = Math.round(between(4, 17, traits[2]));
    for (let i = 0; i < strokes; i++) {
      const [x, y] = [width * between(0.15, 0.85, chance.uniform()), height * between(0.15, 0.85, chance.uniform())];
      const knots: number[] = [];
      let angle = slope + (traits[4] > 0.5 ? 2 * Math.PI * chance.uniform() : 0.5 * chance.normal());
      let [px, py] = [x - scale * 0.22 * Math.cos(angle), y - scale * 0.22 * Math.sin(angle)];
      for (let k = 0; k < 4; k++) {
        knots.push(px, py);
        px += scale * 0.17 * Math.cos(angle);
        py += scale * 0.17 * Math.sin(angle);
        angle += between(0.15, 0.9, traits[4]) * chance.normal();
      }
      const colour =
        i === strokes - 1
          ? palette.accent
          : i % 4 === 1
            ? palette.dark
            : i % 5 === 2
              ? palette.light
              : chance.pick(palette.mains);
      sweep(sitting, knots, scale * between(0.03, between(0.09, 0.2, traits[0]), chance.uniform()), colour);
    }
    if (traits[3] > 0.4)
      for (let i = 0; i < 70; i++) {
        const [x, y] = [width * chance.uniform(), height * chance.uniform()];
        const size = 0.8 + 4.5 * chance.uniform() ** 3;
        canvas.polygon(ellipse(x, y, size, size), flat(chance.uniform() < 0.6 ? palette.dark : palette.accent, 0.85));
      }
    if (traits[3] > 0.7)
      for (let i = 0; i < 9; i++) {
        const [x, y] = [width * chance.uniform(), height * 0.7 * chance.uniform()];
        canvas.line([x, y, x + 2, y + height * 0.3 * chance.uniform() + 12], (t) => 2.4 - t, flat(canvas.colour(x, y)));
      }
  },
};
