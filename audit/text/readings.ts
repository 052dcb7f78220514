// SPDX-License-Identifier: GPL-2.0-or-later
import { blankComments } from './code/blank';
import type { CodeLine } from './code/lines';
import { type KernelFormat, readingsOf } from './hmm/kernel-format';

/** The lines of a file, or of its hunks, as the kernels of one format compile them. */
export interface LinesRead {
  readonly format: KernelFormat;
  readonly pieces: readonly (readonly CodeLine[])[];
}

/** The ways to read a file: one, unless its preprocessor tells kernels of both formats apart. */
export function linesRead(pieces: readonly (readonly CodeLine[])[]): readonly LinesRead[] {
  const code = pieces.map((lines) =>
    blankComments(lines.map(({ text }) => text).join('\n')).split('\n'),
  );
  return readingsOf(code).map(({ format, live }) => ({
    format,
    pieces: pieces.map((lines, piece) =>
      lines.map((line, row) => (live[piece]?.[row] === false ? { ...line, text: '' } : line)),
    ),
  }));
}

const DEFINITION =
  /^[ \t]*#[ \t]*define[ \t]+(\w+)|^[ \t]*(HMM_\w+)[ \t]*=(?!=)[^;\n]*$|\bstruct[ \t]+(hmm_\w+)[ \t]*\{|^(?:[A-Za-z_][\w \t*]{0,200})?\b(hmm_\w+)\([^;\n]*$/gm;
const ENUM = /\benum\b[^{};]{0,99}\{([^{}]{0,20000})\}/g;

/**
 * The names beginning with `hmm` that code defines itself. The header that had the removed ones
 * defines them all, and is no reason to keep them.
 */
export function namesDefined(lines: readonly { readonly text: string }[]): readonly string[] {
  const text = blankComments(lines.map((one) => one.text).join('\n'));
  if (/\benum\s+hmm_pfn_(flag|value)_e\s*\{/.test(text)) return [];
  const found = [...text.matchAll(DEFINITION)].flatMap((match) => match.slice(1));
  for (const [, list = ''] of text.matchAll(ENUM)) found.push(...(list.match(/\bHMM_\w+/g) ?? []));
  return found.filter((name) => name !== undefined && /^hmm/i.test(name));
}
