// SPDX-License-Identifier: GPL-2.0-or-later
import { equals, rendered, waysOf } from '../code/guards';
import { argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodePiece, type FunctionView, functionText, nodesOf, oncePer } from '../code/view';
import type { Vocabulary } from './ask';
import { isRangeFault, rangeOf } from './attempt';
import { Frame } from './frame';
import { eventsOf, objectOf, type RangeEvent } from './ranges';
import {
  BEFORE,
  changed,
  forgotten,
  type Held,
  merged,
  narrowedBy,
  type Path,
  START,
  type StoreKind,
  stored,
  TooManyPaths,
} from './request-paths';
import { type ValueOn, type ValueReader, valuesOf } from './request-values';
import type { StoreTarget } from './stores';

/** What one way through a function asks for by a field of the range, or by the entries that it writes. */
export interface RequestMade {
  readonly target: StoreTarget;
  readonly path: Path;
  readonly held: readonly Held[];
}

/**
 * What a function, with those in sight that it calls, asks for where it faults its range, on each way that leads
 * there; at its end, if it faults none. undefined if it has more ways than are told apart.
 */
export function requestsMade(
  words: Vocabulary,
  fn: FunctionView,
): readonly RequestMade[] | undefined {
  if (!concerns(fn)) return [];
  try {
    return new RequestReader(words).read(fn);
  } catch (error) {
    if (error instanceof TooManyPaths) return undefined;
    throw error;
  }
}

