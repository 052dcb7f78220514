// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * What each reproducer printed, by its name: `init.c` writes `== NAME` on a line of its own before
 * what a program prints.
 */
export function printedTexts(text: string): ReadonlyMap<string, string> {
  const parts = text.split(/^== /m).slice(1);
  return new Map(
    parts.map((part): [string, string] => {
      const [name = '', ...lines] = part.split('\n');
      return [name, lines.join('\n').trimEnd()];
    }),
  );
}
