// What a section of the page is: a heading, what is in it, and the figures that are files too.
import type { Figure } from '../figures/figure.ts';
import { type Markup, markup } from '../text/markup.ts';

export interface Section {
  /** Its anchor. */
  id: string;
  title: string;
  content: Markup;
  figures?: readonly Figure[];
}

/** Figures beside each other where there is room. */
export const plates = (figures: readonly Figure[], caption: Markup): Markup =>
  markup`<figure class="plates"><div>${figures.map(({ svg }) => svg)}</div><figcaption>${caption}</figcaption></figure>`;

/** A table that scrolls where it is wider than the page. */
export const table = (
  head: readonly (Markup | string)[],
  rows: readonly Markup[],
  caption: Markup,
  kind = '',
): Markup =>
  markup`<figure class="table ${kind}"><div tabindex="0"><table><thead><tr>${head.map((cell) => markup`<th scope="col">${cell}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div><figcaption>${caption}</figcaption></figure>`;

/** A number with its exact value for programs. */
export const data = (value: number, shown: string): Markup => markup`<data value="${value}">${shown}</data>`;

/** What a run does not have, and the command that makes it. */
export const missing = (what: string, command: string): Markup =>
  markup`<p class="missing">${what} <code>${command}</code></p>`;
