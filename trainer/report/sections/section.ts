// A section of the page: heading, content, and the figures that are also written as files.
import type { Figure } from '../figures/figure.ts';
import { type Markup, markup } from '../text/markup.ts';

export interface Section {
  /** Its anchor. */
  id: string;
  title: string;
  content: Markup;
  figures?: readonly Figure[];
}

/** Figures side by side if the page is wide enough. */
export const plates = (figures: readonly Figure[], caption: Markup): Markup =>
  markup`<figure class="plates"><div>${figures.map(({ svg }) => svg)}</div><figcaption>${caption}</figcaption></figure>`;

/** A table that scrolls if it is wider than the page. */
export const table = (
  head: readonly (Markup | string)[],
  rows: readonly Markup[],
  caption: Markup,
  kind = '',
): Markup =>
  markup`<figure class="table ${kind}"><div tabindex="0"><table><thead><tr>${head.map((cell) => markup`<th scope="col">${cell}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div><figcaption>${caption}</figcaption></figure>`;

/** A number with its exact value for programs. */
export const dataElement = (value: number, shown: string): Markup => markup`<data value="${value}">${shown}</data>`;

/** What is missing in a run, and the command that creates it. */
export const missing = (what: string, command: string): Markup =>
  markup`<p class="missing">${what} <code>${command}</code></p>`;
