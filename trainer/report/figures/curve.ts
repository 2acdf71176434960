// A line chart of a value over the training steps, which marks the step whose model was kept.
import { type Markup, markup } from '../text/markup.ts';
import type { Tone } from './dots.ts';
import { at, drawing, type Figure, scale } from './figure.ts';

export interface CurveOptions {
  name: string;
  title: string;
  points: readonly { x: number; y: number }[];
  kept: number;
  tone: Tone;
}

const WIDTH = 360;
const HEIGHT = 210;
const [LEFT, RIGHT, TOP, BOTTOM] = [40, 14, 26, 34];

export function curve({ name, title, points, kept, tone }: CurveOptions): Figure {
  const ys = points.map(({ y }) => y);
  const x = scale([0, Math.max(...points.map((point) => point.x))], [LEFT, WIDTH - RIGHT], 5);
  const y = scale([Math.min(...ys), Math.max(...ys)], [HEIGHT - BOTTOM, TOP], 5);
  const grid: Markup[] = [
    ...y.ticks.map(
      (tick) =>
        markup`<path class="grid" d="M${LEFT} ${at(y(tick))}H${WIDTH - RIGHT}"/><text class="muted end" x="${LEFT - 6}" y="${at(y(tick) + 4)}">${y.label(tick)}</text>`,
    ),
    ...x.ticks.map(
      (tick) =>
        markup`<text class="muted middle" x="${at(x(tick))}" y="${HEIGHT - BOTTOM + 15}">${x.label(tick)}</text>`,
    ),
  ];
  const line = points.map((point, i) => `${i === 0 ? 'M' : 'L'}${at(x(point.x))} ${at(y(point.y))}`).join('');
  const dotted = points.length <= 60;
  const marks = points
    .filter((point) => dotted || point.x === kept)
    .map((point) => {
      const best = point.x === kept;
      return markup`<circle class="${best ? 'dot' : 'hollow'}" cx="${at(x(point.x))}" cy="${at(y(point.y))}" r="${best ? 4.5 : 2.6}"/>`;
    });
  const content = markup`<text x="0" y="12" class="strong">${title}</text>${grid}
<text class="muted end" x="${WIDTH - RIGHT}" y="${HEIGHT - 4}">steps</text>
<g class="${tone}"><path class="curve" d="${line}"/>${marks}</g>`;
  return { name, svg: drawing(WIDTH, HEIGHT, title, content) };
}
