// Colour fields: a few large areas with breathing edges, after Rothko, Newman and Albers.
import type { Colour } from '../canvas/colour.ts';
import { between, choice, type PaintContext, type School } from './school.ts';

interface Field {
  left: number;
  top: number;
  right: number;
  bottom: number;
  colour: Colour;
}

/** Areas above each other, beside each other, within each other. */
function fields({ canvas: { width, height }, chance, palette, traits }: PaintContext): Field[] {
  const inset = between(0.04, 0.12, traits[1]) * Math.min(width, height);
  const colours = chance.order(5).map((i) => palette.mains[i]);
  if (traits[3] > 0.6) colours[chance.whole(0, 2)] = palette.accent;
  const kind = choice(['stack', 'stack', 'bands', 'nest'], traits[0]);
  if (kind === 'nest')
    return [0, 1, 2, 3].map((i) => {
      const [x, y] = [width * (0.07 + 0.11 * i), height * (0.07 + 0.11 * i)];
      const sunk = height * 0.045 * i;
      return { left: x, right: width - x, top: y + sunk, bottom: height - y + sunk * 0.4, colour: colours[i] };
    });
  const count = chance.whole(2, 3 + Math.round(traits[2]));
  const cuts = Array.from({ length: count }, () => 0.35 + chance.uniform());
  const total = cuts.reduce((sum, cut) => sum + cut, 0);
  const along = (kind === 'stack' ? height : width) - inset;
  let at = inset;
  return cuts.map((cut, i) => {
    const length = (cut / total) * along - inset;
    const field =
      kind === 'stack'
        ? { left: inset, right: width - inset, top: at, bottom: at + length }
        : { left: at, right: at + length, top: inset * 0.4, bottom: height - inset * 0.4 };
    at += length + inset;
    return { ...field, colour: colours[i % 5] };
  });
}

export const colourFields: School = {
  techniques: ['oil', 'gouache', 'watercolour', 'print'],
  formats: [0.72, 0.8, 1, 0.72],
  subjects: ['Field', 'Untitled', 'Interval', 'Threshold', 'Warmth', 'Silence', 'Chord'],
  paint(sitting) {
    const { canvas, noise, palette, traits } = sitting;
    const soft = between(2, 15, traits[4]);
    const all = fields(sitting);
    canvas.fill((x, y, out) => {
      const cloud = noise.rough(x * 0.012, y * 0.012, 3);
      const shade = 0.16 + 0.22 * cloud;
      for (let c = 0; c < 3; c++) out[c] = palette.ground[c] + (palette.dark[c] - palette.ground[c]) * shade;
      const worn = soft * 0.9 * noise.rough(x * 0.05 + 9, y * 0.05, 3);
      for (const [i, { left, top, right, bottom, colour }] of all.entries()) {
        const inside = Math.min(x - left, right - x, y - top, bottom - y) + worn;
        if (inside <= -soft) continue;
        const cover = Math.min(1, (inside + soft) / (2 * soft)) * 0.94;
        const veil = 26 * noise.rough(x * 0.01 + 20 * i, y * 0.02, 2) + 8 * cloud;
        for (let c = 0; c < 3; c++) out[c] += (colour[c] + veil - out[c]) * cover;
      }
      return 1;
    });
  },
};
