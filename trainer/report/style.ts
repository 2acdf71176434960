// The style of the page: one column, light or dark by the reader's preference, 400 to 1280 pixels wide, and for print.
import { COLOURS, FIGURE_STYLE, variables } from './figures/figure.ts';

export const PAGE_STYLE = `
:root{color-scheme:light dark;${variables(COLOURS.light)}}
@media (prefers-color-scheme:dark){:root{${variables(COLOURS.dark)}}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;-webkit-text-size-adjust:100%}
main,header{max-width:1120px;margin:0 auto;padding:0 1rem}
header{padding-top:2.2rem}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .3rem;letter-spacing:-.015em;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:0 0 .8rem;letter-spacing:-.01em}
h3{font-size:.95rem;margin:1.4rem 0 .5rem}
p{margin:.5rem 0;max-width:46rem;overflow-wrap:anywhere}
header p{margin:.3rem 0;color:var(--muted)}
.simulated{display:inline-block;margin:.4rem 0;padding:.15rem .6rem;border:1px solid var(--b);border-radius:1rem;color:var(--b);font-size:.85rem;font-weight:600}
nav{margin:1rem 0 0;padding:.6rem 0;border-block:1px solid var(--line);font-size:.87rem;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem}
a{color:var(--a);text-decoration:none}a:hover{text-decoration:underline}
section{padding:2rem 0 1.4rem;border-bottom:1px solid var(--line)}
section:last-child{border-bottom:0}
code{font:.86em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--wash);border:1px solid var(--line);border-radius:4px;padding:.1em .35em;overflow-wrap:anywhere}
.missing{color:var(--muted);border-left:3px solid var(--line);padding:.1rem 0 .1rem .8rem}
.note,figcaption{color:var(--muted);font-size:.85rem}
figcaption{max-width:52rem;margin-top:.6rem}
figure{margin:1rem 0 1.8rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(165px,1fr));gap:.8rem;margin-bottom:1rem}
.tiles div{background:var(--wash);border:1px solid var(--line);border-radius:8px;padding:.8rem 1rem;display:flex;flex-direction:column}
.tiles span{color:var(--muted);font-size:.82rem;line-height:1.45;font-variant-numeric:tabular-nums}
.tiles strong{font-size:1.75rem;line-height:1.3;color:var(--a);font-weight:650;font-variant-numeric:tabular-nums}
dl{margin:.8rem 0;display:grid;gap:.25rem 1.6rem;grid-template-columns:repeat(auto-fill,minmax(250px,1fr))}
dl.facts{grid-template-columns:repeat(auto-fill,minmax(min(330px,100%),1fr))}
dl div{display:flex;gap:.8rem;justify-content:space-between;border-bottom:1px solid var(--line);padding:.2rem 0;font-size:.87rem}
dt{color:var(--muted)}dd{margin:0;text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:anywhere;min-width:0}
.changed dd{font-weight:700}
.narrow>div{max-width:47rem}
.table>div{overflow-x:auto;-webkit-overflow-scrolling:touch}
table{border-collapse:separate;border-spacing:0;width:100%;font-size:.87rem;font-variant-numeric:tabular-nums}
th,td{padding:.42rem .7rem;text-align:right;vertical-align:top;border-bottom:1px solid var(--line);white-space:nowrap}
thead th{color:var(--muted);font-weight:600;border-bottom:1.5px solid var(--muted)}
th:first-child{text-align:left;padding-left:.4rem;position:sticky;left:0;background:var(--paper);font-weight:500;z-index:1}
tbody tr:last-child>*{border-bottom:1.5px solid var(--muted)}
th.lettered:first-child{padding-left:1.7rem}th i{position:absolute;left:.4rem;color:var(--muted);font-style:normal;font-weight:400}
.lettered th,.lettered td{text-align:left}
td small,th small{display:block;color:var(--muted);font-size:.85em;font-weight:400;line-height:1.35}
td sup{color:var(--muted);font-size:.78em;line-height:0;margin-left:.12em;font-weight:400}
.own>*,.own>th:first-child{background:var(--wash)}.own th{font-weight:650}
.best data{font-weight:750}.ceiling>*,.ceiling data{color:var(--muted)}
.short data{color:var(--b)}
.skipped td{text-align:left;color:var(--muted);white-space:normal;min-width:15rem}
.plates>div{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(310px,100%),1fr));gap:1.4rem 2rem;align-items:start}
.plates svg{width:100%;max-width:380px;height:auto;display:block}
.map{display:grid;grid-template-columns:minmax(0,740px) 1fr;gap:0 2rem;align-items:start}.map svg{width:100%;height:auto;display:block;background:var(--wash);border:1px solid var(--line);border-radius:8px}
.key{font-size:.9em}.key.a{color:var(--a)}.key.b{color:var(--b)}
.card{max-width:50rem}.card ul{margin:.3rem 0;padding-left:1.2rem}.card li{margin:.25rem 0;overflow-wrap:anywhere}
footer{max-width:1120px;margin:0 auto;padding:1rem 1rem 3rem;color:var(--muted);font-size:.82rem}
@media (max-width:900px){.map{display:block}}
@media (max-width:520px){body{font-size:14.5px}th,td{padding:.4rem .5rem}.tiles{grid-template-columns:1fr 1fr;gap:.5rem}.tiles div{padding:.6rem .7rem}.tiles strong{font-size:1.45rem}th:first-child{min-width:7.6rem;max-width:8.4rem;white-space:normal;box-shadow:1px 0 0 var(--line)}}
@media print{:root{color-scheme:light;${variables(COLOURS.light)}}body{font-size:10pt}nav{display:none}section{padding:1rem 0}.table>div{overflow:visible}table{font-size:7.5pt}th,td{padding:.2rem .3rem}th:first-child{position:relative}.tiles{grid-template-columns:repeat(4,1fr)}.tiles div{padding:.5rem .6rem}.tiles strong{font-size:1.3rem}figure,tr,.tiles{break-inside:avoid}h2,h3{break-after:avoid}}
${FIGURE_STYLE}`;
