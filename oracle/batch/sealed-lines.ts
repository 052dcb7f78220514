// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { InputError } from '../scenario/input-error';
import { systemErrorCode } from '../scenario/system-error';

/*
 * JSON on lines that say whether they are whole: a checksum, a space, the document. A process that is
 * killed while it appends leaves a last line without its end; everything before it is as it was
 * written, or it is damaged. In a chain the checksum of a line is also over that of the line before, so that a
 * line of another file, or of another place in this one, is a damaged one.
 */

const DIGITS = 16;
const LINE_FEED = 0x0a;
/** Enough to see what a file is. */
const BEGINNING_BYTES = 64;

/** A document as a line, with its end; `before` is the checksum of the line that it follows in a chain. */
export function sealed(value: unknown, before = ''): string {
  const text = JSON.stringify(value);
  return `${checksum(before + text)} ${text}\n`;
}

/** The checksum of a line of {@link sealed}. */
export function sealOf(line: string): string {
  return line.slice(0, DIGITS);
}

/** What a file of such lines holds. */
interface SealedLines {
  readonly values: readonly unknown[];
  /** How many bytes of the file are whole lines; what follows is a line that was cut. */
  readonly wholeBytes: number;
  readonly isCut: boolean;
  /** The checksum of the last whole line; empty if there is none. */
  readonly seal: string;
  /** The first of the file's text, for who wants to know what it is instead. */
  readonly beginning: string;
}

/**
 * Reads a file of such lines. A last line that is not whole is left out: its writer was killed.
 * @param isChain whether the lines of a file that begins with this document are a chain.
 * @throws InputError if another line is damaged, and if the file cannot be read.
 */
export function readSealedLines(
  file: string,
  isChain: (first: unknown) => boolean = () => false,
): SealedLines {
  const bytes = readBytes(file);
  const beginning = bytes.toString('utf8', 0, BEGINNING_BYTES);
  const values: unknown[] = [];
  let start = 0;
  let seal = '';
  let before = '';
  for (let line = 1; start < bytes.length; line++) {
    const end = bytes.indexOf(LINE_FEED, start);
    const value = end === -1 ? undefined : unsealed(bytes.toString('utf8', start, end), before);
    if (value === undefined) {
      const isLast = end === -1 || end === bytes.length - 1;
      if (isLast) return { values, wholeBytes: start, isCut: true, seal, beginning };
      const message =
        before === ''
          ? 'expected a line with its checksum, got a damaged line; others follow it'
          : 'expected the line that was written after the one before it, got a damaged line, or one from elsewhere; others follow it';
      throw new InputError({ file, line }, message);
    }
    values.push(value.document);
    seal = value.seal;
    if (isChain(values[0])) before = seal;
    start = end + 1;
  }
  return { values, wholeBytes: start, isCut: false, seal, beginning };
}

function unsealed(
  line: string,
  before: string,
): { readonly document: unknown; readonly seal: string } | undefined {
  const text = line.slice(DIGITS + 1);
  const seal = sealOf(line);
  if (line[DIGITS] !== ' ' || checksum(before + text) !== seal) return undefined;
  return { document: JSON.parse(text), seal };
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGITS);
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const got = systemErrorCode(error) === 'ENOENT' ? 'no such file' : reason;
    throw new InputError({ file }, `expected a file that can be read, got ${got}`);
  }
}