const CONCERNS =
  /default_flags|pfn_flags_mask|\bhmm_range_fault|HMM_PFN_(?:REQ_)?(?:FAULT|WRITE|VALID)|(?:pfns?|phys|reqs?|requests?|entries)\[/;

/** Whether a function has anything to do with requests. */
const concerns = oncePer((fn: FunctionView): boolean => CONCERNS.test(functionText(fn)));

const POLICY = ['default_flags', 'pfn_flags_mask'] as const;
const TARGETS = [...POLICY, 'entry'] as const;
/** Calls that are followed from a function. */
const CALL_LIMIT = 3;
const EFFECTS = [
  'assignment_expression',
  'init_declarator',
  'initializer_pair',
  'call_expression',
  'update_expression',
];
const LEAVING = ['return_statement', 'goto_statement', 'break_statement', 'continue_statement'];
const ENDS_ROUND = ['break_statement', 'continue_statement'];
/** Functions that take a range and leave its policy alone. */
const HARMLESS =
  /^(?:mmu_interval_|k?v?free|WARN|pr_|dev_|trace_|time_|(?:un)?likely$)|(?:^|_)(?:un|try)?lock/;

/** The events of a piece by the node that they are of. */
const eventsByNode = oncePer((piece: CodePiece): ReadonlyMap<Node, readonly RangeEvent[]> => {
  const found = new Map<Node, RangeEvent[]>();
  for (const event of [...eventsOf(piece.fn()).values()].flat()) {
    if (event.piece !== piece) continue;
    const list = found.get(event.node);
    if (list === undefined) found.set(event.node, [event]);
    else list.push(event);
  }
  return found;
});

/** The variables of a function that go into a request, a call, or what it returns. */
const flagNames = oncePer((fn: FunctionView): ReadonlySet<string> => {
  const found = new Set<string>();
  const take = (node: Node | null | undefined): void => {
    for (const { text } of node?.descendantsOfType('identifier') ?? []) found.add(text);
  };
  const stores = nodesOf(fn, 'assignment_expression', 'init_declarator', 'initializer_pair').map(
    ({ node }) => node,
  );
  for (const { node } of nodesOf(fn, 'return_statement', 'argument_list')) take(node);
  for (let round = 0; round < 3; round += 1) {
    for (const node of stores) {
      const target = targetOf(node);
      if (target?.type !== 'identifier' || found.has(target.text)) take(valueIn(node));
    }
  }
  return found;
});

function targetOf(node: Node): Node | null {
  return (
    node.childForFieldName('left') ??
    node.childForFieldName('declarator') ??
    node.childForFieldName('argument')
  );
}

function valueIn(node: Node): Node | null {
  return node.childForFieldName('right') ?? node.childForFieldName('value');
}

/** An entry of an array of requests, by the array's name. */
function isEntry(target: Node): boolean {
  const object = /^(subscript|pointer)_expression$/.test(target.type)
    ? objectOf(target)
    : undefined;
  if (object === undefined) return false;
  return target.type === 'subscript_expression'
    ? /(?:pfns?|phys|reqs?|requests?|entries)$/.test(object)
    : /(?:pfns?|entry)$/.test(object);
}

/** Walks the ways through a function, one statement after the other; a loop is run once. */
class RequestReader implements ValueReader {
  private readonly made: RequestMade[] = [];
  private faults = 0;
  /** Ways that a jump has taken out of the order of the text, by where they go on. */
  private parked = new Map<string, readonly Path[]>();
  private results: ValueOn[] = [];

  constructor(readonly words: Vocabulary) {}

  read(fn: FunctionView): readonly RequestMade[] {
    const ended = this.run(new Frame(fn), [START]);
    if (this.faults === 0) for (const path of ended) this.collect(path, undefined);
    return this.made;
  }

  returned(frame: Frame, path: Path, call: Node): readonly ValueOn[] | undefined {
    const inner = frame.inner(call);
    if (inner === undefined || inner.depth > CALL_LIMIT || !concerns(inner.fn)) return undefined;
    const outside = this.results;
    this.results = [];
    this.run(inner, [path]);
    const { results } = this;
    this.results = outside;
    return results.length === 0 ? undefined : results;
  }

  /** Runs a function; the ways on which it ends. */
  private run(frame: Frame, start: readonly Path[]): readonly Path[] {
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

  private statement(frame: Frame, node: Node, paths: readonly Path[]): readonly Path[] {
    switch (node.type) {
      case 'if_statement':
        return this.decision(frame, node, paths);
      case 'switch_statement':
        return this.choice(frame, node, paths);
      case 'labeled_statement': {
        const arriving = this.taken(node.childForFieldName('label')?.text ?? '');
        return this.sequence(frame, node.namedChildren.slice(1), [...paths, ...arriving]);
      }
      case 'return_statement':
        return this.leave(node.type, this.result(frame, node, this.effects(frame, node, paths)));
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

  private sequence(frame: Frame, nodes: readonly Node[], paths: readonly Path[]): readonly Path[] {
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

  private result(
    frame: Frame,
    { namedChildren: [value] }: Node,
    paths: readonly Path[],
  ): readonly Path[] {
    if (frame.depth === 0 || value === undefined) return paths;
    this.results.push(...paths.flatMap((path) => valuesOf(this, frame, path, value)));
    return paths;
  }

  private decision(frame: Frame, node: Node, start: readonly Path[]): readonly Path[] {
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

  /** Whether a branch changes a request, or leads elsewhere. */
  private matters(frame: Frame, branch: Node): boolean {
    return branch.descendantsOfType([...EFFECTS, ...LEAVING]).some((node) => {
      if (LEAVING.includes(node.type)) return true;
      if (node.type === 'call_expression' && isRangeFault(node)) return true;
      const inner = node.type === 'call_expression' ? frame.inner(node) : undefined;
      if (inner !== undefined && concerns(inner.fn)) return true;
      const events = eventsByNode(frame.piece).get(node) ?? [];
      if (
        events.some(
          ({ effect }) =>
            effect.kind === 'zero' || ('field' in effect && effect.field !== undefined),
        )
      )
        return true;
      const target = targetOf(node);
      if (target === null) return false;
      return (
        isEntry(target) || (target.type === 'identifier' && flagNames(frame.fn).has(target.text))
      );
    });
  }

  private choice(frame: Frame, node: Node, start: readonly Path[]): readonly Path[] {
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

  /** What the expressions in a node do, the inner ones first. */
  private effects(frame: Frame, node: Node, start: readonly Path[]): readonly Path[] {
    const nodes = node.descendantsOfType(EFFECTS);
    const done = (one: Node): number => (this.clears(frame, one) ? one.startIndex : one.endIndex);
    nodes.sort((one, other) => done(one) - done(other) || other.id - one.id);
    return nodes.reduce(
      (paths, one) => (paths.length === 0 ? paths : this.effect(frame, one, paths)),
      start,
    );
  }

  /** An initialiser, which makes everything 0 before it sets members. */
  private clears(frame: Frame, node: Node): boolean {
    if (node.type === 'call_expression') return false;
    return (
      eventsByNode(frame.piece)
        .get(node)
        ?.some(({ effect }) => effect.kind === 'zero') === true
    );
  }

  private effect(frame: Frame, node: Node, start: readonly Path[]): readonly Path[] {
    const target = targetOf(node);
    const name = target?.type === 'identifier' ? target.text : undefined;
    let paths = name === undefined ? start : start.map((path) => forgotten(path, name));
    const events = eventsByNode(frame.piece).get(node) ?? [];
    for (const { base, effect } of events) {
      const object = frame.object(base);
      if (effect.kind === 'zero')
        paths = paths.map((path) => this.zeroed(frame, node, path, object));
      else if ('field' in effect && effect.field !== undefined) {
        paths = this.store(
          frame,
          node,
          paths,
          `${effect.field} ${object}`,
          effect.kind,
          effect.value,
        );
      }
    }
    if (node.type === 'call_expression') return this.call(frame, node, paths);
    const value = valueIn(node);
    if (target === null || value === null || node.type === 'initializer_pair') return paths;
    const kind = kindOf(node);
    if (isEntry(target))
      return this.store(
        frame,
        node,
        paths,
        `entry ${target.text.replace(/\s+/g, '')}`,
        kind,
        value,
      );
    if (name === undefined || !flagNames(frame.fn).has(name)) return paths;
    return this.store(frame, node, paths, frame.variable(name), kind, value);
  }

  /** Stores each value that an expression can have. */
  private store(
    frame: Frame,
    node: Node,
    paths: readonly Path[],
    cell: string,
    kind: StoreKind,
    value: Node,
  ): readonly Path[] {
    const line = frame.lineOf(node);
    const text = value.text.replace(/\s+/g, ' ');
    return paths.flatMap((path) =>
      valuesOf(this, frame, path, value).map(([on, bits]) => {
        const before = on.cells.get(cell) ?? {
          bits: 0,
          rest: kind === 'set' ? '' : BEFORE,
        };
        return stored(on, cell, {
          ...changed(before, kind, bits),
          text,
          line,
          isPart: kind !== 'set',
        });
      }),
    );
  }

  private zeroed(frame: Frame, node: Node, path: Path, object: string): Path {
    const zero: Held = { bits: 0, rest: '', text: '0', line: frame.lineOf(node), isPart: false };
    return POLICY.reduce((now, field) => stored(now, `${field} ${object}`, zero), path);
  }

  private call(frame: Frame, node: Node, paths: readonly Path[]): readonly Path[] {
    if (isRangeFault(node)) {
      this.faults += 1;
      const base = rangeOf(node);
      for (const path of paths)
        this.collect(path, base === undefined ? undefined : frame.object(base));
      return paths;
    }
    const inner = frame.inner(node);
    if (inner !== undefined)
      return inner.depth <= CALL_LIMIT && concerns(inner.fn) ? this.run(inner, paths) : paths;
    if (frame.lineOf(node)?.change !== 'added' || HARMLESS.test(calledName(node))) return paths;
    // A function out of sight that a patch calls may have taken over what the patch removes.
    const held: Held = {
      bits: 0,
      rest: `${calledName(node)}()`,
      text: node.text,
      line: frame.lineOf(node),
      isPart: false,
    };
    const cells = argumentsOf(node)
      .flatMap((one) => objectOf(one) ?? [])
      .flatMap((one) => POLICY.map((field) => `${field} ${frame.object(one)}`));
    return paths.map((path) =>
      cells.reduce((now, cell) => (now.cells.has(cell) ? now : stored(now, cell, held)), path),
    );
  }

  private collect(path: Path, object: string | undefined): void {
    for (const target of TARGETS) {
      const held = [...path.cells].flatMap(([cell, one]) => {
        if (!cell.startsWith(`${target} `)) return [];
        return target === 'entry' || object === undefined || cell === `${target} ${object}`
          ? [one]
          : [];
      });
      // What an entry gets that is no request is output of the driver's.
      const asked = target === 'entry' ? held.filter(({ rest }) => rest === '') : held;
      this.made.push({ target, path, held: asked });
    }
  }
}

function kindOf(node: Node): StoreKind {
  switch (node.childForFieldName('operator')?.text ?? '=') {
    case '=':
      return 'set';
    case '|=':
      return 'add';
    default:
      return 'spoil';
  }
}
