// SPDX-License-Identifier: GPL-2.0-or-later
import { complexity } from '../../oracle/generate/complexity';
import type { Scenario } from '../../oracle/scenario/scenario';
import { NoteKind, type TreeReply, type WireNote } from '../wire/types';

/** What each kind of note means, as a sentence about a tree. */
export const NOTE_TEXTS: Readonly<Record<NoteKind, string>> = {
  [NoteKind.faultUnderPageTableLock]: 'faults a page while it holds a page-table lock',
  [NoteKind.faultUnderHugetlbLock]: 'faults a page while it holds the lock of a hugetlb VMA',
  [NoteKind.lockLeftBehind]: 'returns while it holds a lock',
  [NoteKind.lockTakenTwice]: 'takes a lock that it holds',
  [NoteKind.lockNotHeld]: 'releases, or relies on, a lock that it does not hold',
  [NoteKind.walkWithoutCheck]: 'begins a walk without a sequence check since the last one',
  [NoteKind.warn]: 'warns',
  [NoteKind.faultFlags]: 'faults a page with other flags than it needs',
  [NoteKind.resumedElsewhere]: 'resumes a walk elsewhere than where the last one was left',
  [NoteKind.carriedBits]: 'changes bits of a word that are carried from input to output',
};

/** What a note is about, whatever the line that it comes from: lines move in a patch. */
export function auditNoteText({ kind, where }: WireNote): string {
  const text = NOTE_TEXTS[kind];
  if (where === '') return text;
  return kind === NoteKind.warn ? `${text} in ${where.replace(/:\d+$/, '')}` : `${text} (${where})`;
}

/** How often each tree gave a note, and the simplest scenario that shows it. */
export interface NoteCount {
  readonly text: string;
  readonly before: number;
  readonly after: number;
  /** Places that the notes named, of the tree that gave it last. */
  readonly where: readonly string[];
  readonly scenario: Scenario;
}

interface Growing {
  before: number;
  after: number;
  readonly where: Set<string>;
  scenario: Scenario;
  size: number;
}

/** Counts notes of two trees, a scenario once for each. */
export class AuditNoteTally {
  private readonly notes = new Map<string, Growing>();

  add(scenario: Scenario, before: TreeReply, after: TreeReply): void {
    this.addOf('before', scenario, before.notes);
    this.addOf('after', scenario, after.notes);
  }

  /** Adds the notes of one tree. */
  addOf(which: 'before' | 'after', scenario: Scenario, notes: readonly WireNote[]): void {
    for (const text of new Set(notes.map(auditNoteText))) {
      let growing = this.notes.get(text);
      if (growing === undefined) {
        const size = complexity(scenario);
        growing = { before: 0, after: 0, where: new Set(), scenario, size };
        this.notes.set(text, growing);
      }
      growing[which]++;
      for (const note of notes) if (auditNoteText(note) === text) growing.where.add(note.where);
      // Once there are many, a simpler one is not worth looking for: it is shrunk anyway.
      if (growing.before + growing.after > SEARCHED) continue;
      const size = complexity(scenario);
      if (size < growing.size) Object.assign(growing, { scenario, size });
    }
  }

  /** In the order in which they were seen, but for those that others follow from. */
  list(): readonly NoteCount[] {
    const all = [...this.notes].map(([text, { before, after, where, scenario }]) => ({
      ...{ text, before, after, scenario, where: [...where] },
    }));
    return leftBehindFirst(all);
  }
}

/** A lock that is left behind is held in page faults, too, and taken twice; but it is left behind more often than that. */
function leftBehindFirst(all: readonly NoteCount[]): readonly NoteCount[] {
  const faulted = all.filter(({ text }) => UNDER_LOCK.some((start) => text.startsWith(start)));
  const most = Math.max(0, ...faulted.map(({ after }) => after));
  const isFirst = ({ text, after }: NoteCount): boolean =>
    text.startsWith(NOTE_TEXTS[NoteKind.lockLeftBehind]) && after > most;
  return [...all.filter(isFirst), ...all.filter((note) => !isFirst(note))];
}

const UNDER_LOCK = [
  NOTE_TEXTS[NoteKind.faultUnderPageTableLock],
  NOTE_TEXTS[NoteKind.faultUnderHugetlbLock],
];

const SEARCHED = 2_000;
