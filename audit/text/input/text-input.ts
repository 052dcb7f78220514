// SPDX-License-Identifier: GPL-2.0-or-later
import { readBytes, type Source, sourceName } from '../../../oracle/scenario/bytes';
import { InputError } from '../../../oracle/scenario/input-error';

/** A line of text and where it stands in the input; lines count from 1, their end is cut off. */
export interface InputLine {
  readonly text: string;
  readonly line: number;
}

/** What was read, before anybody knows whether it is a mail, a patch or C. */
export interface TextInput {
  /** How messages and findings call it. */
  readonly name: string;
  readonly lines: readonly InputLine[];
}

/** A mailing list's monthly archive is smaller; more than this is a mistake. */
const BYTE_LIMIT = 256 * 2 ** 20;

/**
 * Reads a file, or `-` for the standard input, plain or gzip.
 * @throws InputError if it cannot be read, is too large or is not text.
 */
export async function readText(source: Source): Promise<TextInput> {
  const name = sourceName(source);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of readBytes(source, name)) {
    length += chunk.length;
    if (length > BYTE_LIMIT) {
      throw new InputError({ file: name }, `expected at most ${BYTE_LIMIT} bytes, got more`);
    }
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const zero = bytes.indexOf(0);
  if (zero >= 0) {
    const got = `got binary data (a zero byte at offset ${zero})`;
    throw new InputError({ file: name }, `expected text, ${got}`);
  }
  return { name, lines: linesOf(decodeText(bytes)) };
}

/** Text as lines, whether they end in LF or CRLF; `from` is the number of the first. */
export function linesOf(text: string, from = 1): InputLine[] {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line, index) => ({ text: line, line: from + index }));
}

/** Old mails are Latin-1; what is no UTF-8 is read as that, byte for byte, and never refused. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}
