// Line drawings: ink on paper. Hatched stones, lines that flow around hills, one line that does not end, bare trees.
import { flat, type Paint } from '../canvas/canvas.ts';
import { mix } from '../canvas/colour.ts';
import { blob, smoothCurve } from '../canvas/shapes.ts';
import { between, choice, type PaintContext, type School } from './school.ts';

/** Lines across the sheet that rise over hidden hills. */
function contours({ canvas, chance, noise, palette, traits }: PaintContext, ink: Paint): void {
  const { width, height } = canvas;
  const lines = Math.round(between(26, 60, traits[1]));
  const place = 20 * chance.uniform();
  const swell = between(60, 170, traits[2]);
  for (let i = 0; i < lines; i++) {
    const base = height * (0.12 + (0.8 * i) / lines);
    const points: number[] = [];
    for (let x = width * 0.07; x <= width * 0.93; x += 5) {
      const middle = Math.sin((Math.PI * (x - width * 0.07)) / (width * 0.86)) ** 2;
      points.push(x, base - swell * middle * Math.max(0, 0.25 + noise.rough(x * 0.012, place + i * 0.11, 3)));
    }
    const below = [...points, width * 0.93, base + 12, width * 0.07, base + 12];
    canvas.polygon(below, flat(mix(palette.light, [255, 255, 255], 0.3)));
    canvas.line(points, () => between(0.9, 2, traits[3]), ink);
  }
}

/** Strokes that follow a current. */
function current({ canvas, chance, noise, traits }: PaintContext, ink: Paint): void {
  const { width, height } = canvas;
  const scale = between(0.004, 0.011, traits[1]);
  const place = 30 * chance.uniform();
  for (let i = 0; i < between(150, 320, traits[2]); i++) {
    let [x, y] = [width * chance.uniform(), height * chance.uniform()];
    const points: number[] = [];
    for (let step = 0; step < 34; step++) {
      points.push(x, y);
      const angle = 2 * Math.PI * noise.at(x * scale + place, y * scale);
      x += 4 * Math.cos(angle);
      y += 4 * Math.sin(angle);
    }
    canvas.line(points, (t) => between(1, 3, traits[3]) * Math.sin(Math.PI * t) + 0.3, ink);
  }
}

/** Stones, hatched away from the light. */
function stones({ canvas, chance, noise, palette, traits }: PaintContext, ink: Paint): void {
  const { width, height } = canvas;
  const slope = between(-1, 1, traits[2]);
  for (let i = 0; i < 3 + Math.round(6 * traits[1]); i++) {
    const radius = Math.min(width, height) * between(0.07, 0.2, chance.uniform());
    const [x, y] = [width * between(0.18, 0.82, chance.uniform()), height * between(0.18, 0.85, chance.uniform())];
    const outline = blob(noise, x, y, radius * between(1, 1.5, traits[4]), radius, 0.3);
    canvas.polygon(outline, flat(palette.light));
    canvas.line([...outline, outline[0], outline[1]], () => between(1.2, 2.6, traits[3]), ink);
    for (let k = -7; k < 8; k++) {
      const at = (k / 8) * radius;
      const length = Math.sqrt(radius * radius - at * at) * (0.35 + 0.5 * chance.uniform()) * (k > 0 ? 1 : 0.35);
      const [hx, hy] = [x + at * 0.8, y + radius * 0.75 - Math.abs(at) * 0.25];
      canvas.line([hx, hy, hx + slope * length * 0.4, hy - length], (t) => 1.4 * (1 - 0.6 * t), ink);
    }
  }
}

/** One line through the sheet, as if the pen had not been lifted. */
function oneLine({ canvas, chance, traits }: PaintContext, ink: Paint, second: Paint): void {
  const { width, height } = canvas;
  for (const paint of traits[4] > 0.5 ? [second, ink] : [ink]) {
    let angle = 2 * Math.PI * chance.uniform();
    let [x, y] = [width / 2, height / 2];
    const knots: number[] = [];
    const reach = Math.min(width, height);
    for (let i = 0; i < between(40, 110, traits[1]); i++) {
      knots.push(x, y);
      angle += between(0.5, 1.1, traits[2]) * chance.normal();
      // Near the edge the pen turns back to the middle.
      const [dx, dy] = [width / 2 - x, height / 2 - y];
      if (Math.hypot(dx / width, dy / height) > 0.3) angle = Math.atan2(dy, dx) + 0.9 * chance.normal();
      const stride = reach * between(0.07, 0.17, chance.uniform());
      x += stride * Math.cos(angle);
      y += stride * Math.sin(angle);
    }
    canvas.line(smoothCurve(knots, 7), () => between(1.2, 4, traits[3]), paint);
  }
}

function branch(
  { canvas, chance, traits }: PaintContext,
  ink: Paint,
  x: number,
  y: number,
  angle: number,
  size: number,
): void {
  const bend = 0.25 * chance.normal();
  const [ex, ey] = [x + size * Math.cos(angle), y + size * Math.sin(angle)];
  const [mx, my] = [(x + ex) / 2 + bend * size * 0.4, (y + ey) / 2];
  canvas.line(smoothCurve([x, y, mx, my, ex, ey], 4), (t) => Math.max(0.7, size * 0.1 * (1 - 0.4 * t)), ink);
  if (size < 9) return;
  for (let i = 0; i < 2 + Math.round(traits[1]); i++)
    branch(
      { canvas, chance, traits } as PaintContext,
      ink,
      ex,
      ey,
      angle + between(0.3, 0.6, traits[2]) * chance.normal() * 1.4,
      size * between(0.62, 0.82, chance.uniform()),
    );
}

export const lineDrawings: School = {
  techniques: ['print', 'gouache', 'print', 'watercolour'],
  formats: [0.71, 0.75, 1, 1.4],
  subjects: ['Study', 'Contour', 'Current', 'Stones', 'Line', 'Bare Trees', 'Sheet'],
  paint(sitting) {
    const { canvas, chance, noise, palette, traits } = sitting;
    const negative = traits[5] > 0.82;
    const paper = negative ? palette.dark : mix(palette.light, [250, 247, 240], 0.55);
    canvas.fill((x, y, out) => {
      const stain = 5 * noise.rough(x * 0.01, y * 0.01, 3);
      for (let c = 0; c < 3; c++) out[c] = paper[c] + stain;
      return 1;
    });
    const ink = flat(negative ? palette.light : mix(palette.dark, [20, 18, 24], traits[4] > 0.5 ? 0.2 : 0.75), 0.92);
    const second = flat(palette.mains[0], 0.8);
    const kind = choice(['contours', 'current', 'stones', 'one', 'trees'], traits[0]);
    if (traits[4] > 0.6 && kind !== 'one') {
      const { width, height } = canvas;
      const size = Math.min(width, height) * 0.27;
      canvas.polygon(blob(noise, width * between(0.3, 0.7, chance.uniform()), height * 0.4, size, size, 0.15), second);
    }
    if (kind === 'contours') contours(sitting, ink);
    else if (kind === 'current') current(sitting, ink);
    else if (kind === 'stones') stones({ ...sitting, palette: { ...palette, light: paper } }, ink);
    else if (kind === 'one') oneLine(sitting, ink, second);
    else
      for (let i = 0; i < 1 + chance.whole(0, 2); i++) {
        const x = canvas.width * (i === 0 ? 0.5 + 0.12 * chance.normal() : chance.uniform());
        branch(
          sitting,
          ink,
          x,
          canvas.height * 0.93,
          -Math.PI / 2 + 0.1 * chance.normal(),
          canvas.height * between(0.14, 0.22, chance.uniform()),
        );
      }
  },
};
