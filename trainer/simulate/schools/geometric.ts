// Geometric: squares, circles and bars put in order, after Mondrian, Malevich, Albers and the weavers of the Bauhaus.
import { flat } from '../canvas/canvas.ts';
import type { Colour } from '../canvas/colour.ts';
import { ellipse, rectangle, turned } from '../canvas/shapes.ts';
import { between, choice, type PaintContext, type School } from './school.ts';

const colours = ({ chance, palette }: PaintContext): Colour =>
  chance.uniform() < 0.12 ? palette.accent : chance.pick([...palette.mains, palette.light, palette.dark]);

/** Black lines, and some of the boxes between them filled. */
function boxes(sitting: PaintContext, x: number, y: number, width: number, height: number, depth: number): void {
  const { canvas, chance, palette, traits } = sitting;
  const bar = between(3, 9, traits[2]);
  if (depth === 0 || (depth < 3 && chance.uniform() < 0.2) || Math.min(width, height) < 40) {
    const colour = chance.uniform() < between(0.75, 0.3, traits[1]) ? colours(sitting) : palette.light;
    canvas.polygon(rectangle(x, y, width, height), flat(colour));
    return;
  }
  const cut = between(0.25, 0.75, chance.uniform());
  if (width > height * (0.7 + 0.6 * chance.uniform())) {
    boxes(sitting, x, y, width * cut, height, depth - 1);
    boxes(sitting, x + width * cut, y, width * (1 - cut), height, depth - 1);
    canvas.polygon(rectangle(x + width * cut - bar / 2, y, bar, height), flat(palette.dark));
  } else {
    boxes(sitting, x, y, width, height * cut, depth - 1);
    boxes(sitting, x, y + height * cut, width, height * (1 - cut), depth - 1);
    canvas.polygon(rectangle(x, y + height * cut - bar / 2, width, bar), flat(palette.dark));
  }
}

/** Tiles, each with a part of a circle, a triangle or a dot. */
function tiles(sitting: PaintContext): void {
  const { canvas, chance, traits } = sitting;
  const across = 3 + Math.round(3 * traits[1]);
  const size = canvas.width / across;
  const quarter = Math.PI / 2;
  for (let row = 0; row * size < canvas.height; row++)
    for (let column = 0; column < across; column++) {
      const [x, y] = [column * size, row * size];
      canvas.polygon(rectangle(x, y, size + 1, size + 1), flat(colours(sitting)));
      const turn = chance.whole(0, 3);
      const corner = [x + (turn === 1 || turn === 2 ? size : 0), y + (turn > 1 ? size : 0)];
      const kind = choice(['quarter', 'mixed', 'triangle', 'ring'], traits[3]);
      const shape = kind === 'mixed' ? chance.pick(['quarter', 'triangle', 'ring']) : kind;
      if (shape === 'triangle')
        canvas.polygon(
          turned([x, y, x + size, y, x, y + size], x + size / 2, y + size / 2, turn * quarter),
          flat(colours(sitting)),
        );
      else if (shape === 'ring')
        for (const part of [0.46, 0.3, 0.14])
          canvas.polygon(ellipse(x + size / 2, y + size / 2, size * part, size * part), flat(colours(sitting)));
      else
        for (const part of [1, 0.6, 0.25]) {
          const arc = ellipse(corner[0], corner[1], size * part, size * part, turn * quarter, (turn + 1) * quarter);
          canvas.polygon([...corner, ...arc], flat(colours(sitting)));
        }
    }
}

/** Bars, squares and a circle or two, floating. */
function floating(sitting: PaintContext): void {
  const { canvas, chance, palette, traits } = sitting;
  const { width, height } = canvas;
  canvas.fill(flat(palette.ground));
  const slope = between(-0.9, 0.9, traits[1]);
  const count = 6 + Math.round(12 * traits[2]);
  for (let i = 0; i < count; i++) {
    const [x, y] = [width * between(0.12, 0.88, chance.uniform()), height * between(0.12, 0.88, chance.uniform())];
    const size = Math.min(width, height) * 0.34 * chance.uniform() ** 1.2 + 12;
    const angle = slope + (chance.uniform() < 0.25 ? Math.PI / 2 : 0) + 0.12 * chance.normal();
    const kind = chance.uniform();
    const shape =
      kind < 0.25 + 0.4 * traits[3]
        ? ellipse(x, y, size * 0.5, size * 0.5)
        : turned(
            rectangle(
              x - size,
              y - (size * (kind < 0.75 ? 0.12 : 0.5)) / 2,
              2 * size * (kind < 0.75 ? 1 : 0.5),
              size * (kind < 0.75 ? 0.12 : 0.8),
            ),
            x,
            y,
            angle,
          );
    canvas.polygon(shape, flat(colours(sitting), traits[4] > 0.6 ? 0.8 : 1));
  }
}

/** Rings around a few centres, one seen through the other. */
function rings(sitting: PaintContext): void {
  const { canvas, chance, palette, traits } = sitting;
  canvas.fill(flat(palette.ground));
  const reach = Math.min(canvas.width, canvas.height);
  for (let i = 0; i < 2 + Math.round(3 * traits[1]); i++) {
    const [x, y] = [canvas.width * chance.uniform(), canvas.height * chance.uniform()];
    const outer = reach * between(0.2, 0.55, chance.uniform());
    const count = 2 + Math.round(5 * traits[2]);
    for (let ring = 0; ring < count; ring++) {
      const radius = outer * (1 - ring / count);
      canvas.polygon(ellipse(x, y, radius, radius), flat(colours(sitting), between(1, 0.75, traits[3])));
    }
  }
}

export const geometric: School = {
  techniques: ['print', 'gouache', 'gouache', 'oil'],
  formats: [1, 1, 0.8, 1.25],
  subjects: ['Composition', 'Order', 'Grid', 'Balance', 'Movement', 'Square', 'Circle', 'Weave'],
  paint(sitting) {
    const { canvas, traits } = sitting;
    const kind = choice(['boxes', 'tiles', 'floating', 'rings'], traits[0]);
    if (kind === 'boxes') boxes(sitting, 0, 0, canvas.width, canvas.height, 3 + Math.round(2 * traits[3]));
    else if (kind === 'tiles') tiles(sitting);
    else if (kind === 'floating') floating(sitting);
    else rings(sitting);
  },
};
