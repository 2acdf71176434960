// Portraits made of shapes: shoulders, neck, head and hair in planes of colour, one side of the face in shadow.
import { flat, gradient } from '../canvas/canvas.ts';
import { mix, oklch } from '../canvas/colour.ts';
import { blob, ellipse, rectangle, smoothCurve } from '../canvas/shapes.ts';
import { between, type PaintContext, type School } from './school.ts';

function backdrop({ canvas, chance, palette, traits }: PaintContext): void {
  const { width, height } = canvas;
  canvas.fill(gradient(0, 0, palette.mains[0], width * 0.3, height, mix(palette.mains[0], palette.dark, 0.45)));
  if (traits[0] < 0.35)
    canvas.polygon(rectangle(width * between(0.5, 0.7, chance.uniform()), 0, width, height), flat(palette.mains[2]));
  else if (traits[0] < 0.6)
    for (let i = 0; i < 14; i++)
      canvas.polygon(rectangle((i * width) / 7, 0, width / 14, height), flat(palette.mains[1], 0.6));
  else if (traits[0] < 0.75)
    canvas.polygon(ellipse(width / 2, height * 0.4, width * 0.42, width * 0.42), flat(palette.accent));
}

function features(
  { canvas, chance, palette, traits }: PaintContext,
  x: number,
  y: number,
  rx: number,
  ry: number,
  skin: readonly [number, number, number],
): void {
  const ink = mix(palette.dark, [25, 18, 22], 0.6);
  const turn = rx * 0.12 * chance.normal();
  const thick = Math.max(1.4, rx * 0.045);
  const closed = traits[3] > 0.7;
  for (const side of [-1, 1]) {
    const [ex, ey] = [x + turn + side * rx * 0.42, y - ry * 0.08];
    const eye = rx * 0.17;
    if (closed) canvas.line(smoothCurve([ex - eye, ey, ex, ey + eye * 0.5, ex + eye, ey], 5), () => thick, flat(ink));
    else {
      canvas.polygon(ellipse(ex, ey, eye, eye * 0.55), flat(mix(palette.light, [255, 255, 255], 0.5)));
      canvas.polygon(ellipse(ex, ey, eye * 0.48, eye * 0.55), flat(ink));
    }
    canvas.line(
      smoothCurve(
        [ex - side * eye * 1.1, ey - eye * 1.1, ex, ey - eye * 1.6, ex + side * eye * 1.2, ey - eye * 1.1],
        5,
      ),
      () => thick * 1.1,
      flat(ink),
    );
  }
  const nose = smoothCurve(
    [x + turn - rx * 0.05, y - ry * 0.05, x + turn + rx * 0.14, y + ry * 0.25, x + turn - rx * 0.06, y + ry * 0.29],
    5,
  );
  canvas.line(nose, () => thick, flat(mix(skin, ink, 0.6)));
  const mouth = rx * between(0.2, 0.34, traits[4]);
  const smile = ry * 0.06 * chance.normal();
  const [mx, my] = [x + turn, y + ry * 0.55];
  canvas.polygon(
    [
      ...smoothCurve(
        [
          mx - mouth,
          my,
          mx - mouth * 0.4,
          my - ry * 0.05,
          mx,
          my - ry * 0.02,
          mx + mouth * 0.4,
          my - ry * 0.05,
          mx + mouth,
          my,
        ],
        4,
      ),
      ...smoothCurve([mx + mouth, my, mx, my + ry * 0.09 + smile, mx - mouth, my], 5),
    ],
    flat(mix(palette.accent, skin, 0.25)),
  );
}

