// SPDX-License-Identifier: GPL-2.0-or-later
import { placeIn } from '../code/flow';
import { lineOf } from '../code/fragment';
import { argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodeView, type FunctionView, homeOf, nodesOf } from '../code/view';
import { arrayOrigin } from '../hmm/array-origin';
import { type ArrayGiven, arraysGiven, lastName } from '../hmm/entries';
import { arrayOfEntry } from '../hmm/entry-arrays';
import { objectOf } from '../hmm/ranges';
import { functionBefore, type Hit, type Rule, type Subject, source } from './rule';

/** Arrays that nothing cleared, and entries of theirs that are used with the bits that stay. */
export const stickyBits: Rule = {
  id: 'sticky-bits',
  title: 'since 6.16 three bits of an entry are what was in the array before',
  severity: 'note',
  formats: 'fixed',
  concerns: 'callers',
  why:
    'HMM_PFN_DMA_MAPPED, HMM_PFN_P2PDMA and HMM_PFN_P2PDMA_BUS are carried from the input word to the ' +
    'output word on every path. In an array that was not cleared they are at random, so that none ' +
    'need not be 0 and two words of the same page can differ; a test of the flags says what it means.',
  effect: 'It takes none for something, and hmm_dma_map_pfn() takes a page for mapped already.',
  bad: source(`
    static int example(struct hmm_range *range, unsigned long count)
    {
            unsigned long *pfns = kvmalloc_array(count, sizeof(*pfns), GFP_KERNEL);
            int ret;

            range->hmm_pfns = pfns;
            ret = hmm_range_fault(range);
            if (ret)
                    return ret;
            return pfns[0] == 0;
    }`),
  good: source(`
    static int example(struct hmm_range *range, unsigned long count)
    {
            unsigned long *pfns = kvcalloc(count, sizeof(*pfns), GFP_KERNEL);
            int ret;

            range->hmm_pfns = pfns;
            ret = hmm_range_fault(range);
            if (ret)
                    return ret;
            return pfns[0] == 0;
    }`),
  *check(subject: Subject): Generator<Hit> {
    const { now, defined } = subject;
    const sticky = areSticky(now.view, defined);
    if (sticky === false) return;
    for (const fn of now.view.functions) {
      // A loop over pieces moves the array and puts it back: that is one array.
      const seen = new Set<string | undefined>();
      for (const given of arraysGiven(now.view)) {
        if (placeIn(fn, given.fragment, given.node) === undefined) continue;
        const origin = arrayOrigin(now, fn, given);
        if (origin === undefined || origin.zeroed) continue;
        const uses = [...usesOf(now.view, fn, given, origin.text)];
        yield* uses;
        const line = lineOf(given.fragment, given.node);
        const cleared = clearedBefore(subject, fn, given);
        if (cleared !== undefined && line !== undefined) {
          const reason = `${cleared} cleared the array until now, ${origin.text} does not: since 6.16 three bits of every word stay as they were`;
          yield { line: origin.line ?? line, reason, severity: 'suspicious' };
          continue;
        }
        if (uses.length > 0 || sticky === undefined || line === undefined) continue;
        const array = objectOf(given.value);
        if (seen.has(array)) continue;
        seen.add(array);
        const reason = `${origin.text} clears nothing: HMM_PFN_DMA_MAPPED and the P2PDMA bits of every word stay as they were`;
        yield { line, reason };
      }
    }
  },
};

const STICKY = /\bHMM_PFN_(?:DMA_MAPPED|P2PDMA|P2PDMA_BUS)\b/;
/** What only callers of the kernels with these bits use. */
const LATER =
  /\b(?:HMM_PFN_DMA_MAPPED|HMM_PFN_P2PDMA|hmm_dma_\w{1,99}|hmm_range_fault_unlocked_timeout)\b/;

/** Whether the code's kernel has the bits; undefined if neither its header nor the code tells. */
function areSticky(view: CodeView, defined: ReadonlySet<string>): boolean | undefined {
  if (defined.has('HMM_PFN_DMA_MAPPED')) return true;
  if (defined.has('HMM_PFN_VALID')) return false;
  const tells = view.fragments.some(({ code }) => code.some((text) => LATER.test(text)));
  return tells ? true : undefined;
}

