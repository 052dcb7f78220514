// SPDX-License-Identifier: GPL-2.0-or-later

/** Control characters, what a terminal takes for line ends, and what turns the direction of text. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\p{Cs}]/gu;

/**
 * Text of somebody else's program as a terminal may get it: what would not be seen, or would steer
 * the terminal, is written as its code.
 * @param keep characters that stay as they are, such as a line feed.
 */
export function visible(text: string, keep = ''): string {
  return text.replace(UNSEEN, (one) => {
    if (keep.includes(one)) return one;
    return `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
