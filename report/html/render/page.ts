// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Html, html, ownAsset } from '../html';
import type { Block, PageView, PartView } from '../view/page-view';
import { renderBlock } from './blocks';
import { renderFacts } from './causes';
import { Context, heading } from './context';
import { renderLegend } from './legend';
import { renderCopied } from './scenario';

/** A file that goes into the page as it is, and by which hash the page's policy lets it in. */
interface Asset {
  readonly content: Html;
  /** A source of a Content-Security-Policy. */
  readonly hash: string;
}

/** The files beside the code that every page holds, in order; a package must bring them along. */
const ASSET_FILES = {
  style: ['colours', 'page', 'causes', 'scenario', 'picture', 'looks', 'tables', 'legend', 'media'],
  client: ['pictures', 'show', 'walk', 'page'],
} as const;

/** All styles, as one sheet. */
function readStyle(): Asset {
  return asset(ASSET_FILES.style.map((name) => read('style', `${name}.css`)).join('\n'));
}

/** All scripts, as one, which leaves nothing behind in the page. */
function readScript(): Asset {
  const parts = ASSET_FILES.client.map((name) => read('client', `${name}.js`));
  return asset(`(() => {\n'use strict';\n${parts.join('\n')}})();\n`);
}

/** A file of the folder beside this one, in the source tree or in what was compiled. */
function read(kind: keyof typeof ASSET_FILES, name: string): string {
  // A browser hashes what it parsed, in which every line ends in LF.
  return readFileSync(join(__dirname, '..', 'assets', kind, name), 'utf8').replaceAll('\r\n', '\n');
}

function asset(text: string): Asset {
  const digest = createHash('sha256').update(text).digest('base64');
  return { content: ownAsset(text), hash: `'sha256-${digest}'` };
}

/** A whole page: one file that asks for nothing else, as its policy proves. */
export function renderPage(page: PageView): string {
  const style = readStyle();
  const script = readScript();
  const policy = [
    "default-src 'none'",
    `style-src ${style.hash}`,
    `script-src ${script.hash}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title}</title>
<style>${style.content}</style>
</head>
<body>
${renderBody(page)}
<script>${script.content}</script>
</body>
</html>
`.text;
}

function renderBody({ title, parts }: PageView): Html {
  const context = new Context(new Set(parts.flatMap(({ blocks }) => blocks.flatMap(causeIds))));
  const isOne = parts.length === 1;
  const hasPictures = parts.some(({ blocks }) => blocks.some(isPictured));
  return html`<a class="skip" href="#main">Skip to the report</a>
<header>
<p class="brand">hmm-pfn
<span>two pfn formats of <code>hmm_range_fault()</code>, side by side</span></p>
<form class="filter" role="search" hidden>
<label>Filter causes and scenarios
<input type="search" autocomplete="off" spellcheck="false"></label>
<output></output>
</form>
</header>
<main id="main" tabindex="-1">
${isOne ? '' : heading(1, title)}
${parts.map((part) => renderPart(part, context, isOne ? 1 : 2))}
${hasPictures ? renderLegend(2) : ''}
</main>
<footer><p>This file is self-contained: it loads nothing.${
    hasPictures ? '\nA picture and the texts below it say the same.' : ''
  }</p></footer>`;
}

function isPictured(block: Block): boolean {
  switch (block.kind) {
    case 'scenarios':
      return block.scenarios.length > 0;
    case 'causes':
      return block.causes.some(({ scenario }) => scenario !== undefined);
    case 'agreement':
    case 'coverage':
    case 'table':
      return false;
  }
}

function causeIds(block: Block): readonly string[] {
  return block.kind === 'causes' ? block.causes.map(({ id }) => id) : [];
}

function renderPart(part: PartView, context: Context, level: number): Html {
  const { title, facts, about, replay, warnings, blocks } = part;
  const [first, ...others] = blocks.map((block) => renderBlock(block, context, level + 1));
  const isAgreementFirst = blocks[0]?.kind === 'agreement';
  const options = html`<div class="options">${renderFacts(facts)}</div>`;
  return html`<div class="part">
<div class="part-head">
${heading(level, title, context.id(title))}
${renderVerdict(part)}
${warnings.map((text) => html`<p class="warning"><span class="sign">!</span> ${text}</p>`)}
</div>
${isAgreementFirst ? first : ''}
${facts.length === 0 ? '' : options}
${renderFacts(about)}
${replay === undefined ? '' : renderCopied(replay, 'command', context)}
${isAgreementFirst ? '' : first}
${others}
</div>
`;
}

/** Only a clean verdict looks good; one that is none looks like a question. */
const VERDICT_LOOKS: Readonly<
  Record<PartView['verdict']['kind'], readonly [look: string, sign: string]>
> = {
  clean: ['good', '✓'],
  known: ['known', '!'],
  found: ['bad', '✗'],
  'nothing-compared': ['bad', '?'],
  interrupted: ['bad', '?'],
};

function renderVerdict({ verdict: { kind, text } }: PartView): Html {
  const [look, sign] = VERDICT_LOOKS[kind];
  return html`<p class="verdict ${look}"><span class="sign">${sign}</span> ${text}</p>`;
}
