// SPDX-License-Identifier: GPL-2.0-or-later

export type Change = 'context' | 'added' | 'removed';

/** A line of a hunk. */
export interface HunkLine {
  readonly change: Change;
  readonly text: string;
  /** Where it stands in the input. */
  readonly line: number;
  /** Where it stands in the tree before and after, as far as the hunk tells. */
  readonly oldLine: number | undefined;
  readonly newLine: number | undefined;
}

export interface Hunk {
  /** What follows the second `@@`: usually the head of the function that the hunk begins in. */
  readonly section: string;
  readonly lines: readonly HunkLine[];
  /** Whether all lines are there that its header promises. */
  readonly complete: boolean;
}

/** How many lines a hunk has of the file before and after; context counts on both sides. */
export interface LineCounts {
  readonly before: number;
  readonly after: number;
}

/** A part of a diff of which lines are missing: nobody knows what they do. */
export interface CutPart {
  /** Where its header stands in the input. */
  readonly line: number;
  /** What is missing: lines that a hunk's header promises, or the hunks of a file that is named. */
  readonly missing:
    | { readonly kind: 'lines'; readonly promised: LineCounts; readonly got: LineCounts }
    | { readonly kind: 'hunks' };
  /** Whether somebody quotes it, who cuts what he has nothing to say to; else it got damaged. */
  readonly quoted: boolean;
}

/** What a patch does to one file; a name is undefined if nothing tells it, or it is /dev/null. */
export interface FilePatch {
  readonly oldName: string | undefined;
  readonly newName: string | undefined;
  readonly hunks: readonly Hunk[];
  readonly cut: readonly CutPart[];
}

/** How findings call the file. */
export function patchedName({ oldName, newName }: FilePatch): string | undefined {
  return newName ?? oldName;
}
