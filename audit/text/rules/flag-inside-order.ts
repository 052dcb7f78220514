// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import { type CodeView, nodesOf } from '../code/view';
import { flagsDefined, KNOWN_FLAGS, ORDER_SHIFTS, ORDER_WIDTH, SINCE_6_16 } from '../hmm/pfn-flags';
import { type Hit, type Rule, type Subject, source } from './rule';

/** A new flag of an entry where the order of the mapping is. */
export const flagInsideOrder: Rule = {
  id: 'flag-inside-order',
  title: 'a new flag of an entry overlaps the order of its mapping',
  severity: 'bug',
  formats: 'fixed',
  concerns: 'all',
  why:
    'Since 5.9 five bits of an entry, from HMM_PFN_ORDER_SHIFT up, are the order of the CPU’s mapping: ' +
    'bits 56 to 60 until 6.15, 53 to 57 since 6.16 (of a 64-bit word). A flag in these bits is set by ' +
    'every mapping whose order has that bit.',
  effect:
    'Ordinary huge pages appear to have the flag, and hmm_pfn_to_map_order() returns a wrong order ' +
    'for entries that do have it.',
  bad: source(`
    enum hmm_pfn_flags {
            HMM_PFN_VALID = 1UL << (BITS_PER_LONG - 1),
            HMM_PFN_EXAMPLE = 1UL << (BITS_PER_LONG - 7),
            HMM_PFN_ORDER_SHIFT = (BITS_PER_LONG - 11),
    };`),
  good: source(`
    enum hmm_pfn_flags {
            HMM_PFN_VALID = 1UL << (BITS_PER_LONG - 1),
            HMM_PFN_EXAMPLE = 1UL << (BITS_PER_LONG - 7),
            HMM_PFN_ORDER_SHIFT = (BITS_PER_LONG - 12),
    };`),
  *check({ now: { view } }: Subject): Generator<Hit> {
    const flags = flagsDefined(view);
    const shift = flags.find(({ name }) => name === 'HMM_PFN_ORDER_SHIFT')?.fromTop;
    for (const { name, fromTop, line } of flags) {
      if (KNOWN_FLAGS.has(name) || line.change === 'context') continue;
      const inside = ORDER_SHIFTS.filter((order) => isInside(fromTop, shift ?? order));
      const which = `${name} is bit ${64 - fromTop}`;
      if (shift !== undefined && inside.length > 0) {
        const reason = `${which}, but the order is in bits ${64 - shift} to ${68 - shift}`;
        yield { line, reason };
      } else if (inside.length === ORDER_SHIFTS.length) {
        yield { line, reason: `${which}, which is a bit of the order in every kernel since 5.9` };
      } else if (inside.length > 0) {
        const when = inside[0] === SINCE_6_16 ? 'since 6.16' : 'from 5.9 to 6.15';
        yield {
          line,
          reason: `${which}, which is a bit of the order ${when}`,
          severity: 'suspicious',
        };
      }
    }
    yield* missingForPmd(view);
  },
};

function isInside(fromTop: number, shift: number): boolean {
  return fromTop <= shift && fromTop > shift - ORDER_WIDTH;
}

/** A flag that the range fault gives to a pte, and to no huge entry. */
function* missingForPmd(view: CodeView): Generator<Hit> {
  const used = view.functions.flatMap((fn) =>
    nodesOf(fn, 'identifier')
      .filter(({ node }) => /^HMM_PFN_\w/.test(node.text) && !KNOWN_FLAGS.has(node.text))
      .map(({ fragment, node }) => ({
        fn: fn.name,
        name: node.text,
        line: lineOf(fragment, node),
      })),
  );
  const huge = new Set(used.filter(({ fn }) => /pmd|pud/.test(fn)).map(({ name }) => name));
  for (const { fn, name, line } of used) {
    if (!/^hmm_vma_handle_pte/.test(fn) || huge.has(name) || line?.change !== 'added') continue;
    const reason = `${name} is set for a pte only; a huge entry (pmd) of the same kind lacks it`;
    yield { line, reason, severity: 'suspicious' };
  }
}
