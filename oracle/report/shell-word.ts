// SPDX-License-Identifier: GPL-2.0-or-later

/** A text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w./,=@%+:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
