// SPDX-License-Identifier: GPL-2.0-or-later
import { labelsOf } from '../code/labels';
import { enclosing, LOOPS } from '../code/nodes';
import type { Node } from '../code/syntax';
import type { FunctionView } from '../code/view';

/**
 * What may run in a function once a decision has led to a branch, or past all of them: statements without statements in them, and conditions,
 * until the function returns, the way leads back, or something ends it; undefined if it goes deeper than it is followed.
 */
export function nodesOnWay(
  fn: FunctionView,
  decision: Node,
  branch: Node | undefined,
  ends: (node: Node) => boolean,
): readonly Node[] | undefined {
  const way = new Way(fn, ends);
  way.begin(decision, branch);
  return way.isLost ? undefined : way.nodes;
}

/** How deep branches and jumps are followed into each other. */
const DEPTH_LIMIT = 200;

class Way {
  readonly nodes: Node[] = [];
  isLost = false;
  private depth = 0;
  private readonly visited = new Set<number>();

  constructor(
    private readonly fn: FunctionView,
    private readonly ends: (node: Node) => boolean,
  ) {}

  begin(decision: Node, branch: Node | undefined): void {
    if (branch === undefined || this.run(branch)) {
      // A case goes on into the next one.
      this.after(branch?.type === 'case_statement' ? branch : decision);
    }
  }

  /** @returns whether it goes on after the node. */
  private run(node: Node): boolean {
    if (this.visited.has(node.id)) return false;
    this.visited.add(node.id);
    if (this.depth >= DEPTH_LIMIT) {
      this.isLost = true;
      return false;
    }
    this.depth++;
    const goesOn = this.follow(node);
    this.depth--;
    return goesOn;
  }

  private follow(node: Node): boolean {
    switch (node.type) {
      case 'compound_statement':
      case 'else_clause':
      case 'labeled_statement':
      case 'case_statement':
        return node.namedChildren.every((child) => this.run(child));
      case 'if_statement':
        return this.choice(node);
      case 'while_statement':
      case 'do_statement':
      case 'for_statement':
      case 'switch_statement':
        this.inside(node);
        return true;
      case 'return_statement':
        this.nodes.push(node);
        return false;
      case 'goto_statement':
        this.jump(node);
        return false;
      case 'break_statement': {
        const around = enclosing(node, ...LOOPS, 'switch_statement');
        if (around !== undefined) this.after(around);
        return false;
      }
      case 'continue_statement':
        return false;
      case 'comment':
      case 'statement_identifier':
        return true;
      default:
        return this.add(node);
    }
  }

  private add(node: Node): boolean {
    if (this.ends(node)) return false;
    this.nodes.push(node);
    return true;
  }

  private choice(node: Node): boolean {
    const condition = node.childForFieldName('condition');
    if (condition !== null && !this.add(condition)) return false;
    const branches = [node.childForFieldName('consequence'), node.childForFieldName('alternative')];
    return branches.map((one) => one === null || this.run(one)).some(Boolean);
  }

  /** What stands in a loop's head, and its body once; a switch, with each of its cases. */
  private inside(node: Node): void {
    const body = node.childForFieldName('body');
    for (const child of node.namedChildren) if (child.id !== body?.id) this.add(child);
    if (body === null) return;
    if (node.type !== 'switch_statement') this.run(body);
    else for (const one of body.namedChildren) this.run(one);
  }

  /** A jump back begins something anew; one whose label is out of sight leads nowhere. */
  private jump(node: Node): void {
    const name = node.childForFieldName('label')?.text ?? '';
    const label = this.fn.pieces.flatMap((piece) => labelsOf(piece).get(name) ?? [])[0];
    if (label === undefined || label.startIndex < node.startIndex) return;
    if (this.run(label)) this.after(label);
  }

  /** What stands after a node, outwards to the end of the function; the rounds of a loop come once. */
  private after(node: Node): void {
    for (let inner = node; inner.parent !== null; inner = inner.parent) {
      const around = inner.parent;
      if (around.type === 'function_definition') return;
      if (/^(?:compound|case|labeled)_statement$/.test(around.type)) {
        const siblings = around.namedChildren;
        const at = siblings.findIndex(({ id }) => id === inner.id);
        if (!siblings.slice(at + 1).every((one) => this.run(one))) return;
      } else if (around.type === 'return_statement' && around.parent !== null) {
        return;
      }
    }
  }
}
