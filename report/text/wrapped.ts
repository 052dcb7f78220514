// SPDX-License-Identifier: GPL-2.0-or-later

const WIDTH = 100;

/** Text in lines of at most 100 columns, each with an indentation. */
export function wrapped(text: string, first: string, others = first): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(/\s+/)) {
    if (!isEmpty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = others;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}
