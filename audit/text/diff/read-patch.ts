// SPDX-License-Identifier: GPL-2.0-or-later
import { parsePatch } from 'diff';
import type { InputLine } from '../input/text-input';
import { type RawFile, scanDiffs } from './diff-scanner';
import type { RawHunk, RawLine } from './hunk-reader';
import type { FilePatch, Hunk, HunkLine } from './patch';

/** The diffs in the text of a message. */
export function readPatch(lines: readonly InputLine[]): FilePatch[] {
  return scanDiffs(lines).map(parseFile);
}

/**
 * The scanner has made a diff out of what the mail holds; its syntax is the library's business:
 * names in quotes with escapes, times after names, /dev/null.
 */
function parseFile(file: RawFile): FilePatch {
  const [parsed] = parsePatch(repairedDiff(file));
  const hunks = (parsed?.hunks ?? []).flatMap(({ lines }, index): Hunk[] => {
    const raw = file.hunks[index];
    return raw === undefined ? [] : [placed(raw, lines)];
  });
  return {
    oldName: treeName(parsed?.oldFileName),
    newName: treeName(parsed?.newFileName),
    hunks,
    cut: file.cut,
  };
}

/** A well-formed diff: the counts of each hunk are those of the lines that are there. */
function repairedDiff({ oldHeader, newHeader, hunks }: RawFile): string {
  const names =
    oldHeader === undefined || newHeader === undefined
      ? []
      : [`--- ${oldHeader}`, `+++ ${newHeader}`];
  const body = hunks.flatMap(({ oldStart, newStart, lines }) => {
    const oldCount = lines.filter(({ text }) => !text.startsWith('+')).length;
    const newCount = lines.filter(({ text }) => !text.startsWith('-')).length;
    const header = `@@ -${oldStart ?? 1},${oldCount} +${newStart ?? 1},${newCount} @@`;
    return [header, ...lines.map(({ text }) => text)];
  });
  return `${[...names, ...body].join('\n')}\n`;
}

function treeName(name: string | undefined): string | undefined {
  if (name === undefined || name === '/dev/null') return undefined;
  return name.replace(/^[ab]\//, '');
}

/** Gives each line its place; after a gap in a hunk that is not whole nobody knows it. */
function placed(raw: RawHunk, lines: readonly string[]): Hunk {
  let { oldStart: oldLine, newStart: newLine } = raw;
  const result = lines.map((text, index): HunkLine => {
    const origin: RawLine | undefined = raw.lines[index];
    if (!raw.complete && origin?.afterGap === true) {
      oldLine = undefined;
      newLine = undefined;
    }
    const change = text.startsWith('+') ? 'added' : text.startsWith('-') ? 'removed' : 'context';
    const at = {
      oldLine: change === 'added' ? undefined : oldLine,
      newLine: change === 'removed' ? undefined : newLine,
    };
    if (change !== 'added' && oldLine !== undefined) oldLine += 1;
    if (change !== 'removed' && newLine !== undefined) newLine += 1;
    return { change, text: text.slice(1), line: origin?.line ?? 0, ...at };
  });
  return { section: raw.section, lines: result, complete: raw.complete };
}
