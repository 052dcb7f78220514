// SPDX-License-Identifier: GPL-2.0-or-later
import type { Examined } from '../../oracle/verdict/verdict';

/** A file that an audit was given, or that a patch changes. */
export interface FileRead {
  /** How a person knows it; undefined if the input does not say. */
  readonly name: string | undefined;
  /** Whether a rule can say anything of its language; else it is not read. */
  readonly isRead: boolean;
  readonly lines: readonly { readonly text: string }[];
}

/** So many files are named; the others are counted. */
const NAMED = 5;

/**
 * What an audit of text has looked at. The rules are about hmm: text without a word of it breaks
 * none, whatever it does.
 *
 * @param what the input, or the inputs, as a verdict names them.
 */
export function examinedText(what: string, files: readonly FileRead[]): Examined {
  const read = files.filter(({ isRead }) => isRead);
  const others = files.filter(({ isRead }) => !isRead);
  const relevant = read.filter(({ lines }) => lines.some(({ text }) => speaksOfHmm(text)));
  const without = read.filter((file) => !relevant.includes(file));
  return {
    interrupted: false,
    parts: [
      {
        what,
        compared: relevant.length,
        required: true,
        notCompared: [
          ...(without.length > 0 ? [`no hmm code was found in ${namesOf(without)}`] : []),
          ...(others.length > 0 ? [`no rule is for ${namesOf(others)}: not read`] : []),
        ],
      },
    ],
  };
}

/** `hmm_range_fault`, `HMM_PFN_VALID`, `<linux/hmm.h>`, and the fields that are named after it. */
function speaksOfHmm(text: string): boolean {
  return /\bhmm_|\bHMM_|\bhmm\.h\b|_hmm\b/.test(text);
}

function namesOf(files: readonly FileRead[]): string {
  const names = files.slice(0, NAMED).map(({ name }) => name ?? 'a file without a name');
  const more = files.length - names.length;
  return more === 0 ? names.join(', ') : `${names.join(', ')} and ${more} more files`;
}
