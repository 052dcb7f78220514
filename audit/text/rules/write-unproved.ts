// SPDX-License-Identifier: GPL-2.0-or-later
import { placeIn } from '../code/flow';
import { type Fragment, lineOf } from '../code/fragment';
import { allEnclosing, argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type FunctionView, functionText, homeOf, nodesOf } from '../code/view';
import { ASKS_WRITE } from '../hmm/ask';
import { rangeFaults, rangeOf } from '../hmm/attempt';
import { callersOf, functionNamed } from '../hmm/functions';
import { type Policy, policiesAt } from '../hmm/policy';
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
      const looks = [fn, ...mapping, ...callersOf(fn)].some((one) =>
        /\bHMM_PFN_WRITE\b/.test(functionText(one)),
      );
      if (looks || !/\bhmm_pfn_to_\w+|HMM_PFN_FLAGS\b/.test(functionText(fn))) continue;
      const policies = policiesIn(now, fn);
      if (policies.length === 0 || !policies.some(withoutWrite)) continue;
      const never = policies.every(({ defaults }) => ((defaults?.may ?? 0) & ASKS_WRITE) === 0);
      const rights = [fn, ...mapping].flatMap(rightsGiven);
      const given = rights.find(({ node }) => never || !isConditional(node));
      const line = given === undefined ? undefined : lineOf(given.fragment, given.node);
      if (given === undefined || line === undefined) continue;
      const reason = `${given.node.text} is given to the device whatever the entry says, and no write fault was requested`;
      yield { line, reason };
    }
  },
};

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

function policiesIn(now: PatchSide, fn: FunctionView): Policy[] {
  return rangeFaults(fn).flatMap(({ fragment, node }) => {
    const place = placeIn(fn, fragment, node);
    const base = rangeOf(node);
    return place === undefined || base === undefined ? [] : [...policiesAt(now, fn, base, place)];
  });
}

/** Whether success leaves it open whether a page may be written to. */
function withoutWrite({ defaults, mask }: Policy): boolean {
  if (defaults?.sure !== true || mask?.sure !== true) return false;
  return ((defaults.must | mask.may) & ASKS_WRITE) === 0;
}

const RIGHT = /(^|_)(WRITE|WRITEABLE|WRITABLE|RW|WR)($|_)/;

/** Names of rights to write: in what a call is given, or in what a variable is set to. */
function rightsGiven(fn: FunctionView): { readonly fragment: Fragment; readonly node: Node }[] {
  return nodesOf(fn, 'identifier').filter(({ node }) => {
    const name = node.text;
    if (
      !RIGHT.test(name) ||
      name !== name.toUpperCase() ||
      /^(HMM_|VM_|FAULT_|GFP|DMA_)/.test(name)
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

function isConditional(node: Node): boolean {
  return allEnclosing(node, 'conditional_expression', 'if_statement', 'switch_statement').some(
    (one) => {
      const condition = one.childForFieldName('condition');
      return condition === null || condition.endIndex < node.startIndex;
    },
  );
}
