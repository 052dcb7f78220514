// SPDX-License-Identifier: GPL-2.0-or-later
import { join } from 'node:path';
import { Language, Parser } from 'web-tree-sitter';
import { FROM_SOURCE } from '../../../oracle/package/files';
import { readTree, type Syntax } from './syntax';

/** Parses C, and what merely resembles it: what does not fit becomes a node ERROR. */
export interface CParser {
  parse(text: string): Syntax;
}

let loaded: Promise<CParser> | undefined;

/** The parser; its WebAssembly is loaded once. */
export function cParser(): Promise<CParser> {
  loaded ??= load();
  return loaded;
}

/** The build puts the grammar beside this file, so that a package needs no native module for it. */
function grammar(): string {
  return FROM_SOURCE
    ? require.resolve('tree-sitter-c/tree-sitter-c.wasm')
    : join(__dirname, 'tree-sitter-c.wasm');
}

async function load(): Promise<CParser> {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar()));
  return {
    parse(text) {
      const tree = parser.parse(text);
      if (tree === null) throw new Error('tree-sitter returned no tree though nothing stopped it');
      try {
        return readTree(tree, text);
      } finally {
        tree.delete();
      }
    },
  };
}
