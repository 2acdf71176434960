// Flowers: a bunch in a vase, one stem large, or a bed that fills the canvas.
import { flat, gradient } from '../canvas/canvas.ts';
import { type Colour, mix, oklch } from '../canvas/colour.ts';
import { ellipse, leaf, smoothCurve } from '../canvas/shapes.ts';
import { between, choice, type PaintContext, type School } from './school.ts';

/** A flower head. @param kind petals of a daisy, a rose in rings, a tulip, an umbel of dots */
function head(
  { canvas, chance, palette }: PaintContext,
  kind: string,
  x: number,
  y: number,
  size: number,
  colour: Colour,
): void {
  const dark = mix(colour, palette.dark, 0.4);
  const light = mix(colour, palette.light, 0.4);
  if (kind === 'daisy') {
    const petals = chance.whole(7, 12);
    const turn = chance.uniform() * Math.PI;
    for (let i = 0; i < petals; i++)
      canvas.polygon(leaf(x, y, turn + (2 * Math.PI * i) / petals, size, 0.2), flat(i % 2 === 0 ? colour : light));
    canvas.polygon(ellipse(x, y, size * 0.28, size * 0.28), flat(mix(palette.accent, palette.dark, 0.2)));
  } else if (kind === 'rose') {
    for (let ring = 0; ring < 5; ring++) {
      const radius = size * (0.9 - 0.17 * ring);
      const [dx, dy] = [size * 0.06 * chance.normal(), size * 0.06 * chance.normal()];
      canvas.polygon(
        ellipse(x + dx, y + dy, radius, radius * 0.92),
        flat(ring % 2 === 0 ? mix(colour, dark, 0.12 * ring) : mix(light, colour, 0.2 * ring)),
      );
    }
  } else if (kind === 'tulip') {
    for (const [side, shade] of [
      [-0.45, dark],
      [0.45, mix(colour, dark, 0.4)],
      [0, colour],
    ] as const)
      canvas.polygon(
        leaf(x + side * size * 0.3, y + size * 0.7, -Math.PI / 2 + side * 0.5, size * 1.6, 0.3),
        flat(shade),
      );
  } else
    for (let i = 0; i < 22; i++) {
      const [angle, far] = [2 * Math.PI * chance.uniform(), size * Math.sqrt(chance.uniform())];
      canvas.polygon(
        ellipse(x + far * Math.cos(angle), y + far * 0.8 * Math.sin(angle), size * 0.14, size * 0.14),
        flat(chance.uniform() < 0.5 ? colour : light),
      );
    }
}

export const flowers: School = {
  techniques: ['oil', 'watercolour', 'gouache', 'print', 'watercolour', 'points'],
  formats: [0.8, 0.75, 1, 1.25],
  subjects: ['Flowers', 'Bouquet', 'Tulips', 'Garden Bed', 'Stem', 'Peonies', 'Wild Flowers'],
  paint(sitting) {
    const { canvas, chance, noise, palette, traits } = sitting;
    const { width, height } = canvas;
    const back = mix(palette.ground, palette.light, between(0, 0.7, traits[1]));
    const deep = mix(back, palette.mains[0], 0.3);
    canvas.fill((x, y, out) => {
      const cloud = 16 * noise.rough(x * 0.01, y * 0.01, 3);
      for (let c = 0; c < 3; c++) out[c] = back[c] + (deep[c] - back[c]) * (y / height) + cloud;
      return 1;
    });
    const green = mix(oklch(0.5, 0.08, 140), palette.mains[1], between(0.15, 0.7, traits[2]));
    const kind = choice(['daisy', 'rose', 'tulip', 'umbel'], traits[3]);
    const scale = Math.min(width, height);
    const heads = [palette.mains[0], palette.mains[2], palette.accent, palette.mains[4], palette.light];
    const placing = choice(['vase', 'vase', 'bed', 'single'], traits[0]);
    const [mouthX, mouthY] = [width / 2, height * 0.66];
    const count =
      placing === 'bed'
        ? 26 + Math.round(20 * traits[4])
        : placing === 'single'
          ? chance.whole(1, 3)
          : 6 + Math.round(10 * traits[4]);
    const stems = Array.from({ length: count }, () => {
      if (placing === 'bed') {
        const y = height * chance.uniform();
        return { x: width * chance.uniform(), y, size: scale * between(0.035, 0.085, y / height) };
      }
      if (placing === 'single')
        return {
          x: width * between(0.3, 0.7, chance.uniform()),
          y: height * between(0.2, 0.45, chance.uniform()),
          size: scale * between(0.13, 0.2, chance.uniform()),
        };
      const angle = -Math.PI / 2 + 0.62 * chance.normal();
      const reach = height * between(0.18, 0.46, chance.uniform());
      return {
        x: mouthX + reach * Math.cos(angle) * 0.9,
        y: mouthY + reach * Math.sin(angle),
        size: scale * between(0.05, 0.1, chance.uniform()),
      };
    }).sort((a, b) => a.y - b.y);
    for (const { x, y, size } of stems) {
      const [fx, fy] =
        placing === 'vase' ? [mouthX, mouthY] : [x + 20 * chance.normal(), placing === 'bed' ? y + size * 4 : height];
      const stalk = mix(green, palette.dark, 0.35 * chance.uniform());
      canvas.line(
        smoothCurve([x, y, (x + fx) / 2 + 14 * chance.normal(), (y + fy) / 2, fx, fy], 8),
        () => Math.max(1.5, size * 0.09),
        flat(stalk),
      );
      for (let i = 0; i < 2; i++) {
        const along = between(0.35, 0.8, chance.uniform());
        canvas.polygon(
          leaf(
            x + (fx - x) * along,
            y + (fy - y) * along,
            -Math.PI / 2 + (chance.uniform() < 0.5 ? -1 : 1) * (0.6 + 0.5 * chance.uniform()),
            size * 1.5,
            0.2,
          ),
          flat(mix(green, chance.uniform() < 0.5 ? palette.light : palette.dark, 0.3 * chance.uniform())),
        );
      }
    }
    if (placing === 'vase') {
      const [half, foot] = [scale * between(0.11, 0.16, chance.uniform()), height * 0.93];
      const glaze = chance.pick([palette.mains[3], palette.light, palette.mains[1], palette.accent]);
      canvas.polygon(ellipse(mouthX + half * 0.5, foot, half * 1.7, half * 0.3), flat(palette.dark, 0.35));
      const belly = smoothCurve(
        [
          mouthX + half * 0.6,
          mouthY,
          mouthX + half * 0.62,
          mouthY + 8,
          mouthX + half * 1.15,
          (mouthY + foot) / 2,
          mouthX + half * 0.6,
          foot,
        ],
        6,
      );
      const mirrored = belly.map((value, i) => (i % 2 === 0 ? 2 * mouthX - value : value));
      const left: number[] = [];
      for (let i = mirrored.length - 2; i >= 0; i -= 2) left.push(mirrored[i], mirrored[i + 1]);
      canvas.polygon(
        [...belly, ...left],
        gradient(mouthX - half, 0, mix(glaze, palette.light, 0.3), mouthX + half, 0, mix(glaze, palette.dark, 0.5)),
      );
    }
    for (const { x, y, size } of stems)
      head(sitting, chance.uniform() < 0.75 ? kind : 'umbel', x, y, size, chance.pick(heads));
  },
};
