// SPDX-License-Identifier: GPL-2.0-or-later
import { argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import type { FunctionView } from '../code/view';
import type { Vocabulary } from './ask';
import { isRangeFault, rangeOf } from './attempt';
import { CallFrame } from './frame';
import { PathWalker } from './path-walker';
import { objectOf } from './ranges';
import {
  afterStore,
  BEFORE,
  forgotten,
  type HeldRequest,
  type Path,
  START,
  type StoreKind,
  stored,
  TooManyPaths,
} from './request-paths';
import {
  EFFECTS,
  eventsByNode,
  flagNames,
  isEntry,
  LEAVING,
  mentionsRequests,
  storedValueIn,
  storeKindOf,
  targetOf,
} from './request-stores';
import { type ValueOn, type ValueReader, valuesOf } from './request-values';
import type { StoreTarget } from './stores';

/** What one way through a function asks for by a field of the range, or by the entries that it writes. */
export interface RequestMade {
  readonly target: StoreTarget;
  readonly path: Path;
  readonly held: readonly HeldRequest[];
}

/**
 * What a function, with those in sight that it calls, asks for where it faults its range, on each way that leads
 * there; at its end, if it faults none. undefined if it has more ways than are told apart.
 */
export function requestsMade(
  words: Vocabulary,
  fn: FunctionView,
): readonly RequestMade[] | undefined {
  if (!mentionsRequests(fn)) return [];
  const read = known.get(fn) ?? { words, made: requestsRead(words, fn) };
  known.set(fn, read);
  return read.words === words ? read.made : requestsRead(words, fn);
}

/** What was read of a function, with the words of the file that asked first: most often its own. */
const known = new WeakMap<
  FunctionView,
  { readonly words: Vocabulary; readonly made: readonly RequestMade[] | undefined }
>();

function requestsRead(words: Vocabulary, fn: FunctionView): readonly RequestMade[] | undefined {
  try {
    return new RequestReader(words).read(fn);
  } catch (error) {
    if (error instanceof TooManyPaths) return undefined;
    throw error;
  }
}

const POLICY = ['default_flags', 'pfn_flags_mask'] as const;
const TARGETS = [...POLICY, 'entry'] as const;
/** Calls that are followed from a function. */
const CALL_LIMIT = 3;
/** Functions that take a range and leave its policy alone. */
const HARMLESS =
  /^(?:mmu_interval_|k?v?free|WARN|pr_|dev_|trace_|time_|(?:un)?likely$)|(?:^|_)(?:un|try)?lock/;

/** Keeps what the fields of ranges, entries and the variables that go into them hold on each way. */
class RequestReader extends PathWalker implements ValueReader {
  private readonly made: RequestMade[] = [];
  private faults = 0;
  private results: ValueOn[] = [];

  constructor(readonly words: Vocabulary) {
    super();
  }

  read(fn: FunctionView): readonly RequestMade[] {
    const ended = this.run(new CallFrame(fn), [START]);
    if (this.faults === 0) for (const path of ended) this.collect(path, undefined);
    return this.made;
  }

  returned(frame: CallFrame, path: Path, call: Node): readonly ValueOn[] | undefined {
    const inner = frame.inner(call);
    if (inner === undefined || inner.depth > CALL_LIMIT || !mentionsRequests(inner.fn))
      return undefined;
    const outside = this.results;
    this.results = [];
    this.run(inner, [path]);
    const { results } = this;
    this.results = outside;
    return results.length === 0 ? undefined : results;
  }

  protected result(
    frame: CallFrame,
    { namedChildren: [value] }: Node,
    paths: readonly Path[],
  ): void {
    if (frame.depth === 0 || value === undefined) return;
    this.results.push(...paths.flatMap((path) => valuesOf(this, frame, path, value)));
  }

  /** Whether a branch changes a request, or leads elsewhere. */
  protected matters(frame: CallFrame, branch: Node): boolean {
    return branch.descendantsOfType([...EFFECTS, ...LEAVING]).some((node) => {
      if (LEAVING.includes(node.type)) return true;
      if (node.type === 'call_expression' && isRangeFault(node)) return true;
      const inner = node.type === 'call_expression' ? frame.inner(node) : undefined;
      if (inner !== undefined && mentionsRequests(inner.fn)) return true;
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

  /** What the expressions in a node do, the inner ones first. */
  protected effects(frame: CallFrame, node: Node, start: readonly Path[]): readonly Path[] {
    const nodes = node.descendantsOfType(EFFECTS);
    const done = (one: Node): number => (this.clears(frame, one) ? one.startIndex : one.endIndex);
    nodes.sort((one, other) => done(one) - done(other) || other.id - one.id);
    return nodes.reduce(
      (paths, one) => (paths.length === 0 ? paths : this.effect(frame, one, paths)),
      start,
    );
  }

  /** An initialiser, which makes everything 0 before it sets members. */
  private clears(frame: CallFrame, node: Node): boolean {
    if (node.type === 'call_expression') return false;
    return (
      eventsByNode(frame.piece)
        .get(node)
        ?.some(({ effect }) => effect.kind === 'zero') === true
    );
  }

  private effect(frame: CallFrame, node: Node, start: readonly Path[]): readonly Path[] {
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
    const value = storedValueIn(node);
    if (target === null || value === null || node.type === 'initializer_pair') return paths;
    const kind = storeKindOf(node);
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
    frame: CallFrame,
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
          ...afterStore(before, kind, bits),
          text,
          line,
          isPart: kind !== 'set',
        });
      }),
    );
  }

  private zeroed(frame: CallFrame, node: Node, path: Path, object: string): Path {
    const zero: HeldRequest = {
      bits: 0,
      rest: '',
      text: '0',
      line: frame.lineOf(node),
      isPart: false,
    };
    return POLICY.reduce((now, field) => stored(now, `${field} ${object}`, zero), path);
  }

  private call(frame: CallFrame, node: Node, paths: readonly Path[]): readonly Path[] {
    if (isRangeFault(node)) {
      this.faults += 1;
      const base = rangeOf(node);
      for (const path of paths)
        this.collect(path, base === undefined ? undefined : frame.object(base));
      return paths;
    }
    const inner = frame.inner(node);
    if (inner !== undefined)
      return inner.depth <= CALL_LIMIT && mentionsRequests(inner.fn)
        ? this.run(inner, paths)
        : paths;
    if (frame.lineOf(node)?.change !== 'added' || HARMLESS.test(calledName(node))) return paths;
    // A function out of sight that a patch calls may have taken over what the patch removes.
    const held: HeldRequest = {
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
