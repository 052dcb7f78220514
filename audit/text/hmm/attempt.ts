// SPDX-License-Identifier: GPL-2.0-or-later

import { macrosOf } from '../code/macros';
import { argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import {
  type CodePiece,
  type CodeView,
  type FunctionView,
  homeOf,
  type Located,
  nodesOf,
  oncePer,
} from '../code/view';
import { isFaultName, isUnlockedFault, RANGE_FAULT } from './fault-name';
import { functionNamed, parametersOf } from './functions';
import { objectOf, rootOf } from './ranges';
import { type CodeRetry, waysBack } from './retries';

/** A call of the range fault and what leads back to it. */
export interface CodeAttempt {
  readonly piece: CodePiece;
  readonly call: Node;
  /** The range that is faulted, as `objectOf` names it; undefined if it has no name. */
  readonly base: string | undefined;
  /** The function that makes the call of the range fault itself, if it is not this one. */
  readonly within: WrappedFault | undefined;
  /** Where the code begins that runs again before the call; undefined if it is out of sight. */
  readonly from: number | undefined;
  readonly retries: readonly CodeRetry[];
}

/** A call that is the range fault of the kernel: itself, or one of its helpers since 7.3. */
export function isRangeFault(node: Node): boolean {
  return isFaultName(calledName(node));
}

const FAULT_CALL = new RegExp(`^\\(*${RANGE_FAULT}\\(`);
/** Longer macros are programs of their own. */
const MACRO_LIMIT = 400;

/** As {@link isRangeFault}, or a macro of the file that is nothing but such a call. */
export function faultsItself(home: CodeView, call: Node): boolean {
  if (isRangeFault(call)) return true;
  const macro = macrosOf(home).get(calledName(call))?.slice(0, MACRO_LIMIT) ?? '';
  return FAULT_CALL.test(macro.replace(/\s+/g, ''));
}

/** Whether the call takes the sequence by itself, anew for each attempt, and the mmap lock. */
export function takesSequence(call: Node): boolean {
  return isUnlockedFault(calledName(call));
}

/** A range fault that a function of the driver makes for those who call it. */
export interface WrappedFault {
  readonly fn: FunctionView;
  readonly piece: CodePiece;
  readonly call: Node;
  readonly base: string | undefined;
}

const WRAPPER_DEPTH = 4;

/**
 * The range fault that a call leads to: the call itself, or the one in the function it calls;
 * undefined if there is none, or no one of which it could be said.
 */
function faultOfCall(home: CodeView, call: Node, depth = 0): WrappedFault | 'itself' | undefined {
  if (faultsItself(home, call)) return 'itself';
  const callee = functionNamed(home, calledName(call));
  if (callee === undefined || depth >= WRAPPER_DEPTH) return undefined;
  return wrappedFaultOf(callee, depth);
}

const wrapped = new WeakMap<FunctionView, WrappedFault | undefined>();

function wrappedFaultOf(fn: FunctionView, depth: number): WrappedFault | undefined {
  if (wrapped.has(fn)) return wrapped.get(fn);
  // A function that calls itself finds nothing here.
  wrapped.set(fn, undefined);
  for (const piece of fn.pieces) {
    for (const call of piece.node.descendantsOfType('call_expression')) {
      const fault = faultOfCall(homeOf(fn), call, depth + 1);
      if (fault === undefined) continue;
      const found = fault === 'itself' ? { fn, piece, call, base: rangeOf(call) } : fault;
      wrapped.set(fn, found);
      return found;
    }
  }
  return undefined;
}

/** The range of a call that leads to a range fault, as the function that makes the call names it. */
function rangeGiven(call: Node, { fn, base }: WrappedFault): string | undefined {
  if (base === undefined) return undefined;
  const parameter = parametersOf(fn).indexOf(rootOf(base));
  const argument = argumentsOf(call)[parameter];
  const object = argument === undefined ? undefined : objectOf(argument);
  return object === undefined ? undefined : object + base.slice(rootOf(base).length);
}

/** The range that a call faults, as `objectOf` names it; undefined if it has no name. */
export function rangeOf(call: Node): string | undefined {
  const [range] = argumentsOf(call);
  return range === undefined ? undefined : objectOf(range);
}

/** The calls of the range fault that a function makes itself. */
export const rangeFaults = oncePer((fn: FunctionView): readonly Located[] =>
  nodesOf(fn, 'call_expression').filter(({ node }) => faultsItself(homeOf(fn), node)),
);

/** The attempts of a function, whether a loop repeats them or a label and a goto. */
export const attemptsOf = oncePer((fn: FunctionView): readonly CodeAttempt[] =>
  fn.pieces.flatMap((piece) => attemptsIn(fn, piece)),
);

function attemptsIn(fn: FunctionView, piece: CodePiece): CodeAttempt[] {
  const faults = piece.node.descendantsOfType('call_expression').flatMap((call) => {
    const fault = faultOfCall(homeOf(fn), call);
    return fault === undefined ? [] : [{ call, within: fault === 'itself' ? undefined : fault }];
  });
  return faults.map(({ call, within }) => {
    const base = within === undefined ? rangeOf(call) : rangeGiven(call, within);
    return { piece, call, base, within, ...waysBack(piece, call) };
  });
}
