// Cities: houses in planes of colour, windows lit or dark, seen across a street, a river or many roofs.
import { flat, gradient } from '../canvas/canvas.ts';
import { type Colour, mix } from '../canvas/colour.ts';
import { ellipse, rectangle } from '../canvas/shapes.ts';
import { between, type PaintContext, type School } from './school.ts';

interface House {
  x: number;
  foot: number;
  width: number;
  height: number;
  wall: Colour;
}

function house(
  { canvas, chance, palette, traits }: PaintContext,
  { x, foot, width, height, wall }: House,
  night: boolean,
): void {
  const top = foot - height;
  canvas.polygon(
    rectangle(x, top, width, height + 2),
    gradient(x, top, mix(wall, palette.light, 0.12), x + width, foot, mix(wall, palette.dark, 0.28)),
  );
  const roof = mix(palette.mains[1], palette.dark, 0.35);
  if (traits[1] < 0.4) canvas.polygon([x - 3, top, x + width / 2, top - width * 0.4, x + width + 3, top], flat(roof));
  else if (traits[1] < 0.7)
    canvas.polygon(
      [x, top, x + width * 0.15, top - width * 0.16, x + width * 0.85, top - width * 0.16, x + width, top],
      flat(roof),
    );
  const across = Math.max(2, Math.round(width / between(15, 26, traits[2])));
  const [stepX, stepY] = [width / across, between(18, 32, traits[2])];
  const tall = between(0.45, 0.7, traits[3]);
  for (let y = top + stepY * 0.5; y + stepY * tall < foot; y += stepY)
    for (let column = 0; column < across; column++) {
      const lit = chance.uniform() < (night ? 0.45 : 0.12);
      const pane = lit
        ? mix(palette.accent, [255, 236, 170], night ? 0.65 : 0.3)
        : mix(palette.dark, wall, night ? 0.15 : 0.35);
      canvas.polygon(rectangle(x + (column + 0.24) * stepX, y, stepX * 0.52, stepY * tall), flat(pane));
    }
}

export const cities: School = {
  techniques: ['oil', 'gouache', 'print', 'watercolour', 'points'],
  formats: [1.4, 1.2, 0.75, 1],
  subjects: ['Street', 'Rooftops', 'Quarter', 'Canal', 'Towers', 'Evening Windows', 'Harbour Front'],
  paint(sitting) {
    const { canvas, chance, noise, palette, traits } = sitting;
    const { width, height } = canvas;
    const night = traits[0] > 0.55;
    const high = night ? mix(palette.dark, palette.mains[0], 0.35) : mix(palette.light, palette.mains[0], 0.45);
    const low = night ? mix(palette.mains[0], palette.accent, 0.35) : palette.light;
    canvas.fill((x, y, out) => {
      const cloud = 18 * noise.rough(x * 0.01, y * 0.025, 3);
      for (let c = 0; c < 3; c++) out[c] = high[c] + (low[c] - high[c]) * (y / height) * 1.3 + cloud;
      return 1;
    });
    if (night)
      canvas.polygon(
        ellipse(width * between(0.15, 0.85, chance.uniform()), height * 0.16, 15, 15),
        flat(palette.light),
      );
    const ground = height * between(0.72, 0.92, traits[4]);
    const rows = 2 + Math.round(2 * traits[5]);
    for (let row = 0; row < rows; row++) {
      const near = (row + 1) / rows;
      let x = -width * 0.1 * chance.uniform();
      while (x < width) {
        const wide = width * between(0.09, 0.2, chance.uniform()) * between(0.7, 1.1, near);
        const tall =
          height * between(0.2, 0.55, chance.uniform()) * between(1.25, 0.75, near) * between(0.8, 1.5, traits[1]);
        const wall = mix(low, chance.uniform() < 0.12 ? palette.accent : chance.pick(palette.mains), 0.3 + 0.65 * near);
        house(sitting, { x, foot: ground - (1 - near) * height * 0.1, width: wide, height: tall, wall }, night);
        x += wide + (chance.uniform() < 0.2 ? width * 0.04 : 0);
      }
    }
    const wet = traits[4] < 0.5;
    const street = mix(palette.dark, palette.mains[3], 0.35);
    canvas.polygon([0, ground, width, ground, width, height, 0, height], (x, y, out) => {
      const above = canvas.colour(x + 4 * Math.sin(y * 0.6), Math.max(0, 2 * ground - y - 3));
      for (let c = 0; c < 3; c++)
        out[c] = wet
          ? above[c] + (palette.dark[c] - above[c]) * 0.35
          : street[c] + ((y - ground) / (height - ground)) * 24;
      return 1;
    });
    for (let i = 0; i < 6; i++) {
      if (wet) continue;
      const [x, tall] = [width * chance.uniform(), height * between(0.05, 0.09, chance.uniform())];
      const foot = ground + (height - ground) * between(0.2, 0.7, chance.uniform());
      canvas.polygon([x - tall * 0.14, foot, x, foot - tall, x + tall * 0.14, foot], flat(palette.dark));
      canvas.polygon(ellipse(x, foot - tall * 1.05, tall * 0.11, tall * 0.13), flat(palette.dark));
    }
  },
};
