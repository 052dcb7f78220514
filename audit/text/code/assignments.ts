// SPDX-License-Identifier: GPL-2.0-or-later

/** `target = value` in a text: what matched of the target, and the value without blanks around it. */
interface Assignment {
  /** The match of the head, and where the target begins. */
  readonly head: RegExpExecArray;
  readonly value: string;
}

/**
 * The assignments in a text whose target and operator match `head`, a global expression that ends in
 * `=`. Read from the text, not from a tree: the documentation has such lines too, and a fragment
 * whose syntax is beyond repair.
 *
 * Every character is looked at once: after a value, or a text in which none ends, later heads
 * inside it are not tried.
 *
 * @param ends the characters that may end a value, of `;`, `,` and `}`; at another of `;{}`, and at
 * the end of the text, there is no assignment.
 */
export function* assignments(text: string, head: RegExp, ends: string): Generator<Assignment> {
  const pattern = new RegExp(head);
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const from = pattern.lastIndex;
    if (text[from] === '=') continue;
    const end = valueEnd(text, from, ends);
    const value = text.slice(from, end).trim();
    if (value !== '' && ends.includes(text[end] ?? '{')) yield { head: match, value };
    pattern.lastIndex = end;
  }
}

/** The first character at which the value cannot go on; a comma in parentheses is part of it. */
function valueEnd(text: string, from: number, ends: string): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === ';' || char === '{' || char === '}') return at;
    if (char === ',' && depth <= 0 && ends.includes(',')) return at;
    if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
  }
  return text.length;
}
