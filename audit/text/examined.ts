// SPDX-License-Identifier: GPL-2.0-or-later
import { comparisons, type Examined, type VerdictPart } from '../../oracle/verdict/verdict';
import type { NotRead, NotReadKind, TextFinding } from './finding';
import { isRangeFaultItself } from './mentions';
import { BEYOND_TEXT } from './rules/beyond-text';

/** A file that was read, whole or as a patch shows it. */
export interface FileRead {
  /** How a person knows it; undefined if the input does not say. */
  readonly name: string | undefined;
  readonly lines: readonly { readonly text: string }[];
}

/** How many files are listed; the others are counted. */
const NAMED = 5;

/**
 * What an audit of text has looked at. The rules are about hmm: text without a word of it breaks
 * none, whatever it does; and for its callers: nothing is said of the range fault itself.
 *
 * @param what the input, or the inputs, as a verdict names them.
 * @param skipped files of folders that were skipped because they have nothing to do with hmm.
 */
export function examinedText(
  what: string,
  read: readonly FileRead[],
  notRead: readonly NotRead[],
  findings: readonly TextFinding[],
  skipped = 0,
): Examined {
  // A few rules are about its flags: where one speaks, it was looked at.
  const spoken = new Set(findings.flatMap(({ file, tree }) => [file, tree.file ?? file]));
  const own = read.filter(({ name }) => isRangeFaultItself(name) && !spoken.has(name ?? ''));
  const others = read.filter((file) => !own.includes(file));
  const relevant = others.filter(({ lines }) => lines.some(({ text }) => speaksOfHmm(text)));
  const without = others.filter((file) => !relevant.includes(file));
  const reasons = [
    ...(own.length > 0
      ? [`the rules are for drivers, not for ${namesOf(own)}: 'audit kernel' runs a change to it`]
      : []),
    ...(without.length > 0 ? [`no hmm code was found in ${namesOf(without)}`] : []),
    ...(relevant.length === 0 && skipped > 0 ? [`${skipped} files without hmm were skipped`] : []),
  ];
  return {
    interrupted: false,
    parts: [
      { what, compared: relevant.length, required: true, notCompared: reasons },
      ...notRead.map(partOf),
    ],
  };
}

/** What an audit of text says nothing of, wherever something was looked at. */
export function notLookedAt(examined: Examined): readonly string[] {
  return comparisons(examined) === 0 ? [] : BEYOND_TEXT;
}

const REQUIRED: Readonly<Record<NotReadKind, boolean>> = {
  language: false,
  link: false,
  quoted: false,
  unreadable: true,
  cut: true,
};

function partOf({ file, kind, reason }: NotRead): VerdictPart {
  return {
    what: file,
    compared: 0,
    required: REQUIRED[kind],
    notCompared: [`not read: ${reason}`],
  };
}

/**
 * `hmm_range_fault`, `HMM_PFN_VALID`, `<linux/hmm.h>`, and the fields that are named after it; and the sequence of a notifier,
 * which a callback raises and a driver checks in files that need not fault a range themselves.
 */
function speaksOfHmm(text: string): boolean {
  return /\bhmm_|\bHMM_|\bhmm\.h\b|_hmm\b|\bmmu_interval_(?:set_seq|read_|check_|notifier_ops\b)/.test(
    text,
  );
}

function namesOf(files: readonly FileRead[]): string {
  const names = files.slice(0, NAMED).map(({ name }) => name ?? 'a file without a name');
  const more = files.length - names.length;
  return more === 0 ? names.join(', ') : `${names.join(', ')} and ${more} more files`;
}
