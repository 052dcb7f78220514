// SPDX-License-Identifier: GPL-2.0-or-later
import { isUtf8 } from 'node:buffer';
import { type Batches, oneByOne, readBytes, type Source, sourceName } from './bytes';
import { InputError } from './input-error';

/** Lines of more bytes are refused. */
export const LINE_LIMIT = 32 * 2 ** 20;

export interface LineOptions {
  /** How many bytes a line may have, its end not counted; {@link LINE_LIMIT} if not given. */
  readonly limit?: number;
  /** How messages call the source, if not by its path. */
  readonly name?: string;
  /** Only the lines from `first` to before `stop`, as they are counted in the whole source. */
  readonly span?: { readonly first: number; readonly stop: number };
  /**
   * How many lines stand before the source, if it goes on with another one in which each document stood on a
   * line of its own: so do those of this one, then.
   */
  readonly before?: number | undefined;
}

/** A line that is not empty; `line` counts all lines from 1. */
export interface Line {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** Whether a line break follows. The last line of a file that was cut short has none. */
  readonly terminated: boolean;
}

/** A line that is too long, or not UTF-8. */
export interface BadLine {
  readonly file: string;
  readonly line: number;
  readonly error: InputError;
}

/**
 * The lines of a source, plain or gzip, with constant memory: a chunk and one line. Lines end in LF
 * or CRLF; empty ones are skipped.
 * @throws InputError for the first bad line, and if the source cannot be read.
 */
export async function* readLines(source: Source, options?: LineOptions): AsyncGenerator<Line> {
  for await (const line of scanLines(source, options)) {
    if ('error' in line) throw line.error;
    yield line;
  }
}

/**
 * As {@link readLines}, but goes on after a bad line.
 * @throws InputError if the source cannot be read, and for a line that does not end.
 */
export function scanLines(source: Source, options?: LineOptions): AsyncGenerator<Line | BadLine> {
  return oneByOne(scanLineBatches(source, options));
}

/** As {@link scanLines}, the lines of a chunk at a time. */
export async function* scanLineBatches(
  source: Source,
  options: LineOptions = {},
): Batches<Line | BadLine> {
  const { limit = LINE_LIMIT, name = sourceName(source), span, before = 0 } = options;
  const splitter = new LineSplitter(name, limit, before + 1);
  for await (const chunk of readBytes(source, name)) {
    const lines = splitter.push(chunk);
    yield span === undefined ? lines : within(lines, span);
    if (span !== undefined && splitter.reached >= span.stop) return;
  }
  const last = splitter.finish(false);
  if (last !== undefined) yield span === undefined ? [last] : within([last], span);
}

function* within(
  lines: Iterable<Line | BadLine>,
  { first, stop }: NonNullable<LineOptions['span']>,
): Generator<Line | BadLine> {
  for (const line of lines) {
    if (line.line >= stop) return;
    if (line.line >= first) yield line;
  }
}

/** What a line ends with. */
export const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** What the first line of a source may begin with. */
export const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** How much of a line beyond its limit is skipped, to go on after it; an endless one is given up. */
const PASSED_OVER_LIMIT = 256 * 2 ** 20;

/** Cuts chunks into lines. What is beyond the limit is dropped, not kept. */
class LineSplitter {
  /** What came of the present line so far. */
  private pieces: Buffer[] = [];
  private bytes = 0;

  /** @param line the number of the first line. */
  constructor(
    private readonly file: string,
    private readonly limit: number,
    private line: number,
  ) {}

  /** The number of the line at hand. */
  get reached(): number {
    return this.line;
  }

  *push(chunk: Buffer): Generator<Line | BadLine> {
    let from = 0;
    for (;;) {
      from = this.skipEmpty(chunk, from);
      const end = chunk.indexOf(LINE_FEED, from);
      const tooLong = this.keep(chunk.subarray(from, end === -1 ? chunk.length : end));
      if (tooLong !== undefined) yield tooLong;
      if (end === -1) return;
      const line = this.finish(true);
      if (line !== undefined) yield line;
      from = end + 1;
    }
  }

  /** Where the next line begins that is not empty: a source may be full of those that are. */
  private skipEmpty(chunk: Buffer, from: number): number {
    if (this.bytes > 0) return from;
    let at = from;
    while (chunk[at] === LINE_FEED) at++;
    this.line += at - from;
    return at;
  }

  /** Ends the present line; undefined if it is empty, or was refused for its length. */
  finish(terminated: boolean): Line | BadLine | undefined {
    const { file, line, pieces, bytes } = this;
    this.pieces = [];
    this.bytes = 0;
    this.line++;
    if (bytes > this.limit) return undefined;
    const [first, second] = pieces;
    const whole = first !== undefined && second === undefined ? first : Buffer.concat(pieces);
    const content = contentOf(whole, line);
    if (!isUtf8(content)) return bad(file, line, 'expected UTF-8 text, got other bytes');
    const text = content.toString('utf8');
    return text.trim() === '' ? undefined : { file, line, text, terminated };
  }

  /** Adds to the present line; says so at once, but only once, when it gets too long. */
  private keep(piece: Buffer): BadLine | undefined {
    const wasTooLong = this.bytes > this.limit;
    this.bytes += piece.length;
    if (this.bytes <= this.limit) {
      this.pieces.push(piece);
      return undefined;
    }
    this.pieces = [];
    if (this.bytes > this.limit + PASSED_OVER_LIMIT) {
      const message = `expected an end of this line within ${this.bytes} bytes, got none; the rest was not read`;
      throw new InputError({ file: this.file, line: this.line }, message);
    }
    if (wasTooLong) return undefined;
    return bad(this.file, this.line, `expected a line of at most ${this.limit} bytes, got more`);
  }
}

/** A line's bytes without the CR before its end, and without the mark that a file may begin with. */
function contentOf(bytes: Buffer, line: number): Buffer {
  const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
  const marked = line === 1 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK);
  return bytes.subarray(marked ? BYTE_ORDER_MARK.length : 0, end);
}

function bad(file: string, line: number, message: string): BadLine {
  return { file, line, error: new InputError({ file, line }, message) };
}
