// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Html, ownAsset } from '../html';

/** A file that goes into the page as it is, and by which hash the page's policy lets it in. */
export interface Asset {
  readonly content: Html;
  /** A source of a Content-Security-Policy. */
  readonly hash: string;
}

/** The files beside the code that every page holds, in order; a package must bring them along. */
export const ASSET_FILES = {
  style: ['colours', 'page', 'causes', 'scenario', 'picture', 'looks', 'tables', 'legend', 'media'],
  client: ['pictures', 'show', 'walk', 'page'],
} as const;

/** All styles, as one sheet. */
export function readStyle(): Asset {
  return asset(ASSET_FILES.style.map((name) => read('style', `${name}.css`)).join('\n'));
}

/** All scripts, as one, which leaves nothing behind in the page. */
export function readScript(): Asset {
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
