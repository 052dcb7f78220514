// SPDX-License-Identifier: GPL-2.0-or-later

/** What stands before every line of a passage that a mail quotes: '' or `> ` or `>> ` and so on. */
export type QuotePrefix = string;

const QUOTES = /^(?:[>|] ?)*/;

/**
 * The quotation before a line that begins a part of a diff, if it does: `> @@ -1 +1 @@`. The diff
 * itself is quoted the same way, which tells how many spaces belong to the quotation.
 */
export function prefixBefore(text: string, begins: RegExp): QuotePrefix | undefined {
  const prefix = QUOTES.exec(text)?.[0] ?? '';
  return begins.test(text.slice(prefix.length)) ? prefix : undefined;
}

/** A line without the prefix; undefined if it is quoted less, or more (by somebody else). */
export function unquoted(text: string, prefix: QuotePrefix): string | undefined {
  if (prefix === '') return text.startsWith('>') ? undefined : text;
  // Mailers cut the space off the end of a quoted empty line.
  if (text === prefix.trimEnd()) return '';
  if (!text.startsWith(prefix)) return undefined;
  const rest = text.slice(prefix.length);
  return rest.startsWith('>') ? undefined : rest;
}

/** Where a reviewer cut something out: `...`, `[...]`, `[snip]`, `<snip>`, `…`, quoted or not. */
export function isElision(text: string): boolean {
  const words = text.replace(QUOTES, '').trim();
  return /^(\.{3,}|…|\[\s*(\.{3,}|…)\s*\]|[[<(]?\s*snip\s*[\]>)]?|\[\s*cut\s*\])$/i.test(words);
}
