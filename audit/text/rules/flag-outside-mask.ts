// SPDX-License-Identifier: GPL-2.0-or-later
import type { CodeLine } from '../code/lines';
import type { CodeView } from '../code/view';
import { type FlagDefined, flagsDefined, ORDER_SHIFTS } from '../hmm/pfn-flags';
import { type Hit, type Rule, type Subject, source } from './rule';

/** A flag of an entry that HMM_PFN_FLAGS does not clear. */
export const flagOutsideMask: Rule = {
  id: 'flag-outside-mask',
  title: 'a flag of an entry is outside of HMM_PFN_FLAGS',
  severity: 'bug',
  formats: 'fixed',
  concerns: 'all',
  why:
    'hmm_pfn_to_page() and hmm_pfn_to_phys() clear HMM_PFN_FLAGS and take the rest of the word as the ' +
    'pfn. A flag that the mask does not have, or that lies below the order, is left in it.',
  effect:
    'Where the flag is set it gets the struct page and the address of another frame, or of none.',
  bad: source(`
    enum hmm_pfn_flags {
            HMM_PFN_VALID = 1UL << (BITS_PER_LONG - 1),
            HMM_PFN_ORDER_SHIFT = (BITS_PER_LONG - 12),
            HMM_PFN_FLAGS = 0xFFUL << HMM_PFN_ORDER_SHIFT,
    };`),
  good: source(`
    enum hmm_pfn_flags {
            HMM_PFN_VALID = 1UL << (BITS_PER_LONG - 1),
            HMM_PFN_ORDER_SHIFT = (BITS_PER_LONG - 12),
            HMM_PFN_FLAGS = 0xFFFUL << HMM_PFN_ORDER_SHIFT,
    };`),
  *check({ now: { view } }: Subject): Generator<Hit> {
    const defined = flagsDefined(view);
    const shift = defined.find(({ name }) => name === SHIFT);
    const mask = maskOf(view, shift?.fromTop);
    for (const flag of defined.filter(({ name }) => !NO_FLAGS.test(name))) {
      const reason = reasonAgainst(flag, mask, shift?.fromTop);
      const changed = [flag.line, mask?.line, shift?.line].find((line) => isChanged(line));
      if (reason !== undefined && changed !== undefined) yield { line: changed, reason };
    }
  },
};

const SHIFT = 'HMM_PFN_ORDER_SHIFT';
/** What the header defines beside the flags of an entry. */
const NO_FLAGS = /^HMM_PFN_(?:ORDER_SHIFT|FLAGS|INOUT_FLAGS|REQ_\w{1,99})$/;

function isChanged(line: CodeLine | undefined): line is CodeLine {
  return line !== undefined && line.change !== 'context';
}

/** What HMM_PFN_FLAGS is made of. */
interface Mask {
  readonly line: CodeLine;
  has(flag: FlagDefined): boolean;
}

function reasonAgainst(
  flag: FlagDefined,
  mask: Mask | undefined,
  shift?: number,
): string | undefined {
  const which = `${flag.name} is bit ${64 - flag.fromTop}`;
  if (mask !== undefined)
    return mask.has(flag) ? undefined : `${which}, which HMM_PFN_FLAGS does not have`;
  // Without the definition at hand, what lies below the order is the pfn in all of them.
  const lowest = shift ?? Math.max(...ORDER_SHIFTS);
  if (flag.fromTop <= lowest) return undefined;
  return `${which}, which is a bit of the pfn: the order begins at bit ${64 - lowest}`;
}

const DEFINITION = /^\s{0,99}(?:#\s{0,9}define\s{1,9})?HMM_PFN_FLAGS[\s=]{1,99}(.{0,999})/;
const ABOVE =
  /^~\s{0,9}\(\s{0,9}\(\s{0,9}1UL?\s{0,9}<<\s{0,9}HMM_PFN_ORDER_SHIFT\s{0,9}\)\s{0,9}-\s{0,9}1\s{0,9}\)/;
const FROM =
  /^GENMASK(?:_ULL)?\s{0,9}\(\s{0,9}(?:BITS_PER_LONG\s{0,9}-\s{0,9}1|63)\s{0,9},\s{0,9}HMM_PFN_ORDER_SHIFT\s{0,9}\)/;
const BITS = /^\(?\s{0,9}(0x[fF]{1,16})UL{0,2}\s{0,9}<<\s{0,9}HMM_PFN_ORDER_SHIFT\b/;
/** A definition of more lines names no flags of this header. */
const LINES = 9;

/** The mask, if it is defined here in a way that is understood; `shift` is that of the order. */
function maskOf(view: CodeView, shift: number | undefined): Mask | undefined {
  for (const { code, lines } of view.fragments) {
    for (const [row, text] of code.entries()) {
      const [, first] = DEFINITION.exec(text) ?? [];
      const line = lines[row];
      if (first === undefined || line === undefined) continue;
      const whole =
        [first, ...code.slice(row + 1, row + LINES)]
          .join(' ')
          .split(/,(?![^()]{0,200}\))|\}/, 1)[0] ?? '';
      return maskIn(line, whole, shift);
    }
  }
  return undefined;
}

function maskIn(line: CodeLine, text: string, shift: number | undefined): Mask | undefined {
  const bits = BITS.exec(text)?.[1];
  if (bits !== undefined && shift !== undefined) {
    const width = BigInt(bits).toString(2).length;
    return { line, has: ({ fromTop }) => fromTop <= shift && fromTop > shift - width };
  }
  if ((ABOVE.test(text) || FROM.test(text)) && shift !== undefined)
    return { line, has: ({ fromTop }) => fromTop <= shift };
  const names: readonly string[] = text.match(/\bHMM_PFN_\w{1,99}/g) ?? [];
  const isSum = /^[\w\s|()]{1,999}$/.test(text) && !names.includes(SHIFT) && names.length > 0;
  return isSum ? { line, has: ({ name }) => names.includes(name) } : undefined;
}
