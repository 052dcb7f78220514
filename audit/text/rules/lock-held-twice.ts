// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import { allEnclosing, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type FunctionView, oncePer } from '../code/view';
import { rangeFaults, takesSequence } from '../hmm/attempt';
import { callSitesOf } from '../hmm/functions';
import { type Hit, type Rule, type Subject, source } from './rule';

/** The mmap lock taken around the helper of 7.3, which takes it itself. */
export const lockHeldTwice: Rule = {
  id: 'lock-held-twice',
  title: 'the mmap lock is taken around a call that takes it itself',
  severity: 'bug',
  formats: 'fixed',
  concerns: 'callers',
  why:
    'hmm_range_fault_unlocked_timeout() takes the mmap lock for each of its attempts, and a page fault ' +
    'in it may drop it. A reader that asks for it again waits after a writer that came in between, and ' +
    'that one waits for the reader.',
  effect: 'The process and the device hang as soon as another thread maps or unmaps memory.',
  bad: source(`
    static int example(struct hmm_range *range, struct mm_struct *mm)
    {
            int ret;

            range->default_flags = HMM_PFN_REQ_FAULT;
            mmap_read_lock(mm);
            ret = hmm_range_fault_unlocked_timeout(range, HZ);
            mmap_read_unlock(mm);
            return ret;
    }`),
  good: source(`
    static int example(struct hmm_range *range, struct mm_struct *mm)
    {
            unsigned long end;

            mmap_read_lock(mm);
            end = example_end(mm);
            mmap_read_unlock(mm);
            if (end < range->end)
                    return -EFAULT;
            range->default_flags = HMM_PFN_REQ_FAULT;
            return hmm_range_fault_unlocked_timeout(range, HZ);
    }`),
  *check({ now: { view } }: Subject): Generator<Hit> {
    for (const fn of view.functions) {
      for (const { fragment, node } of rangeFaults(fn)) {
        const line = lineOf(fragment, node);
        if (!takesSequence(node) || line === undefined) continue;
        const lock = heldAt(node) ?? heldByCaller(fn, node, 0);
        if (lock === undefined) continue;
        yield { line, reason: `${calledName(node)}() is called after ${lock}` };
      }
    }
  },
};

const heldIn = oncePer(locksOf);

/** The call that took the lock that is held where a function makes a call. */
function heldAt(node: Node): string | undefined {
  return allEnclosing(node, 'compound_statement')
    .flatMap((block) => heldIn(block).findLast(({ from }) => from < node.startIndex) ?? [])
    .find(({ lock }) => lock !== undefined)?.lock;
}

/** Callers that are followed. */
const CALL_LIMIT = 3;

/** As {@link heldAt}, of one of those who call a function that gives no lock back before. */
function heldByCaller(fn: FunctionView, node: Node, depth: number): string | undefined {
  const before = fn.pieces.map((piece) =>
    piece.node.text.slice(0, Math.max(0, node.startIndex - piece.node.startIndex)),
  );
  if (depth >= CALL_LIMIT || !fn.whole || before.some((text) => UNLOCKS.test(text)))
    return undefined;
  for (const { caller, call } of callSitesOf(fn)) {
    const lock = heldAt(call) ?? heldByCaller(caller, call, depth + 1);
    if (lock !== undefined) return lock.includes(' in ') ? lock : `${lock} in ${caller.name}()`;
  }
  return undefined;
}

/** From where on in a block the mmap lock is held, and by which call; undefined if it is not, or nothing is certain. */
interface Held {
  readonly from: number;
  readonly lock: string | undefined;
}

const TAKES =
  /^(?:mmap_(?:read|write)_lock(?:_nested)?\s{0,9}\(|guard\s{0,9}\(\s{0,9}mmap_(?:read|write)_lock|down_(?:read|write)\s{0,9}\([^;]{0,80}\bmmap_(?:lock|sem)\b)/;
/** One that can fail, where failing leaves. */
const TAKES_OR_LEAVES =
  /^if\s{0,9}\(\s{0,9}(?:mmap_(?:read|write)_lock_killable\s{0,9}\(|!\s{0,9}mmap_(?:read|write)_trylock\s{0,9}\()/;
const UNLOCKS = /unlock|up_(?:read|write)|downgrade/;
const LEAVES = /\b(?:return|goto|continue|break)\b/;

/** How the statements of a block, one after the other, leave the lock. */
function locksOf(block: Node): readonly Held[] {
  const found: Held[] = [];
  for (const statement of block.namedChildren) {
    if (statement === null) continue;
    const text = statement.text.slice(0, TEXT_LIMIT);
    const held = found.at(-1)?.lock;
    const lock = lockAfter(statement, text, held);
    // A label stands before its statement.
    const from = statement.type === 'labeled_statement' ? statement.startIndex : statement.endIndex;
    if (lock !== held) found.push({ from, lock });
  }
  return found;
}

/** Statements are looked at this far: what is longer is no call of a lock. */
const TEXT_LIMIT = 4000;

function lockAfter(statement: Node, text: string, held: string | undefined): string | undefined {
  if (statement.type === 'labeled_statement') {
    // Whoever comes here by a jump may not hold it; what the label stands before can take it.
    const inner = statement.namedChildren.at(-1);
    return inner === undefined
      ? undefined
      : lockAfter(inner, inner.text.slice(0, TEXT_LIMIT), undefined);
  }
  if (TAKES.test(text)) return nameOf(text);
  if (TAKES_OR_LEAVES.test(text) && LEAVES.test(text)) return nameOf(text);
  if (!UNLOCKS.test(text)) return held;
  // A way that gives it back and leaves is not the one that goes on.
  return statement.type === 'if_statement' && LEAVES.test(text) && !text.includes('else')
    ? held
    : undefined;
}

function nameOf(text: string): string {
  return `${/\b(?:mmap_(?:read|write)_\w{1,30}|down_(?:read|write))/.exec(text)?.[0] ?? 'a lock'}()`;
}
