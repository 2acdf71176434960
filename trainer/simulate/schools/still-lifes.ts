// Still lifes: bottles, bowls and fruit on a table, turned by light from one side; after Morandi and Cézanne.
import { type Canvas, flat, gradient, type Path } from '../canvas/canvas.ts';
import { type Colour, mix } from '../canvas/colour.ts';
import { ellipse } from '../canvas/shapes.ts';
import { between, type PaintContext, type School } from './school.ts';

/** Paints something round: light from the upper left, a darker rim, some of the table thrown back. */
function rounded(
  canvas: Canvas,
  points: Path,
  x: number,
  y: number,
  rx: number,
  ry: number,
  colour: Colour,
  dark: Colour,
): void {
  const lit = mix(colour, [255, 250, 235], 0.35);
  canvas.polygon(points, (px, py, out) => {
    const [u, v] = [(px - x) / rx, (py - y) / ry];
    const light = 0.55 - 0.55 * u - 0.3 * v;
    for (let c = 0; c < 3; c++)
      out[c] =
        light > 0.5
          ? colour[c] + (lit[c] - colour[c]) * Math.min(1, (light - 0.5) * 1.6)
          : dark[c] + (colour[c] - dark[c]) * Math.min(1, Math.max(0, light + 0.35) / 0.85);
    return 1;
  });
}

/** Half the outline of a vessel: radii from its lip to its foot, as parts of its width. */
const VESSELS: readonly (readonly number[])[] = [
  [0.16, 0.15, 0.15, 0.2, 0.45, 0.5, 0.5, 0.5, 0.48],
  [0.3, 0.24, 0.22, 0.34, 0.48, 0.5, 0.46, 0.36, 0.26],
  [0.5, 0.5, 0.49, 0.48, 0.46, 0.42, 0.36, 0.28, 0.2],
  [0.34, 0.32, 0.34, 0.4, 0.44, 0.46, 0.47, 0.48, 0.48],
  [0.12, 0.1, 0.1, 0.14, 0.3, 0.46, 0.5, 0.44, 0.3],
];

function vessel(
  { canvas, palette }: PaintContext,
  kind: readonly number[],
  x: number,
  foot: number,
  width: number,
  height: number,
  colour: Colour,
): void {
  const [left, right]: number[][] = [[], []];
  for (const [i, radius] of kind.entries()) {
    const y = foot - height + (height * i) / (kind.length - 1);
    right.push(x + radius * width, y);
    left.unshift(x - radius * width, y);
  }
  const outline = [...right, ...ellipse(x, foot, kind[kind.length - 1] * width, width * 0.07, 0, Math.PI), ...left];
  rounded(canvas, outline, x, foot - height / 2, width * 0.55, height * 0.9, colour, mix(colour, palette.dark, 0.65));
  const lip = kind[0] * width;
  canvas.polygon(ellipse(x, foot - height, lip, lip * 0.24), flat(mix(colour, palette.dark, 0.5)));
  canvas.line(
    ellipse(x, foot - height, lip, lip * 0.24, Math.PI * 0.9, Math.PI * 2.1),
    () => 1.5,
    flat(mix(colour, palette.light, 0.5)),
  );
}

function shadow({ canvas, palette }: PaintContext, x: number, y: number, size: number): void {
  canvas.polygon(ellipse(x + size * 0.55, y, size, size * 0.2), flat(palette.dark, 0.4));
}

export const stillLifes: School = {
  techniques: ['oil', 'oil', 'gouache', 'watercolour', 'points'],
  formats: [1.2, 1.25, 1, 0.85],
  subjects: ['Still Life', 'Table', 'Pears', 'Bottles', 'Bowl', 'Jug and Fruit', 'Kitchen'],
  paint(sitting) {
    const { canvas, chance, noise, palette, traits } = sitting;
    const { width, height } = canvas;
    const edge = height * between(0.5, 0.68, traits[0]);
    const plaster = mix(palette.ground, palette.mains[0], 0.35);
    canvas.fill((x, y, out) => {
      const wall = 14 * noise.rough(x * 0.01, y * 0.01, 3) - 22 * (x / width);
      for (let c = 0; c < 3; c++) out[c] = plaster[c] + wall;
      return 1;
    });
    const table = mix(palette.mains[1], palette.light, between(0.1, 0.6, traits[1]));
    canvas.polygon(
      [0, edge, width, edge, width, height, 0, height],
      gradient(0, edge, mix(table, palette.dark, 0.2), 0, height, table),
    );
    if (traits[2] > 0.6) {
      const cloth = mix(palette.light, palette.mains[4], 0.2);
      for (let i = 0; i < 2; i++)
        for (let k = 0; k < 11; k++)
          canvas.polygon(
            i === 0
              ? [
                  (k * width) / 8 - 40,
                  edge,
                  (k * width) / 8 - 20,
                  edge,
                  (k * width) / 8 - 60,
                  height,
                  (k * width) / 8 - 110,
                  height,
                ]
              : [0, edge + 10 + k * 26, width, edge + 10 + k * 26, width, edge + 20 + k * 26, 0, edge + 20 + k * 26],
            flat(i === 0 ? cloth : palette.accent, 0.28),
          );
    }
    const vessels = Math.round(between(1, 5, traits[3]));
    const scale = Math.min(width, height);
    const order = chance.order(5);
    for (let i = 0; i < vessels; i++) {
      const size = scale * between(0.16, 0.26, chance.uniform());
      const kind = VESSELS[order[i % 5]];
      const tall = size * (kind === VESSELS[2] ? 0.6 : between(1.3, 2.1, chance.uniform()));
      const x = width * (0.5 + (i - (vessels - 1) / 2) * between(0.14, 0.2, traits[4]) + 0.03 * chance.normal());
      const foot = edge + (height - edge) * between(0.12, 0.42, (i * 0.37 + chance.uniform() * 0.3) % 1);
      shadow(sitting, x, foot, size * 0.55);
      const colour = chance.uniform() < 0.25 ? palette.light : palette.mains[(i + chance.whole(0, 1)) % 5];
      vessel(sitting, kind, x, foot, size, tall, colour);
    }
    const fruit = Math.round(between(0, 7, traits[5]));
    for (let i = 0; i < fruit; i++) {
      const radius = scale * between(0.045, 0.075, chance.uniform());
      const x = width * between(0.15, 0.85, chance.uniform());
      const y = edge + (height - edge) * between(0.45, 0.85, chance.uniform());
      const colour = chance.uniform() < 0.5 ? palette.accent : mix(palette.mains[2], palette.accent, 0.3);
      shadow(sitting, x, y + radius * 0.8, radius);
      if (traits[4] > 0.6)
        rounded(
          canvas,
          ellipse(x, y - radius * 0.9, radius * 0.55, radius * 0.8),
          x,
          y - radius * 0.9,
          radius,
          radius,
          colour,
          mix(colour, palette.dark, 0.6),
        );
      rounded(
        canvas,
        ellipse(x, y, radius, radius * 0.95),
        x,
        y,
        radius,
        radius,
        colour,
        mix(colour, palette.dark, 0.6),
      );
      canvas.line(
        [x, y - radius * (traits[4] > 0.6 ? 1.6 : 0.9), x + 4, y - radius * (traits[4] > 0.6 ? 1.9 : 1.25)],
        () => 2,
        flat(palette.dark),
      );
    }
  },
};
