// SPDX-License-Identifier: GPL-2.0-or-later
import { Language, Parser, type Tree } from 'web-tree-sitter';

/** Parses C, and what merely resembles it: what does not fit becomes a node ERROR. */
export interface CParser {
  parse(text: string): Tree;
}

let loaded: Promise<CParser> | undefined;

/** The parser; its WebAssembly is loaded once. */
export function cParser(): Promise<CParser> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<CParser> {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(require.resolve('tree-sitter-c/tree-sitter-c.wasm')));
  return {
    parse(text) {
      const tree = parser.parse(text);
      if (tree === null) throw new Error('tree-sitter returned no tree though nothing stopped it');
      return tree;
    },
  };
}
