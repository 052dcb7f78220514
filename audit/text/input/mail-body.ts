// SPDX-License-Identifier: GPL-2.0-or-later
import { message, type RawMessage } from './mbox';
import type { InputLine } from './text-input';
import { transferDecoded } from './transfer-encoding';

/** Deeper nesting than a forwarded digest has is not followed. */
const DEPTH_LIMIT = 8;

/**
 * The text of a message: its body, or of a multipart the parts that are plain text or a patch,
 * decoded. Every line keeps its place in the input, for which MIME libraries have no room.
 */
export function messageText(one: RawMessage, depth = 0): readonly InputLine[] {
  if (one.kind === 'text') return one.body;
  const type = headerOf(one.head, 'content-type') ?? 'text/plain';
  const boundary = parameterOf(type, 'boundary');
  if (/^multipart\//i.test(type) && boundary !== undefined && depth < DEPTH_LIMIT) {
    return partsOf(one.body, boundary).flatMap((part) => partText(part, depth + 1));
  }
  return transferDecoded(one.body, headerOf(one.head, 'content-transfer-encoding') ?? '7bit');
}

function partText(lines: readonly InputLine[], depth: number): readonly InputLine[] {
  // A part may have no head at all: then it begins with an empty line.
  const part: RawMessage =
    lines[0]?.text === '' ? { kind: 'text', body: lines.slice(1) } : message(lines);
  if (part.kind === 'text') return part.body;
  const type = headerOf(part.head, 'content-type') ?? 'text/plain';
  if (/^message\/rfc822/i.test(type)) return messageText(message(part.body), depth);
  return isReadable(type, part.head) ? messageText(part, depth) : [];
}

/** text/html repeats the text/plain beside it; an attached patch comes under many types. */
function isReadable(type: string, head: readonly InputLine[]): boolean {
  if (/^(multipart\/|text\/plain|text\/x-(patch|diff))/i.test(type)) return true;
  const disposition = headerOf(head, 'content-disposition') ?? '';
  const name = parameterOf(type, 'name') ?? parameterOf(disposition, 'filename') ?? '';
  return /\.(patch|diff|mbox|txt)$/i.test(name);
}

/** A parameter of a header field: `name="value"` or `name=value` after a semicolon. */
function parameterOf(value: string, name: string): string | undefined {
  for (const [, key, quoted, bare] of value.matchAll(
    /;\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^;\s]*))/g,
  )) {
    if (key?.toLowerCase() === name) return quoted ?? bare;
  }
  return undefined;
}

function partsOf(body: readonly InputLine[], boundary: string): InputLine[][] {
  const parts: InputLine[][] = [];
  let open = false;
  for (const one of body) {
    const text = one.text.trimEnd();
    if (text === `--${boundary}--`) break;
    if (text === `--${boundary}`) {
      parts.push([]);
      open = true;
    } else if (open) {
      parts.at(-1)?.push(one);
    }
  }
  return parts;
}

/** The value of a header field, unfolded; undefined if it is not there. */
function headerOf(head: readonly InputLine[], name: string): string | undefined {
  const start = head.findIndex(({ text }) => text.toLowerCase().startsWith(`${name}:`));
  if (start < 0) return undefined;
  let value = head[start]?.text.slice(name.length + 1) ?? '';
  for (const { text } of head.slice(start + 1)) {
    if (!/^[ \t]/.test(text)) break;
    value += ` ${text.trim()}`;
  }
  return value.trim();
}
