// SPDX-License-Identifier: GPL-2.0-or-later
import { equals, rendered, waysOf } from '../code/guards';
import type { Node } from '../code/syntax';
import type { CallFrame } from './frame';
import { merged, narrowedBy, type Path } from './request-paths';

const ENDS_ROUND = ['break_statement', 'continue_statement'];

/** Walks the ways through a function, one statement after the other; a loop is run once. */
export abstract class PathWalker {
  /** Ways that a jump has taken out of the order of the text, by where they go on. */
  private parked = new Map<string, readonly Path[]>();

  /** What the expressions in a node do, on each way that leads there. */
  protected abstract effects(frame: CallFrame, node: Node, paths: readonly Path[]): readonly Path[];

  /** Whether a branch changes anything, or leads elsewhere; of others the ways are not told apart. */
  protected abstract matters(frame: CallFrame, branch: Node): boolean;

  /** Takes note of what a function returns. */
  protected abstract result(frame: CallFrame, statement: Node, paths: readonly Path[]): void;

  /** Runs a function; the ways on which it ends. */
  protected run(frame: CallFrame, start: readonly Path[]): readonly Path[] {
    const outside = this.parked;
    this.parked = new Map();
    let paths = start;
    for (const piece of frame.fn.pieces) {
      frame.enter(piece);
      const body = piece.node.childForFieldName('body');
      if (body !== null) paths = this.statement(frame, body, paths);
    }
    // A jump to what is not shown ends what is.
    const ended = [...paths, ...[...this.parked.values()].flat()];
    this.parked = outside;
    if (frame.depth === 0) return ended;
    const isInner = (cell: string): boolean => cell.startsWith(frame.variables);
    return merged(
      ended.map((path) => ({
        ...path,
        cells: new Map([...path.cells].filter(([cell]) => !isInner(cell))),
      })),
    );
  }

  private statement(frame: CallFrame, node: Node, paths: readonly Path[]): readonly Path[] {
    switch (node.type) {
      case 'if_statement':
        return this.decision(frame, node, paths);
      case 'switch_statement':
        return this.choice(frame, node, paths);
      case 'labeled_statement': {
        const arriving = this.taken(node.childForFieldName('label')?.text ?? '');
        return this.sequence(frame, node.namedChildren.slice(1), [...paths, ...arriving]);
      }
      case 'return_statement': {
        const returning = this.effects(frame, node, paths);
        this.result(frame, node, returning);
        return this.leave(node.type, returning);
      }
      case 'goto_statement':
        return this.leave(node.childForFieldName('label')?.text ?? '', paths);
      case 'break_statement':
      case 'continue_statement':
        return this.leave(node.type, paths);
      case 'while_statement':
      case 'for_statement':
      case 'do_statement': {
        const through = this.sequence(frame, node.namedChildren, paths);
        return merged([...through, ...ENDS_ROUND.flatMap((jump) => this.taken(jump))]);
      }
      case 'expression_statement':
      case 'declaration':
        return this.effects(frame, node, paths);
      case 'parenthesized_expression':
      case 'assignment_expression':
      case 'comma_expression':
      case 'update_expression':
        return this.effects(frame, node, paths);
      default:
        return this.sequence(frame, node.namedChildren, paths);
    }
  }

  private sequence(
    frame: CallFrame,
    nodes: readonly Node[],
    paths: readonly Path[],
  ): readonly Path[] {
    return nodes.reduce((now, node) => this.statement(frame, node, now), paths);
  }

  private leave(to: string, paths: readonly Path[]): readonly Path[] {
    this.parked.set(to, merged([...(this.parked.get(to) ?? []), ...paths]));
    return [];
  }

  private taken(from: string): readonly Path[] {
    const paths = this.parked.get(from) ?? [];
    this.parked.delete(from);
    return paths;
  }

  private decision(frame: CallFrame, node: Node, start: readonly Path[]): readonly Path[] {
    const condition = node.childForFieldName('condition');
    const branches = [node.childForFieldName('consequence'), node.childForFieldName('alternative')];
    if (condition === null) return start;
    const paths = this.effects(frame, condition, start);
    if (!branches.some((one) => one !== null && this.matters(frame, one))) return paths;
    const { yes, no } = waysOf(condition, frame);
    const ends = [yes, no].flatMap((guards, index) => {
      const branch = branches[index];
      const on = narrowedBy(paths, guards, frame.lineOf(condition));
      return branch == null ? on : this.statement(frame, branch, on);
    });
    return merged(ends);
  }

  private choice(frame: CallFrame, node: Node, start: readonly Path[]): readonly Path[] {
    const condition = node.childForFieldName('condition');
    const body = node.childForFieldName('body');
    if (condition === null || body === null) return start;
    const on = rendered(condition.namedChildren[0] ?? condition, frame);
    const labels = body.namedChildren.filter(({ type }) => type === 'case_statement');
    const tests = labels.map((label) => {
      const value = label.childForFieldName('value');
      return value === null ? undefined : equals(on, rendered(value, frame));
    });
    const line = frame.lineOf(node);
    let left = this.effects(frame, condition, start);
    const entering = tests.map((test) => {
      if (test === undefined) return [];
      const into = narrowedBy(left, test.yes, line);
      left = narrowedBy(left, test.no, line);
      return into;
    });
    const other = tests.indexOf(undefined);
    let through: readonly Path[] = [];
    for (const [index, label] of labels.entries()) {
      const into = index === other ? left : (entering[index] ?? []);
      const own = label.namedChildren.slice(index === other ? 0 : 1);
      through = this.sequence(frame, own, [...through, ...into]);
    }
    return merged([...through, ...this.taken('break_statement'), ...(other < 0 ? left : [])]);
  }
}
