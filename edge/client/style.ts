// The style of <curator-rail>. Pages change it by variables and by parts; unlayered rules of a page win over ::slotted.
export const STYLE = `
:host {
  --_ink: var(--curator-ink, light-dark(#1d1a16, #ece7de));
  --_soft: var(--curator-soft, light-dark(#635c52, #aaa296));
  --_line: var(--curator-line, light-dark(#ddd7cc, #38342e));
  --_accent: var(--curator-accent, light-dark(#8f3a16, #f0a47c));
  --_gap: var(--curator-gap, 1.25rem);
  --_tall: var(--curator-image-height, 13rem);
  --_edge: var(--curator-edge, 0px);
  display: block;
  position: relative;
}
:host([hidden]) { display: none; }
h1, h2, h3, h4, h5, h6 {
  min-height: 1lh;
  margin: 0;
  padding: 0 calc(var(--_edge) + 6.5rem) 0 var(--_edge);
  color: var(--_ink);
  font-size: 1.25rem;
  line-height: 1.3;
}
[part~='arrows'] {
  position: absolute;
  inset-block-start: 0;
  inset-inline-end: var(--_edge);
  display: flex;
  gap: .5rem;
}
[part~='arrows'][hidden] { display: none; }
[part~='arrow'] {
  width: 2.5rem;
  height: 2.5rem;
  border: 1px solid var(--_line);
  border-radius: 50%;
  background: none;
  color: var(--_ink);
  font: inherit;
  cursor: pointer;
}
[part~='arrow']:hover:enabled { border-color: currentcolor; }
[part~='arrow']:disabled { opacity: .35; cursor: default; }
@media (hover: none) { [part~='arrows'] { display: none; } }
ul, ::slotted(ul) {
  display: flex;
  gap: var(--_gap);
  overflow-x: auto;
  margin: 0;
  padding: .75rem var(--_edge);
  scroll-padding-inline: var(--_edge);
  scroll-snap-type: x proximity;
  scrollbar-width: none;
  list-style: none;
}
li { flex: none; width: min-content; min-width: 8rem; scroll-snap-align: start; }
a { display: block; color: var(--_ink); text-decoration: none; }
a:hover [part~='title'] { text-decoration: underline; }
:focus-visible { outline: 3px solid var(--_accent); outline-offset: 3px; }
[part~='image'] {
  display: block;
  width: auto;
  max-width: 82vw;
  height: var(--_tall);
  border-radius: var(--curator-radius, 0);
  background: var(--_line);
  object-fit: cover;
}
[part~='title'], [part~='label'] {
  display: block;
  overflow: hidden;
  height: 1.5em;
  line-height: 1.5;
  text-overflow: ellipsis;
  white-space: nowrap;
}
[part~='title'] { margin-top: .5rem; }
[part~='label'] { color: var(--_soft); font-size: .875em; }
[part~='price'] { font-variant-numeric: tabular-nums; }
span[part~='image'] { width: var(--_tall); }
`;
