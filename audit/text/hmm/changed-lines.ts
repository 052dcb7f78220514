// SPDX-License-Identifier: GPL-2.0-or-later
import type { CodeLine } from '../code/lines';
import type { CodeView } from '../code/view';
import { isFaultName, UNLOCKED_FAULT } from './fault-name';

/** A line that a patch changes, or leaves, without comments and strings, and what its hunk says it is in. */
interface ChangedLine {
  readonly line: CodeLine;
  readonly code: string;
  readonly section: string;
}

/** The lines of a side that a patch changes in one way, or leaves. */
export function linesWith(view: CodeView, change: CodeLine['change']): ChangedLine[] {
  return view.fragments.flatMap(({ code, lines, section }) =>
    lines.flatMap((line, row) =>
      line.change === change ? [{ line, code: code[row] ?? '', section }] : [],
    ),
  );
}

/** How many lines any file of the patch adds that match: what was here may have moved there. */
export function addedLines({ program }: CodeView, text: RegExp): number {
  const lines = program.views.flatMap((view) => linesWith(view, 'added'));
  // A helper that takes the sequence by itself, or a wrapper, stands for the check.
  return lines.filter(({ code }) => text.test(code) || REPLACES.test(code)).length;
}

const REPLACES = new RegExp(`\\b${UNLOCKED_FAULT}\\s{0,9}\\(`);

/** Whether a patch removes more calls of the range fault than it adds. */
export function takesFaultAway(before: CodeView, now: CodeView): boolean {
  const calls = (view: CodeView, change: CodeLine['change']): number =>
    linesWith(view, change).filter(({ code }) =>
      [...code.matchAll(/\b(\w+)\s*\(/g)].some(([, name = '']) => isFaultName(name)),
    ).length;
  return calls(before, 'removed') > calls(now, 'added');
}
