// SPDX-License-Identifier: GPL-2.0-or-later

import { fixedCallsIn } from '../sources/fixed-calls';

/** What of releases' own code cannot be reached, whatever a document says. */
const UNREACHED: readonly {
  readonly within: string;
  readonly code: RegExp;
  readonly why: string;
  /** Whether the file is such that it holds, where that is not so of every one. */
  readonly holds?: (file: string) => boolean;
}[] = [
  {
    within: 'pud_to_hmm_pfn_flags',
    code: /^if \(!pud_present\(pud\)\)$|^return 0;$/,
    why: 'its only caller has found the PUD present just before, under the lock of the PUD',
    holds: callsAfterAsking,
  },
  {
    within: 'hmm_vma_walk_pud',
    code: /pud_(?:leaf|huge)\(pud\) && pud_devmap\(pud\)/,
    why: 'a PUD that is a leaf is always one of a device’s memory here: documents have no other kind',
  },
  {
    within: 'hmm_do_fault',
    code: /^if \(!vma\)$|^return -EFAULT;$/,
    why: 'a callback has met the VMA in the walk before, and the mmap lock was held since',
  },
  {
    within: 'hmm_do_fault',
    code: /^if \(hmm_vma_walk->locked\)|^WARN_ON_ONCE\(1\);/,
    why: 'the page faults of the host drop the mmap lock only where the call allows it, which it does with locked',
  },
  {
    within: 'hmm_do_fault',
    code: /^if \(WARN_ON\(!err\)\)$|^err = -EINVAL;$/,
    why: 'each error of a page fault has an errno',
  },
  {
    within: 'hmm_range_fault_unlocked_timeout',
    code: /^return -EFAULT;$/,
    why: 'check_stable_address_space() always returns 0 here: no document can say otherwise',
  },
];

/** Whether the flags of a PUD are made once, after the question whether it is there. */
function callsAfterAsking(file: string): boolean {
  const [, definition, call, ...others] = file.split('pud_to_hmm_pfn_flags(');
  if (definition === undefined || call === undefined || others.length > 0) return false;
  const caller = definition.lastIndexOf('hmm_vma_walk_pud(');
  return caller >= 0 && definition.indexOf('if (!pud_present(pud))', caller) >= 0;
}

/**
 * Why a line, or one of the ways from it, is not taken, where that is known.
 * @param within the function it stands in.
 * @param code the line, without comments.
 * @param file all of the file's code.
 */
export function whyUnreached(within: string, code: string, file: string): string | null {
  const text = code.trim();
  const row = UNREACHED.find(
    (one) =>
      one.within === within && one.code.test(text) && (one.holds === undefined || one.holds(file)),
  );
  if (row !== undefined) return row.why;
  const fixed = fixedCallsIn(text).find(({ answer }) => answer !== null);
  return fixed === undefined
    ? null
    : `${fixed.name}() ${fixed.does} here: no document can say otherwise`;
}
