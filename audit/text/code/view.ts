// SPDX-License-Identifier: GPL-2.0-or-later

import { type Fragment, HEADLESS } from './fragment';
import type { Node } from './syntax';

/** A part of a function that is in sight; `node` is its definition. */
export interface CodePiece {
  readonly fragment: Fragment;
  readonly node: Node;
  /** The function that it is a part of. */
  fn(): FunctionView;
}

/** A function, in one piece or, in a patch, in as many as its hunks show. */
export interface FunctionView {
  /** '' if nothing tells it. */
  readonly name: string;
  readonly pieces: readonly CodePiece[];
  /** Whether all of it is in sight. */
  readonly whole: boolean;
}

/** The files that are read together: a call in one may be of a function in another. */
export class Program {
  readonly views: CodeView[] = [];
}

/** One side of a file: all of it, or what the hunks show. */
export interface CodeView {
  readonly file: string | undefined;
  readonly language: 'c' | 'prose';
  readonly whole: boolean;
  readonly fragments: readonly Fragment[];
  readonly functions: readonly FunctionView[];
  readonly program: Program;
}

const homes = new WeakMap<FunctionView, CodeView>();

/** The file that a function stands in. */
export function homeOf(fn: FunctionView): CodeView {
  const home = homes.get(fn);
  if (home === undefined) throw new Error(`${fn.name} is in no view`);
  return home;
}

/** A side of a file, which joins the program that it is read with. */
export function codeView(
  file: string | undefined,
  language: CodeView['language'],
  whole: boolean,
  fragments: readonly Fragment[],
  program = new Program(),
): CodeView {
  const functions = functionsOf(fragments);
  const view = { file, language, whole, fragments, functions, program };
  for (const fn of functions) homes.set(fn, view);
  program.views.push(view);
  return view;
}

function functionsOf(fragments: readonly Fragment[]): FunctionView[] {
  const byName = new Map<string, OpenFunction>();
  // `diff -u` without -p names no function: a hunk that begins inside of one goes on with the last.
  const unnamed = fragments.every(({ section }) => section === '');
  let open: OpenFunction | undefined;
  for (const fragment of fragments) {
    let last: OpenFunction | undefined;
    for (const node of fragment.root.descendantsOfType('function_definition')) {
      const shown = definedName(node);
      const headless = shown === HEADLESS;
      const name = headless ? sectionName(fragment.section) : shown;
      // Pieces without a name may belong to different functions.
      const key = name === '' ? `#${byName.size}` : name;
      const begun = headless && unnamed ? open : byName.get(key);
      const fn = begun ?? { name, pieces: [], whole: true };
      if (begun === undefined) byName.set(key, fn);
      fn.pieces.push({ fragment, node, fn: () => fn });
      const cut = endsCut(fragment, node);
      fn.whole &&= !headless && !cut;
      last = cut ? fn : undefined;
    }
    open = last;
  }
  return [...byName.values()];
}

interface OpenFunction extends FunctionView {
  readonly pieces: CodePiece[];
  whole: boolean;
}

/** Whether the closing brace is one that the fragment was given. */
function endsCut({ lines, addedRows }: Fragment, node: Node): boolean {
  return node.endPosition.row - addedRows >= lines.length;
}

function definedName(node: Node): string {
  const declarator = node.childForFieldName('declarator');
  const [called] = declarator?.descendantsOfType('function_declarator') ?? [];
  return called?.childForFieldName('declarator')?.text ?? declarator?.text ?? '';
}

/** `static int fault(struct range *range` is `fault`. */
function sectionName(section: string): string {
  return /\b([A-Za-z_]\w*)\s*\(/.exec(section)?.[1] ?? '';
}

/** What is derived from a view, a function or a piece, worked out once for each. */
export function oncePer<Key extends object, T>(derive: (key: Key) => T): (key: Key) => T {
  const derived = new WeakMap<Key, { readonly value: T }>();
  return (key) => {
    const known = derived.get(key) ?? { value: derive(key) };
    derived.set(key, known);
    return known.value;
  };
}

/** A node together with the fragment it is in. */
export interface Located {
  readonly fragment: Fragment;
  readonly node: Node;
}

/** All nodes of some types in a function, in the order of the text. */
export function nodesOf(fn: FunctionView, ...types: string[]): Located[] {
  return fn.pieces.flatMap(({ fragment, node }) =>
    node.descendantsOfType(types).map((one) => ({ fragment, node: one })),
  );
}

/** All nodes of some types in a file, those outside of functions included. */
export function nodesIn(view: CodeView, ...types: string[]): Located[] {
  return view.fragments.flatMap((fragment) =>
    fragment.root.descendantsOfType(types).map((node) => ({ fragment, node })),
  );
}

/** What a function's text says, without comments and strings. */
export function functionText(fn: FunctionView): string {
  return fn.pieces.map(({ node }) => node.text).join('\n');
}
