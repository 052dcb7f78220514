// SPDX-License-Identifier: GPL-2.0-or-later
import { decodeText, type InputLine } from './text-input';

/** A body as it was before its transfer encoding; lines keep the place where they begin. */
export function transferDecoded(
  body: readonly InputLine[],
  encoding: string,
): readonly InputLine[] {
  switch (encoding.toLowerCase().replace(/;.*/s, '').trim()) {
    case 'quoted-printable':
      return quotedPrintable(body);
    case 'base64':
      return base64(body);
    default:
      return body;
  }
}

/** `=` at the end of a line joins it with the next, `=3D` is a byte. */
function quotedPrintable(body: readonly InputLine[]): InputLine[] {
  const lines: InputLine[] = [];
  let joined = '';
  let begun: number | undefined;
  for (const { text, line } of body) {
    begun ??= line;
    const trimmed = text.trimEnd();
    if (trimmed.endsWith('=')) {
      joined += trimmed.slice(0, -1);
    } else {
      lines.push({ text: unescapedBytes(joined + trimmed), line: begun });
      joined = '';
      begun = undefined;
    }
  }
  if (begun !== undefined) lines.push({ text: unescapedBytes(joined), line: begun });
  return lines;
}

const EQUALS_SIGN = 0x3d;

function unescapedBytes(text: string): string {
  if (!/=[0-9A-Fa-f]{2}/.test(text)) return text;
  // Written over what was read already: an escape is longer than its byte.
  const bytes = Buffer.from(text);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    const code = byte === EQUALS_SIGN ? bytes.toString('latin1', at + 1, at + 3) : '';
    const isEscape = /^[0-9A-Fa-f]{2}$/.test(code);
    bytes[length] = isEscape ? Number.parseInt(code, 16) : byte;
    if (isEscape) at += 2;
    length += 1;
  }
  return decodeText(bytes.subarray(0, length)).replace(/\r$/, '');
}

/** Every four characters are three bytes, so a decoded line's first byte has a place of its own. */
function base64(body: readonly InputLine[]): InputLine[] {
  const bytes: number[] = [];
  const lineOfByte: number[] = [];
  let pending = '';
  for (const { text, line } of body) {
    pending += text.replace(/[^A-Za-z0-9+/=]/g, '');
    const whole = pending.length - (pending.length % 4);
    for (const byte of Buffer.from(pending.slice(0, whole), 'base64')) {
      bytes.push(byte);
      lineOfByte.push(line);
    }
    pending = pending.slice(whole);
  }
  return byteLines(bytes, lineOfByte);
}

function byteLines(bytes: readonly number[], lineOfByte: readonly number[]): InputLine[] {
  const lines: InputLine[] = [];
  let start = 0;
  while (start < bytes.length) {
    const found = bytes.indexOf(0x0a, start);
    const end = found < 0 ? bytes.length : found;
    const text = decodeText(Uint8Array.from(bytes.slice(start, end))).replace(/\r$/, '');
    lines.push({ text, line: lineOfByte[start] ?? 0 });
    start = end + 1;
  }
  return lines;
}
