// SPDX-License-Identifier: GPL-2.0-or-later

import { isPrintable, printable } from '../../oracle/scenario/printable';

/**
 * A text as one word of a shell; where something in it cannot be seen, in the `$'…'` of bash and
 * zsh.
 */
export function shellWord(text: string): string {
  if (/^[\w./,=@%+:-]+$/.test(text)) return text;
  if (isPrintable(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  return `$'${printable(text.replace(/[\\']/g, '\\$&'))}'`;
}
