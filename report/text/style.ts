// SPDX-License-Identifier: GPL-2.0-or-later

/** How a report highlights what matters; plain text where there is no colour. */
export interface Style {
  good(text: string): string;
  bad(text: string): string;
  title(text: string): string;
  dim(text: string): string;
}

export const PLAIN: Style = {
  good: (text) => text,
  bad: (text) => text,
  title: (text) => text,
  dim: (text) => text,
};

/** A line of a diff, or of anything else. */
export function diffLine(line: string, style: Style): string {
  if (/^-(?!--)/.test(line)) return style.bad(line);
  return /^\+(?!\+\+)/.test(line) ? style.good(line) : line;
}