export const portraits: School = {
  techniques: ['oil', 'gouache', 'print', 'oil', 'watercolour', 'points'],
  formats: [0.75, 0.8, 0.8, 1],
  subjects: ['Portrait', 'Sitter', 'Head', 'The Neighbour', 'Sister', 'The Reader', 'Self in a Mirror'],
  paint(sitting) {
    const { canvas, chance, noise, palette, traits } = sitting;
    const { width, height } = canvas;
    backdrop(sitting);
    const natural = oklch(between(0.45, 0.85, chance.uniform()), 0.07, 50 + 8 * chance.normal());
    const skin = traits[1] > 0.55 ? mix(natural, palette.mains[4], 0.8) : natural;
    const shade = mix(skin, mix(palette.dark, palette.mains[1], 0.5), 0.45);
    const ry = height * between(0.19, 0.25, traits[2]);
    const rx = ry * between(0.62, 0.82, traits[5]);
    const [x, y] = [width * (0.5 + 0.05 * chance.normal()), height * 0.42];
    const hair = chance.pick([
      palette.dark,
      palette.mains[1],
      palette.mains[3],
      mix(palette.dark, palette.accent, 0.5),
    ]);
    const long = chance.uniform() < 0.5;
    if (long) canvas.polygon(blob(noise, x, y + ry * 0.3, rx * 1.4, ry * 1.5, 0.18), flat(hair));
    // Shoulders, and a collar.
    const [sy, spread] = [y + ry * 1.55, width * between(0.34, 0.46, chance.uniform())];
    const cloth = chance.pick([palette.mains[3], palette.mains[2], palette.mains[4], palette.accent]);
    canvas.polygon(
      [
        ...smoothCurve(
          [
            x - spread,
            height + 5,
            x - spread * 0.85,
            sy + ry * 0.5,
            x - rx * 0.5,
            sy - ry * 0.1,
            x + rx * 0.5,
            sy - ry * 0.1,
            x + spread * 0.85,
            sy + ry * 0.5,
            x + spread,
            height + 5,
          ],
          6,
        ),
      ],
      gradient(x - spread, 0, cloth, x + spread, 0, mix(cloth, palette.dark, 0.4)),
    );
    canvas.polygon(
      [
        x - rx * 0.42,
        y + ry * 0.6,
        x + rx * 0.42,
        y + ry * 0.6,
        x + rx * 0.55,
        sy + 2,
        x,
        sy + ry * 0.35,
        x - rx * 0.55,
        sy + 2,
      ],
      flat(shade),
    );
    for (const side of [-1, 1])
      canvas.polygon(ellipse(x + side * rx * 0.98, y + ry * 0.05, rx * 0.14, ry * 0.17), flat(shade));
    const face = blob(noise, x, y, rx, ry, 0.06);
    canvas.polygon(face, flat(skin));
    // The side away from the light: the same head, where it is right of a line down the face.
    const edge = x + rx * between(0.05, 0.4, chance.uniform());
    canvas.polygon(face, (px, py, out) => {
      for (let c = 0; c < 3; c++) out[c] = shade[c];
      const line = edge + rx * 0.16 * Math.sin((py - y) / (ry * 0.32));
      return traits[4] > 0.5 ? (px > line ? 0.8 : 0) : 0.75 * Math.min(1, Math.max(0, (px - line) / rx + 0.25));
    });
    features(sitting, x, y, rx, ry, skin);
    // Hair over the forehead.
    const fringe = between(0.35, 0.6, chance.uniform());
    canvas.polygon(
      [
        ...ellipse(x, y - ry * 0.1, rx * 1.1, ry * 1.05, Math.PI, 2 * Math.PI),
        ...smoothCurve(
          [
            x + rx * 1.08,
            y - ry * 0.1,
            x + rx * 0.6,
            y - ry * fringe,
            x,
            y - ry * (fringe + 0.12),
            x - rx * 0.7,
            y - ry * fringe * 0.8,
            x - rx * 1.08,
            y - ry * 0.1,
          ],
          5,
        ),
      ],
      gradient(x - rx, y - ry, mix(hair, palette.light, 0.15), x + rx, y, hair),
    );
    if (chance.uniform() < 0.2) {
      canvas.polygon(ellipse(x, y - ry * 0.72, rx * 1.6, ry * 0.16), flat(palette.mains[2]));
      canvas.polygon(ellipse(x, y - ry * 0.78, rx * 0.95, ry * 0.55, Math.PI, 2 * Math.PI), flat(palette.mains[2]));
    }
  },
};
