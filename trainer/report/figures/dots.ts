// A dot plot of means with intervals, one row per method.
import { markup } from '../text/markup.ts';
import { at, drawing, type Figure, scale } from './figure.ts';

export type Tone = 'a' | 'b' | 'rest';

export interface Mark {
  value: number;
  interval: readonly [number, number];
  tone: Tone;
  /** Not filled: a mark for comparison. */
  hollow?: boolean;
}
export interface DotRow {
  label: string;
  strong?: boolean;
  marks: readonly Mark[];
}
/** Rows under a heading, with a remark on the right. */
export interface Group {
  heading?: string;
  remark?: string;
  rows: readonly DotRow[];
}
export interface DotsOptions {
  name: string;
  title: string;
  groups: readonly Group[];
  /** The value of a dashed line. */
  rule?: number;
  /** The space for labels on the left of the marks; 0 puts each label above its marks. */
  labelWidth?: number;
}

const WIDTH = 360;
const ROW = 20;
/** The height of a label above its marks. */
const LABEL = 14;
const TOP = 26;
const RIGHT = 10;

export function dots({ name, title, groups, rule, labelWidth = 106 }: DotsOptions): Figure {
  const all = groups.flatMap(({ rows }) => rows.flatMap(({ marks }) => marks.flatMap(({ interval }) => interval)));
  const x = scale([Math.min(...all), Math.max(...all)], [Math.max(labelWidth, 12), WIDTH - RIGHT - 8], 5);
  let y = TOP;
  const parts = groups.map(({ heading, remark, rows }) => {
    const head =
      heading === undefined
        ? null
        : markup`<text x="0" y="${y + 14}" class="strong">${heading}</text>
<text x="${WIDTH - RIGHT}" y="${y + 14}" class="muted end remark">${remark}</text>`;
    if (heading !== undefined) y += ROW;
    const lines = rows.map(({ label, strong, marks }) => {
      if (labelWidth === 0) y += LABEL;
      const middle = y + ROW / 2;
      y += ROW;
      const one = ({ value, interval: [low, high], tone, hollow }: Mark, i: number) => {
        // Offsets the marks of a row, so that overlapping intervals remain visible.
        const line = at(middle + (i - (marks.length - 1) / 2) * 6);
        return markup`<g class="${tone}"><path class="bar" d="M${at(x(low))} ${line}H${at(x(high))}"/><circle class="${hollow ? 'hollow' : 'dot'}" cx="${at(x(value))}" cy="${line}" r="3.4"/></g>`;
      };
      const [x0, y0, end] = labelWidth === 0 ? [0, y - ROW - 2, ''] : [labelWidth - 12, middle + 4, 'end '];
      return markup`<text x="${x0}" y="${y0}" class="${end}${strong ? 'strong' : ''}">${label}</text>${marks.map(one)}`;
    });
    if (heading !== undefined) y += 6;
    return markup`${head}${lines}`;
  });
  const grid = x.ticks.map(
    (tick) =>
      markup`<path class="grid" d="M${at(x(tick))} ${TOP - 4}V${y}"/><text class="muted middle" x="${at(x(tick))}" y="${y + 14}">${x.label(tick)}</text>`,
  );
  const dashed = rule === undefined ? null : markup`<path class="rule" d="M${at(x(rule))} ${TOP - 4}V${y}"/>`;
  const content = markup`<text x="0" y="12" class="strong">${title}</text>${grid}${dashed}${parts}`;
  return { name, svg: drawing(WIDTH, y + 20, title, content) };
}
