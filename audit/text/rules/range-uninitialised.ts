// SPDX-License-Identifier: GPL-2.0-or-later

import { lineOf } from '../code/fragment';
import type { Node } from '../code/syntax';
import type { CodePiece, FunctionView } from '../code/view';
import { isRangeFault, rangeOf } from '../hmm/attempt';
import { runsOnEveryWay } from '../hmm/every-way';
import { DEPTH_LIMIT, fieldsChangedBy, givenAs } from '../hmm/range-fields';
import { changesNaming, isListed, namesOf } from '../hmm/range-names';
import { objectOf, rootOf } from '../hmm/ranges';
import { type RangeMade, rangesMade } from '../hmm/ranges-made';
import { type Hit, type Rule, type Subject, source } from './rule';

/** A range, and a field of it that nothing sets, where what is there instead will not do. */
export const rangeUninitialised: Rule = {
  id: 'range-uninitialised',
  title: 'a field of the range is never set',
  severity: 'bug',
  formats: 'fixed',
  concerns: 'callers',
  why:
    'A page’s request is (entry & pfn_flags_mask) | default_flags. In a range on the stack, or from ' +
    'kmalloc(), what nobody sets is whatever was there before: a random mask lets random entries count. ' +
    'hmm_range_fault() goes through notifier and hmm_pfns, whatever is asked.',
  effect:
    'It asks for pages at random, for writing too, or fails with -EPERM, depending on what ran before; ' +
    'through a notifier or an array that is no address the kernel ends in an oops.',
  bad: source(`
    static int example(struct example *own, unsigned long *pfns)
    {
            struct hmm_range range;

            range.notifier = &own->notifier;
            range.notifier_seq = own->seq;
            range.start = own->start;
            range.end = own->end;
            range.hmm_pfns = pfns;
            range.dev_private_owner = NULL;
            range.default_flags = HMM_PFN_REQ_FAULT;
            return hmm_range_fault(&range);
    }`),
  good: source(`
    static int example(struct example *own, unsigned long *pfns)
    {
            struct hmm_range range = { .notifier = &own->notifier };

            range.notifier_seq = own->seq;
            range.start = own->start;
            range.end = own->end;
            range.hmm_pfns = pfns;
            range.default_flags = HMM_PFN_REQ_FAULT;
            return hmm_range_fault(&range);
    }`),
  *check({ kind, now: { view } }: Subject): Generator<Hit> {
    // An example of the documentation leaves out what it does not explain.
    if (view.language === 'prose') return;
    for (const fn of view.functions) {
      for (const piece of fn.pieces) {
        for (const made of rangesMade(piece)) {
          const line = lineOf(piece.fragment, made.node);
          // The lines of a patch around what it changes may leave out what they do not need.
          if (line === undefined || (kind === 'patch' && made.holds === 'zero')) continue;
          const { never, sometimes } = missingIn(fn, piece, made);
          if (never.length > 0) {
            const reason = `${made.object}, ${made.from}, is faulted while nothing sets ${never.join(', ')}`;
            // An owner at random is nobody's: its pages are faulted like those of others.
            const harmless = never.every((field) => field === 'dev_private_owner');
            yield { line, reason, ...(harmless && { severity: 'suspicious' as const }) };
          } else if (sometimes.length > 0) {
            const reason = `${made.object}, ${made.from}, is faulted on a way that does not set ${sometimes.join(', ')}`;
            yield { line, reason, severity: 'suspicious' };
          }
        }
      }
    }
  },
};

/** 0 is no address of a notifier or of an array. */
const NEVER_ZERO = ['notifier', 'hmm_pfns'];
/** But it is a request, a mask and an owner, and what comes of an address of 0 does not depend on chance. */
const MAY_BE_ZERO = ['start', 'end', 'default_flags', 'pfn_flags_mask', 'dev_private_owner'];

/** What has to be set, by what is there before. */
const FIELDS: Readonly<Record<RangeMade['holds'], readonly string[]>> = {
  anything: [...NEVER_ZERO, ...MAY_BE_ZERO],
  zero: NEVER_ZERO,
};

/** The fields that nothing sets between the making of a range and its fault, and those that not every way sets. */
interface Missing {
  readonly never: readonly string[];
  readonly sometimes: readonly string[];
}

const COMPLETE: Missing = { never: [], sometimes: [] };

function missingIn(fn: FunctionView, piece: CodePiece, made: RangeMade): Missing {
  const names = namesOf(piece, made.object);
  if (names === undefined || isListed(piece, names)) return COMPLETE;
  for (const object of names) {
    const fault = faultAfter(fn, piece, made.node, object);
    if (fault !== undefined) return missingAt(fn, piece, made, names, fault);
  }
  return COMPLETE;
}

function missingAt(
  fn: FunctionView,
  piece: CodePiece,
  { node, holds, set: fromTheStart }: RangeMade,
  names: readonly string[],
  fault: Node,
): Missing {
  const set = new Map<string, Node[]>();
  const add = (field: string, one: Node): unknown =>
    set.set(field, [...(set.get(field) ?? []), one]);
  const roots = new Set(names.map(rootOf));
  const nodes = [...roots]
    .flatMap((root) => changesNaming(piece).get(root) ?? [])
    .filter((one) => node.endIndex <= one.startIndex && one.endIndex <= fault.endIndex)
    .filter((one) => !isNaming(one, names))
    .sort((one, other) => one.startIndex - other.startIndex || other.endIndex - one.endIndex);
  for (const one of nodes) {
    for (const name of names) {
      if (one === fault && isRangeFault(fault)) continue;
      const change = fieldsChangedBy(fn, piece, one, name);
      if (change.kind === 'all') return COMPLETE;
      if (change.isCleared) {
        // The lines of a patch may leave out what comes after it.
        if (!fn.whole) return COMPLETE;
        if (runsOnEveryWay(fn, piece, [one], fault)) set.clear();
        for (const field of MAY_BE_ZERO) add(field, one);
      }
      for (const field of change.fields) add(field, one);
    }
  }
  const isSure = (field: string): boolean => runsOnEveryWay(fn, piece, set.get(field) ?? [], fault);
  const fields = FIELDS[holds].filter((field) => !fromTheStart.includes(field));
  return {
    never: fields.filter((field) => !set.has(field)),
    sometimes: fields.filter((field) => set.has(field) && !isSure(field)),
  };
}

/** `r = &range`: another name, and nothing set. */
function isNaming(node: Node, names: readonly string[]): boolean {
  const value = node.childForFieldName('right');
  const object = value === null ? undefined : objectOf(value);
  return object !== undefined && names.includes(object);
}

/** The first call after the making that faults the range, or leads to it. */
function faultAfter(fn: FunctionView, piece: CodePiece, node: Node, object: string) {
  return changesNaming(piece)
    .get(rootOf(object))
    ?.find((call) => {
      if (call.type !== 'call_expression' || call.startIndex < node.endIndex) return false;
      if (isRangeFault(call)) return rangeOf(call) === object;
      return leadsToFault(fn, call, object, 0);
    });
}

function leadsToFault(fn: FunctionView, call: Node, object: string, depth: number): boolean {
  const inner = givenAs(fn, call, object);
  if (inner === undefined || depth >= DEPTH_LIMIT) return false;
  return inner.callee.pieces.some(({ node }) =>
    node
      .descendantsOfType('call_expression')
      .some((one) =>
        isRangeFault(one)
          ? rangeOf(one) === inner.name
          : leadsToFault(inner.callee, one, inner.name, depth + 1),
      ),
  );
}
