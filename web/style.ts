import { createHash } from 'node:crypto'

const DARK = `--back: #1f1f1f; --sheet: #292929; --text: #fff; --quiet: #adadad; --line: #666; --brand: #4f52b2; --link: #aeb2ff;
  --focus: #fff; --good: #54b054; --warning: #faa06b; --danger: #ff99a4;`

/** The look of Teams, light and dark: colours of Fluent's tokens, its type and its spaces. */
export const STYLE = `
:root { color-scheme: light dark; --back: #f5f5f5; --sheet: #fff; --text: #242424; --quiet: #616161; --line: #d1d1d1;
  --brand: #5b5fc7; --on-brand: #fff; --link: #4f52b2; --focus: #000; --good: #0e700e; --warning: #8a3707; --danger: #b10e1c; }
@media (prefers-color-scheme: dark) { :root:not([data-theme]) { ${DARK} } }
:root[data-theme=default], :root[data-theme=glass] { color-scheme: light; }
:root[data-theme=dark] { color-scheme: dark; ${DARK} }
:root[data-theme=contrast] { color-scheme: dark; --back: #000; --sheet: #000; --text: #fff; --quiet: #fff; --line: #fff;
  --brand: #fff; --on-brand: #000; --link: #ffff00; --focus: #1aebff; --good: #fff; --warning: #fff; --danger: #fff; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--back); color: var(--text);
  font: 0.875rem/1.45 "Segoe UI", system-ui, -apple-system, sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; inset-inline-start: -100vw; }
.skip:focus { inset-inline-start: 1rem; inset-block-start: 1rem; background: var(--sheet); padding: 0.5rem 1rem; z-index: 1; }
header, main { max-width: 48rem; margin-inline: auto; padding-inline: 1rem; }
header { display: flex; flex-wrap: wrap; gap: 0.25rem 0.75rem; align-items: center; padding-block: 0.75rem; }
header .desk { font-weight: 600; margin-inline-end: auto; color: inherit; text-decoration: none; padding-block: 0.375rem; }
header .who { color: var(--quiet); }
main { padding-block-end: 3rem; }
h1 { font-size: 1.25rem; line-height: 1.4; margin: 0.75rem 0 0.25rem; }
h2 { font-size: 1rem; margin: 1.5rem 0 0.5rem; }
p { margin: 0 0 0.75rem; }
.quiet { color: var(--quiet); }
.sheet { background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; padding: 1rem; }
h2:first-child { margin-block-start: 0; }
.list.sheet { padding: 0; }
.list { list-style: none; margin: 0.75rem 0; padding: 0; }
.list.sheet li + li { border-block-start: 1px solid var(--line); }
.list a { display: grid; grid-template-columns: 1fr auto; gap: 0.125rem 1rem; padding: 0.75rem 1rem; color: inherit;
  text-decoration: none; }
.list a:hover .title { text-decoration: underline; }
.list .title { font-weight: 600; }
.list .about { grid-column: 1 / -1; color: var(--quiet); }
ul.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 0.75rem; }
.tiles a { display: flex; flex-direction: column; height: 100%; min-height: 7rem; background: var(--sheet);
  border: 1px solid var(--line); border-radius: 8px; padding: 1rem; gap: 0.25rem; }
.tiles a:hover { border-color: var(--brand); }
.tiles .title { font-size: 1rem; }
.bar { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; margin-block: 0.75rem; }
.bar .find { flex: 1 1 16rem; }
.bar .drafts { margin-inline-start: auto; }
.talk { list-style: none; margin: 1rem 0; padding: 0; display: flex; flex-direction: column; gap: 0.5rem; }
.talk li { background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; padding: 0.5rem 0.75rem; max-width: 85%; }
.talk .own { align-self: flex-end; border-color: var(--brand); }
.talk .other { align-self: flex-start; }
.talk .about { display: block; color: var(--quiet); font-size: 0.75rem; }
.talk .words { margin: 0; }
.say label { display: block; font-weight: 600; margin-block-end: 0.25rem; }
.state { white-space: nowrap; font-weight: 600; color: var(--quiet); }
.state.new { color: var(--link); }
.state.in-progress, .state.on-hold { color: var(--warning); }
.state.resolved, .state.closed { color: var(--good); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; margin: 0.75rem 0; }
dt { color: var(--quiet); }
dd { margin: 0; }
.words { white-space: pre-wrap; margin: 0.75rem 0 0; }
.history { list-style: none; margin: 0; padding: 0; }
.history.sheet { padding: 0; }
.history li { padding: 0.75rem 1rem; }
.history li + li { border-block-start: 1px solid var(--line); }
.history .words { margin-block-start: 0.25rem; }
.pages { display: flex; gap: 1.5rem; }
.pages a, .back { display: inline-block; padding-block: 0.375rem; }
button, .button { font: inherit; font-weight: 600; border: 1px solid var(--line); border-radius: 4px; background: var(--sheet);
  color: var(--text); padding: 0.3125rem 0.75rem; min-height: 2rem; cursor: pointer; text-decoration: none; display: inline-block; }
.button.main { background: var(--brand); border-color: var(--brand); color: var(--on-brand); }
.button.main:hover { filter: brightness(0.9); }
.button.danger { color: var(--danger); border-color: var(--danger); }
header nav { display: flex; flex-wrap: wrap; gap: 0.25rem 0.75rem; }
header nav a { padding-block: 0.375rem; white-space: nowrap; }
.say + p { margin-block-start: 1rem; }
form { margin: 0; }
.actions { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 0.75rem 0 0; }
main > .sheet + .sheet, main > form + .sheet { margin-block-start: 1rem; }
.note { margin-block-start: 0.5rem; font-weight: 600; }
.card > * + *, .card .group > * + * { margin-block-start: 0.5rem; }
.card .block { display: block; }
.card .run + .run { margin-block-start: 0; }
input.short { max-width: 14rem; }
.card .end { text-align: end; }
.card .strong { font-weight: 600; }
.card .small { font-size: 0.8125rem; }
.card .heading { font-size: 1rem; font-weight: 600; }
.good { color: var(--good); }
.warning { color: var(--warning); }
.attention { color: var(--danger); }
.accent { color: var(--link); }
.card .box { background: var(--back); border-radius: 4px; padding: 0.625rem 0.75rem; color: inherit; }
.card .box.warning { border-inline-start: 4px solid var(--warning); }
.card .columns { display: flex; gap: 0.75rem; align-items: center; }
.card .column.wide { flex: 1; min-width: 0; }
.card img { display: block; border-radius: 50%; }
.line { display: block; width: 100%; text-align: start; font-weight: 400; border: 0; border-radius: 4px; background: none;
  padding: 0.375rem 0; min-height: 1.5rem; color: inherit; text-decoration: none; }
.line:hover .block { text-decoration: underline; }
.field { margin: 1rem 0 0; padding: 0; border: 0; min-width: 0; }
.field > label:not(.choice), legend { display: block; font-weight: 600; margin-block-end: 0.25rem; padding: 0; }
.must { color: var(--danger); }
input:not([type=radio], [type=checkbox], [type=hidden]), select, textarea { font: inherit; color: var(--text); background: var(--sheet);
  width: 100%; padding: 0.375rem 0.625rem; border: 1px solid var(--line); border-block-end-color: var(--quiet); border-radius: 4px; min-height: 2rem; }
textarea { min-height: 6rem; resize: vertical; }
::placeholder { color: var(--quiet); opacity: 1; }
.choice { display: flex; gap: 0.5rem; align-items: baseline; padding-block: 0.25rem; }
.choice input { width: 1rem; height: 1rem; flex: none; margin: 0; accent-color: var(--brand); transform: translateY(0.125rem); }
.enter { position: absolute; inset-inline-start: -100vw; }
.find { display: flex; gap: 0.5rem; }
.find .button { white-space: nowrap; flex: none; }
.console header, .console main { max-width: 84rem; }
.count { color: var(--quiet); font-weight: 400; }
.columns-wide { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 0 1.5rem; align-items: start; }
.rows { list-style: none; margin: 0; padding: 0; }
.rows.sheet { padding: 0; }
.rows > li { display: flex; align-items: center; gap: 0.75rem; padding: 0.625rem 0.75rem; }
.rows.sheet > li + li { border-block-start: 1px solid var(--line); }
.rows a { flex: 1; min-width: 0; display: block; color: inherit; text-decoration: none; }
.rows a:hover .title { text-decoration: underline; }
.rows .title { font-weight: 600; }
.rows .about { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.rows .when { display: block; color: var(--quiet); font-size: 0.8125rem; }
.board { display: grid; grid-template-columns: repeat(4, minmax(13rem, 1fr)); gap: 1rem; overflow-x: auto; align-items: start; }
.board .rows { display: grid; gap: 0.5rem; }
.board .about { white-space: normal; }
.filters label { display: inline-flex; gap: 0.375rem; align-items: center; white-space: nowrap; max-width: 100%; }
.filters select { width: auto; min-width: 0; max-width: 16rem; }
.filters fieldset { display: flex; flex-wrap: wrap; gap: 0 1rem; border: 0; padding: 0; margin: 0; min-width: 0; }
.filters .find { max-width: 24rem; }
.filters input[type=search] { min-width: 9rem; }
.filters input[type=date] { width: auto; }
.bulk { border: 0; padding: 0; margin-inline: 0; min-width: 0; }
.bulk legend { float: inline-start; margin: 0 0.5rem 0 0; padding-block: 0.375rem; }
.scroll { overflow-x: auto; }
.facts th { width: 14rem; white-space: normal; color: inherit; }
.grid tbody th { color: inherit; white-space: normal; }
.tasks { list-style: none; padding: 0.5rem 1rem; }
.tasks li { padding-block: 0.25rem; }
.tasks .done > :first-child { color: var(--good); }
.tasks .now { font-weight: 600; }
.tasks .now > :first-child { color: var(--warning); }
.chips { margin: 0; }
.chips [aria-current] { border-color: var(--brand); border-width: 2px; }
.columns-wide > section { margin-block-start: 1rem; }
.findings { margin: 0; padding-inline-start: 1.25rem; }
.findings li + li { margin-block-start: 0.5rem; }
.columns-wide .sheet p:last-child { margin: 0; }
.preview { margin: 0; min-width: 0; }
h3 { font-size: 0.875rem; margin: 1rem 0 0.5rem; }
ol { margin: 0.25rem 0; padding-inline-start: 1.5rem; }
.grid { width: 100%; border-collapse: collapse; background: var(--sheet); }
.grid th, .grid td { text-align: start; padding: 0.5rem 0.625rem; border-block-end: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; }
.grid th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
.grid td:nth-child(3) { min-width: 14rem; }
input[type=checkbox] { width: 1.5rem; height: 1.5rem; accent-color: var(--brand); margin: 0; flex: none; }
.choice input[type=checkbox] { width: 1rem; height: 1rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.talk .whispered { border-style: dashed; border-color: var(--warning); }
.button.whisper { border-style: dashed; border-color: var(--warning); }
.figures { grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 0.75rem; }
.figures dd { font-size: 1.125rem; font-weight: 600; }
.chart { margin: 0.75rem 0 0; }
.chart svg { width: 100%; height: auto; }
.chart figcaption { font-weight: 600; }
.key { list-style: none; display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin: 0.25rem 0; padding: 0; color: var(--quiet); }
.key svg { width: 0.625rem; }
.series-0 { fill: var(--brand); }
.series-1 { fill: var(--good); }
.series-2 { fill: var(--warning); }
.guide { stroke: var(--line); stroke-width: 1; }
.axis { fill: var(--quiet); font-size: 11px; }
.axis.end { text-anchor: end; }
summary { cursor: pointer; padding-block: 0.375rem; color: var(--link); }
@media print { header, .bar, .actions, .back { display: none; } .sheet { break-inside: avoid; } details > * { display: block; } details::details-content { content-visibility: visible; block-size: auto; } }
@media (forced-colors: active) { .series-0 { fill: Highlight; } .series-1 { fill: CanvasText; } .series-2 { fill: GrayText; } }
@media (max-width: 30rem) { .facts tr, .facts th, .facts td { display: block; width: auto; } .facts th { border: 0; padding-block-end: 0; }
  .filters label { white-space: normal; overflow-wrap: break-word; } .filters input[type=search] { min-width: 0; }
  header nav { order: 3; width: 100%; } dl { grid-template-columns: 1fr; gap: 0; } dd { margin-block-end: 0.5rem; } }
@media (forced-colors: active) { .sheet, button, .button { border: 1px solid; } }
`

/** Its address changes with it: browsers keep it for ever. */
export const STYLE_PATH = `/style-${createHash('sha256').update(STYLE).digest('hex').slice(0, 12)}.css`
