// Photographs: long exposures of the sea, lights out of focus, fog between trees, dunes.
import { flat } from '../canvas/canvas.ts';
import { mix } from '../canvas/colour.ts';
import { ellipse } from '../canvas/shapes.ts';
import { between, choice, type PaintContext, type School } from './school.ts';

/** The sea for a minute: two planes of light and a line. */
function sea({ canvas, chance, noise, palette, traits }: PaintContext): void {
  const { width, height } = canvas;
  const horizon = height * between(0.35, 0.65, traits[1]);
  const sun = width * between(0.2, 0.8, chance.uniform());
  const [above, below] = [mix(palette.mains[0], palette.dark, 0.25), mix(palette.mains[1], palette.dark, 0.35)];
  const warm = mix(palette.light, palette.accent, 0.3);
  canvas.fill((x, y, out) => {
    const glow = Math.exp(-(((x - sun) / (width * 0.4)) ** 2) - ((y - horizon) / (height * 0.22)) ** 2);
    const base = y < horizon ? above : below;
    const down = y < horizon ? y / horizon : 1 - (y - horizon) / (height - horizon);
    const streak =
      y < horizon
        ? 16 * noise.rough(x * 0.004 + y * 0.002, y * 0.03, 3)
        : 22 * noise.rough(x * 0.012, (y - horizon) * 0.12, 2) * (0.3 + (y - horizon) / (height - horizon));
    for (let c = 0; c < 3; c++) {
      const light = base[c] + (palette.light[c] - base[c]) * 0.65 * down ** 3;
      out[c] = light + (warm[c] - light) * 0.8 * glow + streak;
    }
    return 1;
  });
  if (traits[3] > 0.5) {
    const x = width * between(0.2, 0.8, chance.uniform());
    for (let i = 0; i < 4; i++)
      canvas.line([x + 26 * i, horizon + 44, x + 22 * i, horizon + 8 - 3 * i], () => 4, flat(palette.dark, 0.85));
  }
}

/** Lights at night, out of focus. */
function lights({ canvas, chance, palette, traits }: PaintContext): void {
  const { width, height } = canvas;
  const [dark, glow] = [mix(palette.dark, [8, 8, 14], 0.5), mix(palette.mains[0], palette.dark, 0.5)];
  canvas.fill((_x, y, out) => {
    for (let c = 0; c < 3; c++) out[c] = dark[c] + (glow[c] - dark[c]) * Math.sin((Math.PI * y) / height) ** 2;
    return 1;
  });
  const level = height * between(0.35, 0.65, chance.uniform());
  for (let i = 0; i < between(30, 80, traits[1]); i++) {
    const radius = Math.min(width, height) * between(0.015, between(0.05, 0.1, traits[2]), chance.uniform());
    const [x, y] = [width * chance.uniform(), level + height * 0.16 * chance.normal()];
    const colour = mix(chance.pick([...palette.mains, palette.accent, palette.light]), [255, 255, 255], 0.25);
    const cover = 0.25 + 0.5 * chance.uniform();
    canvas.polygon(ellipse(x, y, radius, radius), (px, py, out) => {
      for (let c = 0; c < 3; c++) out[c] = colour[c];
      // A lens leaves a brighter rim.
      return cover * (0.65 + 0.35 * (Math.hypot(px - x, py - y) / radius) ** 4);
    });
  }
}

/** Trunks that fade into fog. */
function fog({ canvas, chance, noise, palette, traits }: PaintContext): void {
  const { width, height } = canvas;
  const air = mix(palette.light, palette.mains[0], 0.35);
  canvas.fill((x, y, out) => {
    const drift = 26 * noise.rough(x * 0.006, y * 0.012, 3) - 30 * Math.abs(y / height - 0.45);
    for (let c = 0; c < 3; c++) out[c] = air[c] + drift;
    return 1;
  });
  const trunks = Math.round(between(14, 34, traits[1]));
  for (let i = 0; i < trunks; i++) {
    const near = (i / trunks) ** 1.6;
    const x = width * chance.uniform();
    const thick = 3 + 24 * near * between(0.5, 1, chance.uniform());
    const colour = mix(air, palette.dark, 0.12 + 0.85 * near);
    const lean = 12 * chance.normal();
    const foot = height * (0.72 + 0.3 * near);
    canvas.line([x, foot, x + lean * 0.4, foot * 0.5, x + lean, -5], (t) => thick * (1 - 0.45 * t), flat(colour, 0.9));
    for (let k = 0; k < 4; k++) {
      const [y, side] = [foot * between(0.1, 0.6, chance.uniform()), chance.uniform() < 0.5 ? -1 : 1];
      canvas.line(
        [x + lean * 0.5, y, x + side * thick * 3, y - thick * 2.4],
        (t) => thick * 0.28 * (1 - t) + 0.6,
        flat(colour, 0.8),
      );
    }
  }
  canvas.fill((_x, y, out) => {
    for (let c = 0; c < 3; c++) out[c] = air[c];
    return 0.75 * Math.max(0, y / height - 0.62) * 2;
  });
}

/** Dunes: one side of each in the light. */
function dunes({ canvas, chance, noise, palette, traits }: PaintContext): void {
  const { width, height } = canvas;
  canvas.fill((_x, y, out) => {
    for (let c = 0; c < 3; c++)
      out[c] = palette.mains[0][c] + (palette.light[c] - palette.mains[0][c]) * (y / height) * 1.4;
    return 1;
  });
  const ridges = 3 + Math.round(3 * traits[1]);
  for (let i = 0; i < ridges; i++) {
    const base = height * between(0.35, 0.9, i / (ridges - 1));
    const crest: number[] = [];
    const place = 20 * chance.uniform();
    for (let x = 0; x <= width; x += 4) crest.push(x, base + height * 0.16 * noise.rough(x * 0.006 + place, i * 5, 2));
    const [lit, dark] = [mix(palette.mains[2], palette.light, 0.3), mix(palette.mains[1], palette.dark, 0.5)];
    canvas.polygon([...crest, width, height, 0, height], (x, y, out) => {
      const rise = crest[2 * Math.min(crest.length / 2 - 1, (x >> 2) + 1) + 1] - crest[2 * (x >> 2) + 1];
      const below = y - crest[2 * (x >> 2) + 1];
      const share = Math.min(1, Math.max(0, 0.5 + rise * 0.4 + below * 0.004));
      const ripple = 5 * Math.sin(y * 0.7 + 5 * noise.at(x * 0.02, y * 0.02));
      for (let c = 0; c < 3; c++) out[c] = lit[c] + (dark[c] - lit[c]) * share + ripple;
      return 1;
    });
  }
}

export const photographs: School = {
  techniques: ['film'],
  formats: [1.5, 1.5, 1, 0.67],
  subjects: ['Long Exposure', 'Night Lights', 'Fog', 'Dunes', 'Still Water', 'Blue Hour'],
  paint(sitting) {
    choice([sea, lights, fog, dunes], sitting.traits[0])(sitting);
  },
};
