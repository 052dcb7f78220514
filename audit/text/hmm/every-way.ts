// SPDX-License-Identifier: GPL-2.0-or-later

import {
  ANYWHERE,
  ATOM_LIMIT,
  atomsOf,
  combined,
  equals,
  type Guard,
  isTrueIn,
  rendered,
  waysOf,
  worldsOf,
} from '../code/guards';
import { labelsOf } from '../code/labels';
import type { Node } from '../code/syntax';
import { type CodePiece, type FunctionView, oncePer } from '../code/view';
import { CallFrame } from './frame';

/**
 * Whether no way to a point goes past all of some statements, by the conditions around them: for each way in which
 * these can come out, one of the statements runs, or the point is not reached. Loops are taken to run.
 */
export function runsOnEveryWay(
  fn: FunctionView,
  piece: CodePiece,
  statements: readonly Node[],
  point: Node,
): boolean {
  const frame = new CallFrame(fn);
  frame.enter(piece);
  const at = (node: Node): Place => ({ node, guards: guardsAround(frame, node) });
  const places = statements.map(at);
  // A return around the point is no way past it.
  const jumps = jumpsOf(piece).filter(({ node }) => node.endIndex <= point.startIndex);
  const end = at(point);
  const atoms = atomsOf([...places, ...jumps, end].flatMap(({ guards }) => guards));
  const used = new Set(atomsOf([...places, end].flatMap(({ guards }) => guards)));
  // A jump by a condition of its own matters where it leads past a statement; if it leaves, the point is not reached.
  const told = atoms.filter(
    (name) =>
      used.has(name) ||
      jumps.some((jump) => jump.to !== undefined && jump.guards.some((one) => one.has(name))),
  );
  // Of too many, every way counts as one that was seen.
  if (told.length > ATOM_LIMIT) return true;
  return worldsOf(told).every((world) => {
    if (!holds(end, world)) return true;
    const taken = takenOf(jumps.filter((jump) => holds(jump, world)));
    if (taken.some(({ to }) => to === undefined || to > point.startIndex)) return true;
    return places.some(
      (place) =>
        holds(place, world) &&
        !taken.some(
          ({ node, to }) =>
            node.startIndex < place.node.startIndex && place.node.endIndex < (to ?? 0),
        ),
    );
  });
}

/** A jump, and where it leads; undefined if that leaves what is looked at. */
interface Jump extends Place {
  readonly to: number | undefined;
}

/** Those of some jumps that are come to: none of the others leads past them. */
function takenOf(jumps: readonly Jump[]): readonly Jump[] {
  const taken: Jump[] = [];
  let from = 0;
  for (const jump of jumps) {
    if (jump.node.startIndex < from) continue;
    taken.push(jump);
    from = Math.max(from, jump.to ?? Number.POSITIVE_INFINITY);
  }
  return taken;
}

/** A statement, and the guards under one of which it runs. */
interface Place {
  readonly node: Node;
  readonly guards: readonly Guard[];
}

/** The jumps of a piece, in the order of the text. */
const jumpsOf = oncePer((piece: CodePiece): readonly Jump[] => {
  const frame = new CallFrame(piece.fn());
  frame.enter(piece);
  return piece.node.descendantsOfType(['goto_statement', 'return_statement']).map((node) => ({
    ...{ node, guards: guardsAround(frame, node) },
    to: targetOf(piece, node),
  }));
});

/** Where a goto leads; undefined if it, or a return, leaves what is looked at. */
function targetOf(piece: CodePiece, jump: Node): number | undefined {
  return labelsOf(piece).get(jump.childForFieldName('label')?.text ?? '')?.startIndex;
}

/** Whether one of its guards holds, as far as the conditions are told apart. */
function holds({ guards }: Place, world: Guard): boolean {
  return guards.some((guard) => isTrueIn(guard, world));
}

/** The conditions of the decisions that a statement stands in. */
function guardsAround(frame: CallFrame, node: Node): readonly Guard[] {
  let guards: readonly Guard[] = [ANYWHERE];
  for (let inner = node, one = node.parent; one !== null; inner = one, one = one.parent) {
    if (one.type === 'if_statement' && inner.field !== 'condition') {
      const condition = one.childForFieldName('condition');
      if (condition === null) continue;
      const { yes, no } = waysOf(condition, frame);
      guards = combined(guards, inner.field === 'alternative' ? no : yes);
    } else if (one.type === 'case_statement') guards = combined(guards, guardsOfCase(frame, one));
  }
  return guards;
}

function guardsOfCase(frame: CallFrame, label: Node): readonly Guard[] {
  const choice = label.parent?.parent;
  const subject = choice?.childForFieldName('condition')?.namedChildren[0];
  if (choice === null || choice === undefined || subject === undefined) return [ANYWHERE];
  const on = rendered(subject, frame);
  // Labels without a statement of their own share the next one's.
  const labels = label.parent?.namedChildren.filter(({ type }) => type === 'case_statement') ?? [];
  const at = labels.indexOf(label);
  let first = at;
  while (first > 0 && isEmpty(labels[first - 1])) first -= 1;
  const values = labels.slice(first, at + 1).map((one) => one.childForFieldName('value'));
  if (values.includes(null)) {
    const others = labels
      .flatMap((one) => one.childForFieldName('value') ?? [])
      .filter((one) => !values.includes(one));
    return others.reduce<readonly Guard[]>(
      (all, one) => combined(all, equals(on, rendered(one, frame)).no),
      [ANYWHERE],
    );
  }
  return values.flatMap((value) => (value === null ? [] : equals(on, rendered(value, frame)).yes));
}

function isEmpty(label: Node | undefined): boolean {
  if (label === undefined) return false;
  return label.namedChildren.length <= (label.childForFieldName('value') === null ? 0 : 1);
}