/** What cleared the array in the same function before a patch; undefined if nothing did, or nothing is known of it. */
function clearedBefore(subject: Subject, now: FunctionView, given: ArrayGiven): string | undefined {
  const fn = functionBefore(subject, now);
  const array = objectOf(given.value);
  if (fn === undefined || array === undefined) return undefined;
  const view = homeOf(fn);
  const same = arraysGiven(view).find((one) => objectOf(one.value) === array);
  const origin = same === undefined ? undefined : arrayOrigin({ view }, fn, same);
  return origin?.zeroed ? origin.text : undefined;
}

/** Where a function uses entries of the array with the bits that nothing cleared. */
function* usesOf(
  view: CodeView,
  fn: FunctionView,
  given: ArrayGiven,
  origin: string,
): Generator<Hit> {
  const names = new Set(['hmm_pfns', lastName(objectOf(given.value) ?? 'hmm_pfns')]);
  for (const { fragment, node } of nodesOf(fn, ...WHOLE)) {
    const line = lineOf(fragment, node);
    if (line !== undefined && mapsFrom(node, objectOf(given.value))) {
      const reason = `hmm_dma_map_pfn() takes HMM_PFN_DMA_MAPPED of an entry, and ${origin} clears none`;
      yield { line, reason, severity: 'bug' };
      continue;
    }
    const used = node.startIndex < given.node.endIndex ? undefined : useIn(node);
    const array = used === undefined ? undefined : arrayOfEntry(view, fn, used.entry);
    if (used === undefined || line === undefined) continue;
    if (array === undefined || !names.has(lastName(array))) continue;
    const what = node.text.replace(/\s+/g, ' ').slice(0, 80);
    const reason = `${what} takes ${used.bits} of an entry, and ${origin} clears none`;
    yield { line, reason, ...(used.bits === 'all bits' ? {} : { severity: 'bug' as const }) };
  }
}

/** An entry, and which of its bits an expression takes. */
interface Use {
  readonly entry: Node;
  readonly bits: 'all bits' | 'such a bit';
}

const WHOLE = ['binary_expression', 'unary_expression', 'if_statement', 'call_expression'];

/** A use of an entry as a whole: `entry == 0`, `!entry`, `if (entry)`; or of one of the bits. */
function useIn(node: Node): Use | undefined {
  switch (node.type) {
    case 'binary_expression': {
      const operator = node.childForFieldName('operator')?.text ?? '';
      const sides = ['left', 'right'].flatMap((name) => node.childForFieldName(name) ?? []);
      const entry = sides.find(isPlain);
      if (entry === undefined) return undefined;
      if (/^[!=]=$/.test(operator)) return { entry, bits: 'all bits' };
      const tests = operator === '&' && sides.some(({ text }) => isTest(text));
      return tests ? { entry, bits: 'such a bit' } : undefined;
    }
    case 'unary_expression': {
      const argument = node.childForFieldName('argument');
      const negates = node.childForFieldName('operator')?.text === '!';
      return negates ? wholeOf(argument) : undefined;
    }
    case 'if_statement':
      return wholeOf(node.childForFieldName('condition')?.namedChildren[0]);
    default:
      return undefined;
  }
}

/** Whether a call takes what it finds in the array as mapped already: `hmm_dma_map_pfn(dev, map, …)`. */
function mapsFrom(node: Node, array: string | undefined): boolean {
  const map = calledName(node) === 'hmm_dma_map_pfn' ? argumentsOf(node)[1] : undefined;
  return map !== undefined && array !== undefined && array === `${objectOf(map)}.pfn_list`;
}

/** A mask with one of the bits; the complement of one looks at the others. */
function isTest(text: string): boolean {
  return STICKY.test(text) && !text.includes('~');
}

function wholeOf(node: Node | null | undefined): Use | undefined {
  return node != null && isPlain(node) ? { entry: node, bits: 'all bits' } : undefined;
}

function isPlain({ type }: Node): boolean {
  return type === 'subscript_expression' || type === 'pointer_expression' || type === 'identifier';
}
