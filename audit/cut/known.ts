// SPDX-License-Identifier: GPL-2.0-or-later
import { plainCode } from './definitions';

/** Names and tags that need not be cut, since they are there. */
export interface Known {
  readonly names: ReadonlySet<string>;
  readonly tags: ReadonlySet<string>;
}

const MACRO = /^[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w{0,200})/gm;
const TAG = /\b(?:struct|union|enum)\s{1,99}([A-Za-z_]\w{0,200})\s{0,99}\{/g;
const TYPEDEF = /^typedef\b(?:[^{};]|\{[^{}]{0,400}\}){0,400};/gm;
const FUNCTION = /^[A-Za-z_][\w \t*]{0,200}?\b([A-Za-z_]\w{0,200})\(/gm;
const CONSTANT = /^[ \t]{1,40}([A-Z][A-Z0-9_]{1,200})(?:[ \t]*=[^,;\n]{1,200})?,?$/gm;
const WORD = /[A-Za-z_]\w{0,200}/g;

/**
 * What the shipped headers define. They are the project's own and keep a simple form, in which a
 * definition begins its line; a branch of the preprocessor does not matter, since no name has two uses.
 */
export function knownOf(texts: readonly string[]): Known {
  const names = new Set<string>();
  const tags = new Set<string>();
  for (const text of texts) {
    const code = plainCode(text);
    for (const pattern of [MACRO, FUNCTION, CONSTANT]) {
      for (const [, name = ''] of code.matchAll(pattern)) names.add(name);
    }
    for (const [declaration] of code.matchAll(TYPEDEF)) {
      for (const [word] of declaration.matchAll(WORD)) names.add(word);
    }
    for (const [, name = ''] of code.matchAll(/^\}([^;\n]{1,200});/gm)) {
      for (const [word] of name.matchAll(WORD)) names.add(word);
    }
    for (const [, tag = ''] of code.matchAll(TAG)) tags.add(tag);
  }
  return { names, tags };
}
