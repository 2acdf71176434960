// Common to all figures: SVG, as a file and inside the page, light and dark, at 370 pixels or more.
import { type Markup, markup } from '../text/markup.ts';

export interface Figure {
  /** The name of its file, without .svg. */
  name: string;
  svg: Markup;
}

/** The colours of page and figures, by purpose. */
export const COLOURS = {
  light: {
    ink: '#1c2128',
    muted: '#646c76',
    line: '#dfe2e6',
    paper: '#ffffff',
    wash: '#f5f6f7',
    a: '#0b6e75',
    b: '#c4561a',
  },
  dark: {
    ink: '#e4e7ea',
    muted: '#98a1ab',
    line: '#343a41',
    paper: '#15181b',
    wash: '#1d2125',
    a: '#52c0c6',
    b: '#f09a5e',
  },
};

export const variables = (colours: Record<string, string>): string =>
  Object.entries(colours)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');

/** CSS for the elements of figures, in the page and in files. */
export const FIGURE_STYLE = `
.fig{font:11px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums}
.fig text{fill:var(--ink)}.fig .muted{fill:var(--muted)}.fig .strong{font-weight:600}
.fig .remark{paint-order:stroke;stroke:var(--paper);stroke-width:5px}
.fig .end{text-anchor:end}.fig .middle{text-anchor:middle}
.fig .grid{stroke:var(--line);stroke-width:1}.fig .rule{stroke:var(--muted);stroke-width:1;stroke-dasharray:3 3}
.fig .a{--c:var(--a)}.fig .b{--c:var(--b)}.fig .rest{--c:var(--muted)}
.fig .bar{stroke:var(--c);stroke-width:2;stroke-linecap:round;opacity:.55}
.fig .dot{fill:var(--c)}.fig .hollow{fill:var(--paper);stroke:var(--c);stroke-width:1.8}
.fig .curve{fill:none;stroke:var(--c);stroke-width:1.8;stroke-linejoin:round}
.fig .items{fill:none;stroke-linecap:round;stroke-width:5}
`;

/** @param title the accessible name */
export const drawing = (width: number, height: number, title: string, content: Markup): Markup =>
  markup`<svg xmlns="http://www.w3.org/2000/svg" class="fig" viewBox="0 0 ${width} ${height}" role="img"><title>${title}</title>${content}</svg>`;

/** The figure as an SVG file. */
export function standalone({ svg: { text } }: Figure): string {
  const style = `<style>svg{${variables(COLOURS.light)};background:var(--paper)}
@media (prefers-color-scheme:dark){svg{${variables(COLOURS.dark)}}}${FIGURE_STYLE}</style>`;
  const open = text.indexOf('>') + 1;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text.slice(0, open)}${style}${text.slice(open)}\n`;
}

/** A coordinate with one decimal. */
export const at = (value: number): string => String(Math.round(value * 10) / 10);

export interface Scale {
  (value: number): number;
  ticks: number[];
  /** Formats a tick with the digits that distinguish the ticks. */
  label(tick: number): string;
}

/** Maps [low, high], extended to whole ticks, to [from, to]. */
export function scale(
  [low, high]: readonly [number, number],
  [from, to]: readonly [number, number],
  most: number,
): Scale {
  const span = high - low || Math.abs(high) || 1;
  const power = 10 ** Math.floor(Math.log10(span / most));
  const step = power * ([1, 2, 5, 10].find((factor) => span / (factor * power) <= most) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const map = (value: number) => from + ((value / step - first) / (last - first)) * (to - from);
  return Object.assign(map, {
    ticks,
    label: (tick: number) =>
      Math.abs(tick) >= 1000 ? tick.toLocaleString('en') : tick.toFixed(digits).replace(/^(-?)0\./, '$1.'),
  });
}
