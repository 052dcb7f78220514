// SPDX-License-Identifier: GPL-2.0-or-later
import type { InputLine } from './text-input';

/** A mail, or whatever else the input is. */
export type RawMessage =
  | {
      readonly kind: 'mail';
      readonly head: readonly InputLine[];
      readonly body: readonly InputLine[];
    }
  | { readonly kind: 'text'; readonly body: readonly InputLine[] };

const HEADER = /^([A-Za-z][A-Za-z0-9-]*):(\s|$)/;
/** One of these makes a block of `Name: value` lines the head of a mail. */
const TELLING = /^(from|date|subject|message-id|mime-version|content-type|received|return-path):/i;

/** The mails of an mbox, or the one message that the input is. */
export function splitMbox(lines: readonly InputLine[]): RawMessage[] {
  const starts = lines.flatMap(({ text }, index) => (isSeparator(text) ? [index] : []));
  if (starts[0] === undefined || !isBlank(lines.slice(0, starts[0]))) return [message(lines)];
  return starts.map((start, index) =>
    message(unescaped(lines.slice(start + 1, starts[index + 1] ?? lines.length))),
  );
}

/**
 * `From`, a sender, a time and a year; also of `git format-patch`, whose line names a commit instead
 * of a sender. One expression for all of it would try every time with every year.
 */
function isSeparator(text: string): boolean {
  if (!/^From \S/.test(text)) return false;
  const time = /\d{2}:\d{2}:\d{2}/.exec(text);
  return time !== null && /\d{4}/.test(text.slice(time.index + time[0].length));
}

/** Splits head from body; without a head everything is body. */
export function message(lines: readonly InputLine[]): RawMessage {
  const from = lines.findIndex(({ text }) => text.trim() !== '');
  let end = Math.max(from, 0);
  let telling = false;
  while (end < lines.length) {
    const text = lines[end]?.text ?? '';
    const folded = end > from && /^[ \t]+\S/.test(text);
    if (!HEADER.test(text) && !folded) break;
    telling ||= TELLING.test(text);
    end += 1;
  }
  const closed = end === lines.length || lines[end]?.text === '';
  if (!telling || !closed) return { kind: 'text', body: lines };
  return { kind: 'mail', head: lines.slice(Math.max(from, 0), end), body: lines.slice(end + 1) };
}

/** mboxrd writes `>From ` for `From ` at the start of a line, and one `>` more for each it had. */
function unescaped(lines: readonly InputLine[]): InputLine[] {
  return lines.map((one) =>
    /^>+From /.test(one.text) ? { text: one.text.slice(1), line: one.line } : one,
  );
}

function isBlank(lines: readonly InputLine[]): boolean {
  return lines.every(({ text }) => text.trim() === '');
}
