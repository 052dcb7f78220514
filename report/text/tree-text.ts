// SPDX-License-Identifier: GPL-2.0-or-later
import { printable } from '../../oracle/scenario/printable';
import { writeScenario } from '../../oracle/scenario/write';
import type { LoneRaces } from '../../tree/audit/races/lone-races';
import type { CountedNote } from '../../tree/side/note-tally';
import { knownNote, noteText } from '../../tree/side/note-text';
import type { OpenedTree } from '../../tree/side/types';

/** What a tree was recognised as, on one line. */
export function treeText({ name, folder, fit }: OpenedTree): string {
  const model = `behaves as ${fit.side} in what releases differ in`;
  const own = fit.lacks === 0 ? ', and is compared with a model that does the same' : '';
  const nearest = `is nearest to ${fit.side}, but ${fit.differs.join('; ')}${own}`;
  return `${name} is the tree ${printable(folder)}; it ${fit.differs.length === 0 ? model : nearest}`;
}

/**
 * What the runs of a tree noted beside their results: no array shows it.
 * @returns lines; none if there is nothing to say.
 */
export function treeNotesText(name: string, notes: readonly CountedNote[]): string {
  if (notes.length === 0) return '';
  const lines = notes.flatMap(({ note, count, scenario }) => {
    const known = knownNote(note);
    const times = `${count} ${count === 1 ? 'run' : 'runs'}`;
    return known === undefined
      ? [`  ${noteText(note)} (${times})`, `    ${JSON.stringify(writeScenario(scenario))}`]
      : [`  ${noteText(note)} (${times}; known: ${known.id})`, `    ${known.why}`];
  });
  return `Noted beside the results of ${name}\n${lines.join('\n')}\n`;
}

/** What the changes within the walks of one tree came to, as lines. */
export function treeRacesText(name: string, races: LoneRaces): string {
  const { found, scenarios, of, changes, runs, notRun } = races;
  const extent = scenarios < of ? `${scenarios} of ${of}` : `${scenarios}`;
  const ran = `${changes} changes of ${extent} scenarios, ${runs} runs`;
  const lines = found.flatMap(({ what, detail, count, scenario }) => [
    printable(`  ${what} (${count} changes)`),
    printable(`    ${detail}`),
    `    ${JSON.stringify(writeScenario(scenario))}`,
  ]);
  const left = [...notRun].map(([why, count]) => `  not run: ${count} changes: ${why}`);
  const end = found.length === 0 ? ': nothing wrong by itself' : '';
  return `Changes within walks of ${name}: ${ran}${end}\n${[...lines, ...left].join('\n')}\n`;
}
