/** How a page looks: light and dark, on paper and from 320 pixels on. */
export const STYLE = `
:root { color-scheme: light dark; --page: #ffffff; --panel: #f5f6f8; --text: #1b1f24; --quiet: #57606a; --line: #c9d0d8;
  --link: #0a58ca; --good: #116329; --warn: #7d4e00; --bad: #b3261e; --changed: #8a3ffc; --added: #dff5e3; --removed: #fde4e1; }
@media (prefers-color-scheme: dark) { :root { --page: #14171c; --panel: #1d2129; --text: #e6e9ee; --quiet: #a2acb9; --line: #414a57;
  --link: #7ab7ff; --good: #63d188; --warn: #f0b44c; --bad: #ff8f86; --changed: #c9a4ff; --added: #12351f; --removed: #45201d; } }
* { box-sizing: border-box; }
html { font: 16px/1.5 system-ui, sans-serif; background: var(--page); color: var(--text); scroll-padding-top: 1rem; }
body { margin: 0; overflow-wrap: anywhere; }
header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1.5rem 0 .25rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
h4 { font-size: 1rem; margin: 1rem 0 .25rem; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, input:focus-visible, button:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px; }
code, pre, .mono { font: .85rem/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { margin: .5rem 0; padding: .75rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; }
.quiet { color: var(--quiet); }
.skip { position: absolute; left: -999px; } .skip:focus { left: 1rem; top: .5rem; background: var(--page); padding: .5rem; }
.verdict { font-size: 1.15rem; margin: 1rem 0; padding: .75rem 1rem; border-left: 6px solid var(--good); background: var(--panel); border-radius: 0 6px 6px 0; }
.verdict.warn { border-color: var(--warn); } .verdict.bad { border-color: var(--bad); }
.badge { display: inline-block; padding: 0 .5rem; border: 1px solid currentColor; border-radius: 1rem; font-size: .8rem; white-space: nowrap; }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); } .marked { color: var(--changed); }
.verdict, .verdict.warn, .verdict.bad { color: var(--text); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; margin: .5rem 0; }
nav a { display: inline-block; padding: .25rem 0; }
dl { display: grid; grid-template-columns: minmax(9rem, 14rem) 1fr; margin: 0; }
dt, dd { margin: 0; padding: .4rem .5rem; border-top: 1px solid var(--line); } dt { font-weight: 600; } dl > :nth-child(-n+2) { border-top: 0; }
summary { cursor: pointer; padding: .2rem 0; }
details > :not(summary) { margin-left: .25rem; }
details.box { border: 1px solid var(--line); border-radius: 6px; padding: .25rem .75rem; margin: .5rem 0; }
ul.plain, #tree ul, #tree { list-style: none; padding-left: 0; margin: .25rem 0; }
#tree ul { padding-left: 1rem; margin-left: .35rem; border-left: 1px solid var(--line); }
[hidden] { display: none !important; }
#tools { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: .5rem 0; }
#tools input { font: inherit; padding: .35rem .5rem; min-width: 0; width: 18rem; max-width: 100%; border: 1px solid var(--quiet); border-radius: 6px; background: var(--page); color: var(--text); }
button { font: inherit; padding: .35rem .75rem; border: 1px solid var(--quiet); border-radius: 6px; background: var(--panel); color: var(--text); cursor: pointer; }
.way { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; }
figure { margin: 0; padding: .5rem; border: 1px solid var(--line); border-radius: 6px; max-width: 100%; overflow-x: auto; }
figcaption { font-weight: 600; margin-bottom: .25rem; }
svg { display: block; max-width: 100%; height: auto; } svg.wide { max-width: none; }
svg text { font: 11px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: var(--text); }
svg .title { font: 600 12px system-ui, sans-serif; } svg .kind { font: 10px system-ui, sans-serif; fill: var(--quiet); }
svg rect { fill: var(--panel); stroke: var(--quiet); } svg .source rect { stroke-dasharray: 4 3; } svg .store rect { stroke-width: 2; }
svg path { fill: none; stroke: var(--edge, var(--quiet)); stroke-width: var(--width, 1.5); } svg .head { fill: var(--edge, var(--quiet)); stroke: none; }
svg a text { text-decoration: underline; fill: var(--link); }
svg :is(.added, .changed) rect { stroke: var(--changed); stroke-width: 3; stroke-dasharray: none; } svg text:is(.added, .changed), svg .mark { fill: var(--changed); font-weight: 700; }
svg .removed rect { stroke: var(--bad); stroke-width: 3; stroke-dasharray: 8 4; } svg text.removed, svg .removed .title { fill: var(--bad); text-decoration: line-through; } svg .removed .mark { fill: var(--bad); }
svg .edge.added { --edge: var(--changed); --width: 3; } svg .edge.removed { --edge: var(--bad); stroke-dasharray: 4 4; }
.diff span { display: block; min-height: 1.45em; } .diff .plus { background: var(--added); } .diff .minus { background: var(--removed); } .diff .at { color: var(--quiet); }
footer { margin: 3rem auto 2rem; color: var(--quiet); font-size: .9rem; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { border-top: 0; padding-top: 0; } h1 { font-size: 1.35rem; } }
@media print { :root { color-scheme: light; } nav, #tools, .skip { display: none; } .way { display: block; } figure, dt, dd { break-inside: avoid; } figure { overflow: visible; margin-bottom: 1rem; }
  svg.wide { max-width: 100%; } a { color: inherit; } h2, h3 { break-after: avoid; } }
`;
