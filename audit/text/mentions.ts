// SPDX-License-Identifier: GPL-2.0-or-later

/** What a C file that has to do with hmm has in it, be it in a comment. */
const RELATED = ['hmm', 'HMM', 'migrate_vma', 'mmu_interval'];

/** What only the interface is called. */
const INTERFACE = ['hmm_range', 'hmm_pfn', 'HMM_PFN_', 'hmm_device_entry', 'pfn_flags_mask'];

/** Whether the bytes of a C file have anything to do with hmm. */
export function isRelated(bytes: Buffer): boolean {
  return RELATED.some((word) => bytes.includes(word));
}

/** Whether the bytes, or a line, of any file name the interface itself. */
export function namesInterface(text: Buffer | string): boolean {
  return INTERFACE.some((word) => text.includes(word));
}

/** Whether a file is the range fault itself or its header, which the rules for drivers do not concern. */
export function isRangeFaultItself(name: string | undefined): boolean {
  return /(^|\/)(mm\/hmm\.c|include\/linux\/hmm\.h)$/.test(name ?? '');
}

/** Whose device memory it is, which a range's owner has to match. */
const PAGEMAP_OWNER = /(?:pagemap|pgmap)(?:\.|->)owner\b/i;

/** Whether a line gives device memory its owner; that file need not name the range fault at all. */
export function setsPagemapOwner(line: string): boolean {
  return PAGEMAP_OWNER.test(line);
}

/** Whether a line raises the sequence of a notifier, as a driver's callback does: that file need not fault a range itself. */
export function raisesSequence(line: string): boolean {
  return line.includes('mmu_interval_set_seq');
}
