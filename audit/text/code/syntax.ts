// SPDX-License-Identifier: GPL-2.0-or-later
import type { Tree, TreeCursor } from 'web-tree-sitter';

/**
 * A node of a syntax tree. The parser's own nodes live in its WebAssembly memory: each question to
 * one crosses that border, and its parent is searched from the root. These are read once, in one
 * walk over the tree, so that a parent is a field and descendants are a range of an array.
 */
export interface Node {
  /** Its number in the tree, in the order of the text. */
  readonly id: number;
  readonly type: string;
  /** The name of the parent's field that holds it. */
  readonly field: string | null;
  readonly parent: Node | null;
  /** Without punctuation and keywords. */
  readonly namedChildren: readonly Node[];
  readonly startIndex: number;
  readonly endIndex: number;
  readonly startPosition: { readonly row: number };
  readonly endPosition: { readonly row: number };
  readonly text: string;
  childForFieldName(name: string): Node | null;
  /** The nodes of some types in this one, itself included, in the order of the text. */
  descendantsOfType(types: string | readonly string[]): Node[];
}

/** Where a tree is nested deeper than is read; rows count from 0. */
interface TooDeep {
  readonly kind: 'too-deep';
  readonly row: number;
}

export type Syntax = { readonly kind: 'tree'; readonly root: Node } | TooDeep;

/**
 * Levels of a syntax tree that are read: an `else if` is two, a term of a long sum one. Code that
 * people write has some fifty; without a limit, work that grows with the depth of each node has none.
 */
export const SYNTAX_DEPTH_LIMIT = 4000;

/** Takes a tree out of the parser's memory. The caller frees it. */
export function readTree(tree: Tree, text: string): Syntax {
  const cursor = tree.walk();
  try {
    return readNodes(cursor, text);
  } finally {
    cursor.delete();
  }
}

function readNodes(cursor: TreeCursor, text: string): Syntax {
  const whole = new WholeTree(text);
  let current = whole.add(cursor, undefined);
  const root = current;
  for (;;) {
    if (cursor.gotoFirstChild()) {
      if (cursor.currentDepth > SYNTAX_DEPTH_LIMIT) {
        return { kind: 'too-deep', row: cursor.startPosition.row };
      }
      current = whole.add(cursor, current);
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      current.close(whole.size);
      if (!cursor.gotoParent() || current.parent === null) return { kind: 'tree', root };
      current = current.parent;
    }
    current.close(whole.size);
    current = whole.add(cursor, current.parent ?? undefined);
  }
}

/** All nodes of a tree, in the order of the text. */
class WholeTree {
  private readonly nodes: TreeNode[] = [];
  private readonly byType = new Map<string, TreeNode[]>();

  constructor(readonly text: string) {}

  get size(): number {
    return this.nodes.length;
  }

  add(cursor: TreeCursor, parent: TreeNode | undefined): TreeNode {
    const node = new TreeNode(this, this.nodes.length, parent ?? null, cursor);
    this.nodes.push(node);
    const alike = this.byType.get(node.type);
    if (alike === undefined) this.byType.set(node.type, [node]);
    else alike.push(node);
    parent?.adopt(node, cursor.nodeIsNamed);
    return node;
  }

  /** The nodes of a type whose numbers are from `first` to before `end`. */
  ofType(type: string, first: number, end: number): TreeNode[] {
    const alike = this.byType.get(type) ?? [];
    return alike.slice(firstFrom(alike, first), firstFrom(alike, end));
  }
}

/** The index of the first node whose number is `id` or more. */
function firstFrom(nodes: readonly TreeNode[], id: number): number {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nodes[middle]?.id ?? id) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

class TreeNode implements Node {
  readonly type: string;
  readonly field: string | null;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly startPosition: { readonly row: number };
  readonly endPosition: { readonly row: number };
  readonly namedChildren: TreeNode[] = [];
  private readonly children: TreeNode[] = [];
  /** The number after the last node inside this one. */
  private end: number;

  constructor(
    private readonly whole: WholeTree,
    readonly id: number,
    readonly parent: TreeNode | null,
    cursor: TreeCursor,
  ) {
    this.type = cursor.nodeType;
    this.field = cursor.currentFieldName;
    this.startIndex = cursor.startIndex;
    this.endIndex = cursor.endIndex;
    this.startPosition = { row: cursor.startPosition.row };
    this.endPosition = { row: cursor.endPosition.row };
    this.end = id + 1;
  }

  get text(): string {
    return this.whole.text.slice(this.startIndex, this.endIndex);
  }

  adopt(child: TreeNode, isNamed: boolean): void {
    this.children.push(child);
    if (isNamed) this.namedChildren.push(child);
  }

  close(end: number): void {
    this.end = end;
  }

  childForFieldName(name: string): TreeNode | null {
    return this.children.find(({ field }) => field === name) ?? null;
  }

  descendantsOfType(types: string | readonly string[]): TreeNode[] {
    if (typeof types === 'string') return this.whole.ofType(types, this.id, this.end);
    const found = types.flatMap((type) => this.whole.ofType(type, this.id, this.end));
    return types.length === 1 ? found : found.sort((one, two) => one.id - two.id);
  }
}
