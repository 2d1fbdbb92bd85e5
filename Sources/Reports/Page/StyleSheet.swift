// SPDX-License-Identifier: GPL-3.0-or-later

/// The page's look: one column, quiet, readable at any width, dark where the reader wants it, plain on paper.
let styleSheet = """
  :root {
    --paper: #ffffff; --soft: #f5f7f9; --ink: #1f2933; --quiet: #56616d; --line: #dde2e7;
    --accent: #0a5f96; --good: #0b6b4f; --bad: #b3261e; --open: #7a5200; --warn: #fff6e5; --warn-line: #d9902f;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --paper: #14181c; --soft: #1d2329; --ink: #e4e8ec; --quiet: #a2adb8; --line: #333c45;
      --accent: #7cc0f0; --good: #6fd3ae; --bad: #ff9a90; --open: #e6b95c; --warn: #2b2416; --warn-line: #d9902f;
    }
  }
  * { box-sizing: border-box; }
  html { background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%; }
  body { margin: 0; font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif; }
  main { max-width: 58rem; margin: 0 auto; padding: 2.5rem 1.25rem 5rem; }
  h1 { font-size: clamp(1.6rem, 4vw, 2.2rem); line-height: 1.2; margin: .2rem 0 .6rem; letter-spacing: -.01em; text-wrap: balance; }
  h2 { font-size: 1.2rem; line-height: 1.3; margin: 3rem 0 .8rem; }
  a { color: var(--accent); }
  .kind { margin: 0; color: var(--quiet); font-size: .85rem; letter-spacing: .03em; }
  .question { margin: 0; font-size: 1.1rem; color: var(--quiet); max-width: 46rem; text-wrap: pretty; }
  .answer { margin: 1.8rem 0 1.5rem; padding: 1.1rem 1.4rem; background: var(--soft); border-left: 4px solid var(--accent); border-radius: 0 6px 6px 0; }
  .answer p { margin: 0 0 .5rem; font-size: 1.15rem; line-height: 1.5; text-wrap: pretty; }
  .answer .badge { margin: .7rem 0 0; font-size: .9rem; }
  .badge a { text-decoration: none; font-weight: 600; }
  .good, .good a { color: var(--good); } .bad, .bad a { color: var(--bad); }
  td.good, td.bad { font-weight: 600; white-space: nowrap; }
  .claim { margin: 1.8rem 0; padding: 1.1rem 1.4rem; background: var(--soft); border-left: 4px solid var(--open); border-radius: 0 6px 6px 0; }
  .claim.supported { border-left-color: var(--good); } .claim.contradicted { border-left-color: var(--bad); }
  .claim.open { border-left-color: var(--quiet); }
  .claim h2 { margin: .2rem 0 .3rem; font-size: 1.2rem; text-wrap: pretty; }
  .claim h2::before { content: "“"; } .claim h2::after { content: "”"; }
  .claim p { margin: .2rem 0; } .verdict { font-size: .95rem; }
  .badge-supported, .badge-contradicted, .badge-undecided, .badge-failed, .badge-interrupted, .badge-not-run { font-weight: 700; white-space: nowrap; }
  .badge-supported { color: var(--good); } .badge-contradicted, .badge-failed { color: var(--bad); }
  .badge-undecided, .badge-interrupted { color: var(--open); } .badge-not-run { color: var(--quiet); }
  .source, .effort { color: var(--quiet); font-size: .92rem; }
  .conditions { list-style: none; margin: .7rem 0; padding: 0; font-size: .95rem; }
  .conditions li { position: relative; margin: .3rem 0; padding-left: 1.5rem; overflow-wrap: anywhere; }
  .conditions .sign { position: absolute; left: 0; font-weight: 700; }
  .conditions .outcome { font-weight: 600; white-space: nowrap; }
  .conditions .supported .sign, .conditions .supported .outcome { color: var(--good); }
  .conditions .contradicted .sign, .conditions .contradicted .outcome { color: var(--bad); }
  .conditions .undecided .sign, .conditions .undecided .outcome { color: var(--open); }
  table.claims { min-width: 100%; } table.claims td.statement { white-space: normal; min-width: 14rem; }
  table.claims { margin-top: 1.5rem; } .decisive { margin: 0; padding: 0; list-style: none; } .decisive li + li { margin-top: .35rem; }
  .warnings { margin: 1.5rem 0; padding: .9rem 1.4rem; background: var(--warn); border-left: 4px solid var(--warn-line); border-radius: 0 6px 6px 0; }
  .warnings h2 { font-size: 1rem; margin: 0 0 .3rem; }
  .warnings ul { margin: 0; padding-left: 1.2rem; }
  .scrolling { overflow-x: auto; }
  table { border-collapse: collapse; min-width: 50%; font-size: .92rem; font-variant-numeric: tabular-nums lining-nums; }
  th { text-align: left; font-weight: 600; color: var(--quiet); vertical-align: bottom; border-bottom: 1.5px solid var(--quiet); }
  th, td { padding: .35rem 1.4rem .35rem 0; }
  td { vertical-align: top; white-space: nowrap; border-bottom: 1px solid var(--line); }
  td.words { white-space: normal; min-width: 18rem; color: var(--quiet); }
  figure { margin: 0 0 2.2rem; }
  .card { background: #ffffff; border: 1px solid var(--line); border-radius: 8px; padding: .6rem; }
  .card svg { display: block; width: 100%; height: auto; max-width: 800px; margin: 0 auto; }
  @media (prefers-color-scheme: dark) {
    .card:not(.map) { background: #141414; } .card:not(.map) svg { filter: invert(.92) hue-rotate(180deg); }
  }
  details > .scrolling { margin-top: .6rem; }
  figcaption { margin: .6rem .2rem 0; font-size: .92rem; color: var(--quiet); text-wrap: pretty; }
  figcaption b { color: var(--ink); } .note { font-style: italic; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.5rem; font-size: .92rem; }
  dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
  pre { overflow-x: auto; background: var(--soft); border-radius: 6px; padding: .9rem 1.1rem; font: .85rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
  summary { cursor: pointer; color: var(--accent); }
  .citation { font-size: .92rem; color: var(--quiet); }
  @media print {
    :root { --paper: #ffffff; --soft: #ffffff; --ink: #000000; --quiet: #333333; --line: #bbbbbb; --accent: #000000; --warn: #ffffff; --open: #000000; }
    body { font-size: 10pt; } main { max-width: none; padding: 0; }
    figure, tr, .answer, .claim, .warnings { break-inside: avoid; } h2 { break-after: avoid; }
    .card { border: none; padding: 0; } .card svg { max-height: 10cm; } .scrolling, pre { overflow: visible; white-space: pre-wrap; }
    .card:not(.map) { background: #ffffff; } .card:not(.map) svg { filter: none; }
    table { font-size: 7pt; } th, td { padding-right: .7rem; } td { white-space: normal; } td.words { min-width: 9rem; }
  }
  """
