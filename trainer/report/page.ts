// The page: one self-contained HTML file without scripts.
import type { Facts } from './facts/facts.ts';
import type { Figure } from './figures/figure.ts';
import { cardMarkup } from './model-card.ts';
import { ablation } from './sections/ablation.ts';
import { accuracy } from './sections/accuracy.ts';
import { data } from './sections/data.ts';
import { guidelines } from './sections/guidelines.ts';
import { lists } from './sections/lists.ts';
import { map } from './sections/map.ts';
import type { Section } from './sections/section.ts';
import { summary } from './sections/summary.ts';
import { training } from './sections/training.ts';
import { PAGE_STYLE } from './style.ts';
import { Markup, markup } from './text/markup.ts';
import { count } from './text/numbers.ts';

/** Forbids loading and scripts, so that names in the data cannot do harm. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** @param pictures for the map, by row */
export function makePage(facts: Facts, pictures: ReadonlyMap<number, string>): { page: string; figures: Figure[] } {
  const card: Section = { id: 'card', title: 'Model card', content: cardMarkup(facts) };
  const sections = [
    summary(facts),
    accuracy(facts),
    lists(facts),
    guidelines(facts),
    ablation(facts),
    map(facts, pictures),
    training(facts),
    data(facts),
    card,
  ].filter((section) => section !== null);
  const { name, simulated } = facts.dataset;
  const { counts, preset, seed } = facts;
  const about = `${count(counts.users)} users, ${count(counts.items)} items, ${count(counts.events)} interactions; preset ${preset}, seed ${seed}`;
  const page = markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>CuratorNet on ${name}</title>
<style>${new Markup(PAGE_STYLE)}</style></head>
<body><header><h1>CuratorNet on <bdi>${name}</bdi></h1>
<p>${about}</p>
${simulated && markup`<span class="simulated">Simulated data: these results say nothing about a real store</span>`}
<nav>${sections.map(({ id, title }) => markup`<a href="#${id}">${title}</a>`)}</nav></header>
<main>${sections.map(({ id, title, content }) => markup`<section id="${id}"><h2>${title}</h2>${content}</section>\n`)}</main>
<footer>CuratorNet: Messina, Cartagena, Cerda, del Rio and Parra, 2020, <a href="https://arxiv.org/abs/2009.04426">arXiv:2009.04426</a>. RUN and DIR in commands stand for the run folder and the dataset folder.</footer></body></html>
`;
  return { page: page.text, figures: sections.flatMap(({ figures = [] }) => figures) };
}
