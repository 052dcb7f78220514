// SPDX-License-Identifier: GPL-2.0-or-later
import { type CodePlace, placeIn } from '../code/flow';
import { lineOf } from '../code/fragment';
import { allEnclosing, argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import {
  type FunctionView,
  functionText,
  homeOf,
  type Located,
  nodesOf,
  oncePer,
} from '../code/view';
import { ASKS_WRITE } from '../hmm/ask';
import type { AssumedRun } from '../hmm/assumed-run';
import { policiesOfEntry } from '../hmm/entry-policies';
import { type EntrySource, runWithEntries, sourceOfEntry, worldsWithout } from '../hmm/entry-runs';
import { READABLE_ENTRY, WRITABLE_ENTRY } from '../hmm/entry-values';
import { callersOf, functionNamed } from '../hmm/functions';
import type { Policy } from '../hmm/policy';
import { type Hit, type PatchSide, type Rule, type Subject, source } from './rule';

/** A right to write given to the device where neither the request nor the entry has it. */
export const writeUnproved: Rule = {
  id: 'write-unproved',
  title: 'a page is mapped for writing without HMM_PFN_WRITE',
  severity: 'suspicious',
  formats: 'fixed',
  concerns: 'callers',
  why:
    'Only HMM_PFN_WRITE in an entry, or a request for writing that succeeded, says that the process ' +
    'may write to this very page. A page shared by copy-on-write, or the zero page, has no WRITE in ' +
    'a mapping that is writable.',
  effect: 'The device writes to a page that other processes see: copy-on-write is bypassed.',
  bad: source(`
    static int example(struct example *own, struct hmm_range *range)
    {
            int ret;

            range->default_flags = HMM_PFN_REQ_FAULT;
            range->pfn_flags_mask = 0;
            ret = hmm_range_fault(range);
            if (ret)
                    return ret;
            return example_map(own, hmm_pfn_to_page(range->hmm_pfns[0]), EXAMPLE_READ | EXAMPLE_WRITE);
    }`),
  good: source(`
    static int example(struct example *own, struct hmm_range *range)
    {
            unsigned long rights = EXAMPLE_READ;
            int ret;

            range->default_flags = HMM_PFN_REQ_FAULT;
            range->pfn_flags_mask = 0;
            ret = hmm_range_fault(range);
            if (ret)
                    return ret;
            if (range->hmm_pfns[0] & HMM_PFN_WRITE)
                    rights |= EXAMPLE_WRITE;
            return example_map(own, hmm_pfn_to_page(range->hmm_pfns[0]), rights);
    }`),
  *check({ now }: Subject): Generator<Hit> {
    for (const fn of now.view.functions) {
      const mapping = mappersOf(fn);
      const isElsewhere = [...mapping, ...callersOf(fn)].some((one) => looksAtWrite(one));
      if (isElsewhere) continue;
      const given =
        givenWithout(now, fn) ?? (looksAtWrite(fn) ? undefined : givenAtAll(now, fn, mapping));
      const line = given === undefined ? undefined : lineOf(given.fragment, given.node);
      if (given === undefined || line === undefined) continue;
      const reason = `${given.node.text} is given to the device whatever the entry says, and no write fault was requested`;
      yield { line, reason };
    }
  },
};

function looksAtWrite(fn: FunctionView): boolean {
  return /\bHMM_PFN_WRITE\b/.test(functionText(fn));
}

/** A right that a function gives that never looks at WRITE, nor does a function that maps for it. */
function givenAtAll(
  now: PatchSide,
  fn: FunctionView,
  mapping: readonly FunctionView[],
): Located | undefined {
  const read = readingOf(fn);
  if (read === undefined) return undefined;
  const policies = policiesOfEntry(now, fn, read.from, read);
  if (policies.length === 0 || !policies.some(withoutWrite)) return undefined;
  const never = policies.every(({ defaults }) => ((defaults?.may ?? 0) & ASKS_WRITE) === 0);
  const rights = [fn, ...mapping].flatMap(rightsGiven);
  const run = runWithEntries(fn, READABLE_ENTRY);
  return rights.find(({ node }) => (never || !isConditional(run, node)) && isReached(fn, node));
}

/**
 * A right that a function gives where an entry is VALID and has no WRITE; of one that looks at WRITE, too, only where a
 * decision by something else of the entry leads to it.
 */
function givenWithout(now: PatchSide, fn: FunctionView): Located | undefined {
  const read = fn.whole ? readingOf(fn) : undefined;
  if (read === undefined) return undefined;
  const policies = policiesOfEntry(now, fn, read.from, read);
  if (policies.length === 0 || !policies.some(mayLackWrite)) return undefined;
  const worlds = worldsWithout(now.words, fn, ASKS_WRITE) ?? [new Map<string, number>()];
  for (const world of worlds) {
    const without = runWithEntries(fn, READABLE_ENTRY, world);
    const allowed = runWithEntries(fn, WRITABLE_ENTRY, world);
    if (without.isLost || allowed.isLost) continue;
    const isTold = isDifferent(without, allowed);
    const given = rightsGiven(fn).find(({ node }) => {
      if (!without.values.has(node) || isTakenBack(without, node)) return false;
      return isTold ? hangsOnEntry(without, node) : !isConditional(without, node);
    });
    if (given !== undefined) return given;
  }
  return undefined;
}

/** Whether something goes by whether an entry has WRITE. */
function isDifferent(without: AssumedRun, allowed: AssumedRun): boolean {
  return [...without.ends].some(([node, { number, isAssumed }]) => {
    const other = allowed.ends.get(node);
    return isAssumed && isDecisive(node) && other?.number !== number;
  });
}

/** Whether a value is asked for, and not only handed on: a word as it is tells nothing. */
function isDecisive({ field, type, parent }: Node): boolean {
  return (
    field === 'condition' ||
    type === 'binary_expression' ||
    parent?.type === 'return_statement' ||
    // A table has a right for each answer.
    (field === 'index' && parent?.type === 'subscript_expression')
  );
}

/** The functions of the file that get the page or the address of an entry. */
function mappersOf(fn: FunctionView): readonly FunctionView[] {
  const home = homeOf(fn);
  const found = nodesOf(fn, 'call_expression').flatMap(({ node }) => {
    const maps = argumentsOf(node).some(({ text }) =>
      /\bhmm_pfn_to_\w+|HMM_PFN_FLAGS\b/.test(text),
    );
    const callee = maps ? functionNamed(home, calledName(node)) : undefined;
    return callee === undefined || callee === fn || homeOf(callee) !== home ? [] : [callee];
  });
  return [...new Set(found)];
}

/** An entry that a function reads, and where it is from. */
interface Reading extends CodePlace {
  readonly from: EntrySource;
}

const readingOf = oncePer((fn: FunctionView): Reading | undefined => {
  for (const { fragment, node } of nodesOf(fn, ...READ)) {
    const from = sourceOfEntry(fn, node);
    const place = from === undefined ? undefined : placeIn(fn, fragment, node);
    if (from !== undefined && place !== undefined) return { ...place, from };
  }
  return undefined;
});

const READ = ['subscript_expression', 'pointer_expression', 'identifier'];

/** Whether the function of an entry gives the right where the page may be read only; rights of others are not followed. */
function isReached(fn: FunctionView, node: Node): boolean {
  const run = runWithEntries(fn, READABLE_ENTRY);
  const isOwn = fn.pieces.some(
    ({ node: own }) => own.startIndex <= node.startIndex && node.endIndex <= own.endIndex,
  );
  return !fn.whole || run.isLost || !isOwn || run.values.has(node);
}

/** Whether a decision around a node goes by what is assumed of the entry. */
function hangsOnEntry(run: AssumedRun, node: Node): boolean {
  return allEnclosing(node, 'if_statement', 'conditional_expression', 'switch_statement').some(
    (decision) => {
      const condition = decision.childForFieldName('condition');
      return condition !== null && run.ends.get(condition)?.isAssumed === true;
    },
  );
}

/** Whether a right is taken back later: `prot &= ~ZED_WRITE`. */
function isTakenBack(run: AssumedRun, { text, endIndex }: Node): boolean {
  return [...run.values.keys()].some(
    (node) =>
      node.type === 'assignment_expression' &&
      node.startIndex > endIndex &&
      node.childForFieldName('operator')?.text === '&=' &&
      node.text.includes(text),
  );
}

/** Whether success leaves it open whether a page may be written to. */
function withoutWrite({ defaults, mask }: Policy): boolean {
  if (defaults?.sure !== true || mask?.sure !== true) return false;
  return ((defaults.must | mask.may) & ASKS_WRITE) === 0;
}

/** Whether a page may have been asked for without WRITE. */
function mayLackWrite({ defaults }: Policy): boolean {
  return defaults?.sure === true && (defaults.must & ASKS_WRITE) === 0;
}

const RIGHT = /(^|_)(WRITE|WRITEABLE|WRITABLE|RW|WR|W)($|_)/;

/** Names of rights to write: in what a call is given, or in what a variable is set to. */
function rightsGiven(fn: FunctionView): readonly Located[] {
  return nodesOf(fn, 'identifier').filter(({ node }) => {
    const name = node.text;
    if (
      !RIGHT.test(name) ||
      name !== name.toUpperCase() ||
      /^(HMM_PFN_|VM_|FAULT_|GFP|DMA_)/.test(name)
    )
      return false;
    // A test of a right gives none.
    for (let one = node.parent; one !== null; one = one.parent) {
      if (one.type === 'binary_expression' && one.childForFieldName('operator')?.text !== '|')
        return false;
      if (one.type === 'unary_expression' || one.field === 'condition') return false;
      if (one.type === 'argument_list')
        return one.parent === null || !/^(if|WARN\w*|READ_ONCE)$/.test(calledName(one.parent));
      if (one.type === 'assignment_expression')
        return /^\|?=$/.test(one.childForFieldName('operator')?.text ?? '');
      if (one.type === 'init_declarator') return true;
      if (/_statement$/.test(one.type)) return false;
    }
    return false;
  });
}

/** Whether a decision stands around a node that something else decides than what the entry is. */
function isConditional({ ends }: AssumedRun, node: Node): boolean {
  return allEnclosing(node, 'conditional_expression', 'if_statement', 'switch_statement').some(
    (one) => {
      const condition = one.childForFieldName('condition');
      const isAround = condition === null || condition.endIndex < node.startIndex;
      return isAround && (condition === null || ends.get(condition)?.number === undefined);
    },
  );
}
