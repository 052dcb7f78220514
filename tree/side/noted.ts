// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../../oracle/scenario/scenario';
import type { ScenarioDocument } from '../../oracle/scenario/schema';
import { writeScenario } from '../../oracle/scenario/write';
import type { NoteTally } from './note-tally';
import { knownNote, noteText } from './note-text';
import type { OpenedTree } from './types';

/** What the runs of a tree noted beside their results, as reports have it: no array shows it. */
export interface TreeNote {
  /** The tree's name, its folder, and how wide its long is. */
  readonly tree: string;
  readonly folder: string;
  readonly bits: 32 | 64;
  readonly text: string;
  /** How many runs noted it. */
  readonly count: number;
  /** What is known of it; null if it is news, and so a finding. */
  readonly known: { readonly id: string; readonly why: string } | null;
  /** The smallest scenario that showed it. */
  readonly scenario: ScenarioDocument;
}

/** What a tree does wrong when an entry changes within a walk, in the same form; nothing of it is known. */
export function raceNotesOf(
  { name, folder, bits }: OpenedTree,
  races: readonly {
    readonly what: string;
    readonly detail: string;
    readonly count: number;
    readonly scenario: Scenario;
  }[],
): readonly TreeNote[] {
  return races.map(({ what, detail, count, scenario }) => ({
    ...{ tree: name, folder, bits, text: `${what}: ${detail}`, count },
    known: null,
    scenario: writeScenario(scenario),
  }));
}

/** All notes of a tree's runs, the most frequent first. */
export function notesOf({
  name,
  folder,
  bits,
  notes,
}: OpenedTree & { readonly notes: NoteTally }): readonly TreeNote[] {
  return notes.list().map(({ note, count, scenario }) => {
    const { id, why } = knownNote(note) ?? {};
    return {
      ...{ tree: name, folder, bits, text: noteText(note), count },
      known: id === undefined || why === undefined ? null : { id, why },
      scenario: writeScenario(scenario),
    };
  });
}
