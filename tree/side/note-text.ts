// SPDX-License-Identifier: GPL-2.0-or-later
import { NoteKind, type WireNote } from '../wire/types';

const WHAT: Readonly<Record<NoteKind, string>> = {
  [NoteKind.faultUnderPageTableLock]: 'a page fault while a page-table lock is held',
  [NoteKind.faultUnderHugetlbLock]: 'a page fault while a hugetlb lock is held',
  [NoteKind.lockLeftBehind]: 'a lock that is held when the call returns',
  [NoteKind.lockTakenTwice]: 'a lock that is taken twice',
  [NoteKind.lockNotHeld]: 'a lock that is released, or relied on, but not held',
  [NoteKind.walkWithoutCheck]: 'a walk without a check of the sequence before it',
  [NoteKind.warn]: 'a warning',
  [NoteKind.faultFlags]: 'a page fault with other flags than it needs',
  [NoteKind.resumedElsewhere]: 'a walk that does not resume where the one before it was left',
  [NoteKind.carriedBits]: 'a word whose bits that are carried from input to output are others',
};

/** What a note says, on one line. */
export function noteText({ kind, where, address }: WireNote): string {
  const at = address === undefined ? '' : `, at 0x${address.toString(16)}`;
  return `${WHAT[kind]}: ${where}${at}`;
}

/** A note that is known of some releases. */
interface KnownNote {
  readonly id: string;
  readonly kind: NoteKind;
  readonly where: string;
  readonly why: string;
}

/** The notes that releases show, and that say nothing new. */
const KNOWN_NOTES: readonly KnownNote[] = [
  {
    id: 'hugetlb-hole-under-lock',
    kind: NoteKind.faultUnderHugetlbLock,
    where: 'hugetlb VMA lock, for a hole',
    why:
      'from 6.12 (or a release between 6.1 and 6.12) to 7.2 the walk holds the lock of a hugetlb VMA for read while a hole in it is ' +
      'faulted, and the page fault takes that lock itself; where there is an entry the lock is ' +
      'dropped before. 7.3 faults after the walk.',
  },
];

/** What is known of a note; undefined if it is news. */
export function knownNote({ kind, where }: WireNote): KnownNote | undefined {
  return KNOWN_NOTES.find((known) => known.kind === kind && known.where === where);
}
