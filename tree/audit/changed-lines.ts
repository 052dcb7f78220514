// SPDX-License-Identifier: GPL-2.0-or-later
import type { Change, HunkLine } from '../../audit/text/diff/patch';
import type { ChangedTreeLine } from '../coverage/types';
import { conditionsOf, isCondition } from '../sources/conditions';

/** A file from before and after a change, by lines, without comments. */
export interface ChangedCode {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Whether there was no such file before: its conditions are nobody's who had it. */
  readonly isNew: boolean;
}

/** What was taken away since the last line that stayed. */
interface Gone {
  isCode: boolean;
  isCondition: boolean;
  readonly under: Set<string>;
}

/** The lines of a hunk that the change wrote, and those before which it took some away. */
export function linesOfChange(
  path: string,
  hunk: readonly HunkLine[],
  { before, after, isNew }: ChangedCode,
): readonly ChangedTreeLine[] {
  const codeOf = ({ change, oldLine, newLine }: HunkLine): string =>
    (change === 'added' ? after[(newLine ?? 0) - 1] : before[(oldLine ?? 0) - 1]) ?? '';
  const textsOf = (change: Change): ReadonlySet<string> =>
    new Set(hunk.filter((one) => one.change === change).map((one) => codeOf(one).trim()));
  const [added, removed] = [textsOf('added'), textsOf('removed')];
  // A comment behind a condition may change: the condition is as it was.
  const isOther = (one: HunkLine): boolean =>
    one.change !== 'context' &&
    isCondition(codeOf(one)) &&
    !isNew &&
    !(one.change === 'added' ? removed : added).has(codeOf(one).trim());
  // The end of a condition is said with its beginning, where that is the change's, too.
  const begins = hunk.some((one) => isOther(one) && !isEnd(codeOf(one)));
  const decides = (one: HunkLine): boolean =>
    isOther(one) && !isConstant(codeOf(one)) && !(begins && isEnd(codeOf(one)));
  const conditions = conditionsOf(before);
  let gone: Gone = nothingGone();
  return hunk.flatMap((one): ChangedTreeLine[] => {
    const { change, oldLine, newLine } = one;
    if (change === 'removed') {
      gone.isCode ||= !isEmpty(codeOf(one));
      gone.isCondition ||= decides(one);
      if (!isEmpty(codeOf(one)) && !isCondition(codeOf(one)))
        gone.under.add(conditions[(oldLine ?? 0) - 1] ?? '');
      return [];
    }
    const what = gone;
    if (change === 'context' || !isEmpty(codeOf(one))) gone = nothingGone();
    if (newLine === undefined) return [];
    if (change === 'context') return what.isCode ? [goneBefore(path, newLine, what)] : [];
    return [{ path, line: newLine, ...(decides(one) ? { isCondition: true } : {}) }];
  });
}

/** `#if 0` is the same whatever is configured. */
function isConstant(code: string): boolean {
  return /^\s*#\s*(el)?if\s+\d+\s*$/.test(code);
}

function isEnd(code: string): boolean {
  return /^\s*#\s*endif\b/.test(code);
}

function nothingGone(): Gone {
  return { isCode: false, isCondition: false, under: new Set() };
}

function goneBefore(path: string, line: number, { under, isCondition: is }: Gone): ChangedTreeLine {
  return { path, line, gone: true, under: [...under], ...(is ? { isCondition: true } : {}) };
}

/** Whether a line stands for none of those that it replaces: it is empty, but for a comment or a brace. */
function isEmpty(code: string): boolean {
  return /^[\s{}]*$/.test(code);
}
