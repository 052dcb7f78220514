// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import { type CodeView, nodesOf } from '../code/view';
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
  suffers:
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
    const flags = flagsOf(view);
    const shift = flags.find(({ name }) => name === 'HMM_PFN_ORDER_SHIFT')?.fromTop;
    for (const { name, fromTop, line } of flags) {
      if (KNOWN.has(name) || line.change === 'context') continue;
      const inside = ORDERS.filter((order) => isInside(fromTop, shift ?? order));
      const which = `${name} is bit ${64 - fromTop}`;
      if (shift !== undefined && inside.length > 0) {
        const reason = `${which}, but the order is in bits ${64 - shift} to ${68 - shift}`;
        yield { line, reason };
      } else if (inside.length === ORDERS.length) {
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

/** HMM_PFN_ORDER_SHIFT, counted down from the end of the word. */
const SINCE_5_9 = 8;
const SINCE_6_16 = 11;
const ORDERS = [SINCE_5_9, SINCE_6_16] as const;
const ORDER_BITS = 5;

function isInside(fromTop: number, shift: number): boolean {
  return fromTop <= shift && fromTop > shift - ORDER_BITS;
}

const KNOWN: ReadonlySet<string> = new Set(
  ['VALID', 'WRITE', 'ERROR', 'DMA_MAPPED', 'P2PDMA', 'P2PDMA_BUS', 'ORDER_SHIFT', 'FLAGS']
    .concat(['REQ_FAULT', 'REQ_WRITE', 'INOUT_FLAGS'])
    .map((name) => `HMM_PFN_${name}`),
);

const NAME = '^\\s{0,99}(?:#\\s{0,9}define\\s{1,9})?(HMM_PFN_\\w{1,99})[\\s=]{1,99}';
const FROM_TOP = new RegExp(
  `${NAME}(?:\\(?1U?L{0,2}\\s{0,9}<<\\s{0,9})?\\(\\s{0,9}BITS_PER_LONG\\s{0,9}-\\s{0,9}(\\d{1,2})\\s{0,9}\\)`,
);
const FROM_BOTTOM = new RegExp(
  `${NAME}\\(?(?:1U?L{0,2}\\s{0,9}<<\\s{0,9}|BIT(?:_ULL)?\\()(\\d{1,2})\\b`,
);

/** The flags that the lines define, by their distance from the end of a word of 64 bits. */
function flagsOf(view: CodeView) {
  return view.fragments.flatMap(({ code, lines }) =>
    code.flatMap((text, row) => {
      const line = lines[row];
      const top = FROM_TOP.exec(text);
      const bottom = FROM_BOTTOM.exec(text);
      const name = top?.[1] ?? bottom?.[1];
      if (line === undefined || name === undefined) return [];
      return [{ name, line, fromTop: top === null ? 64 - Number(bottom?.[2]) : Number(top[2]) }];
    }),
  );
}

/** A flag that the range fault gives to a pte, and to no huge entry. */
function* missingForPmd(view: CodeView): Generator<Hit> {
  const used = view.functions.flatMap((fn) =>
    nodesOf(fn, 'identifier')
      .filter(({ node }) => /^HMM_PFN_\w/.test(node.text) && !KNOWN.has(node.text))
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
