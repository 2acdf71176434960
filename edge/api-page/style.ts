// The style of the documentation page. It is embedded in the page, and the content security policy contains its digest.
export const DOCS_STYLE = `
:root {
  color-scheme: light dark;
  --wall: light-dark(#f7f5f1, #161513);
  --panel: light-dark(#fffefb, #1f1d1a);
  --ink: light-dark(#1d1a16, #ece7de);
  --soft: light-dark(#635c52, #aaa296);
  --line: light-dark(#ddd7cc, #38342e);
  --accent: light-dark(#8f3a16, #f0a47c);
  --mono: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace;
}
*, *::before, *::after { box-sizing: border-box; }
html { background: var(--wall); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; -webkit-text-size-adjust: 100%; }
body { margin: 0; display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 3rem; padding: 2rem clamp(1rem, 4vw, 4rem); }
h1, h2 { font-family: "Iowan Old Style", Palatino, P052, Georgia, serif; font-weight: 500; line-height: 1.2; }
h1 { font-size: clamp(2rem, 4vw, 3rem); margin: 0 0 .5rem; }
h2 { font-size: 1.35rem; margin: 0 0 .5rem; overflow-wrap: anywhere; scroll-margin-top: 1rem; }
h2 code { font-size: 1.1rem; }
h3 { font-size: .95rem; margin: 1.5rem 0 .5rem; }
p { margin: 0 0 .75rem; max-width: 70ch; }
a { color: var(--accent); text-underline-offset: .2em; }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 1rem; background: var(--panel); padding: .5rem 1rem; }
code { font-family: var(--mono); font-size: .9em; overflow-wrap: anywhere; }
.method { font: 600 .8rem/1 var(--mono); color: var(--accent); }
nav ul { list-style: none; margin: 1rem 0 2rem; padding: 0; columns: 18rem; }
nav a { display: block; padding: .25rem 0; color: inherit; text-decoration: none; font: .85rem/1.4 var(--mono); overflow-wrap: anywhere; }
nav a:hover { text-decoration: underline; }
section { background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; padding: 1.25rem clamp(1rem, 2vw, 2rem); margin: 0 0 1.5rem; }
.summary { font-size: 1.05rem; }
pre { background: var(--wall); border: 1px solid var(--line); border-radius: .35rem; padding: .75rem 1rem; margin: 0 0 .75rem; font-size: .9rem; white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; margin: 0 0 .75rem; font-size: .92rem; }
th, td { overflow-wrap: anywhere; text-align: left; vertical-align: top; padding: .45rem .75rem .45rem 0; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--soft); font-weight: 500; }
thead th:nth-child(-n + 2) { width: 29%; }
tbody th { font-weight: 400; }
.required, .limits { display: block; color: var(--soft); font-size: .85rem; }
.refusals { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: 0; padding: 0; font-size: .92rem; }
dl { margin: 0 0 .75rem; }
dt { margin-top: .75rem; scroll-margin-top: 1rem; }
dd { margin: 0; color: var(--soft); }
@media (max-width: 40rem) {
  thead th:nth-child(1) { width: 36%; }
  table code { font-size: .78em; }
  table { font-size: .85rem; }
}
@media (min-width: 64rem) {
  body { grid-template-columns: 18rem minmax(0, 60rem); justify-content: center; }
  header { grid-column: 1 / -1; }
  nav { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; align-self: start; }
  nav ul { columns: auto; }
}
`;
