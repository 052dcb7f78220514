// SPDX-License-Identifier: GPL-2.0-or-later
import { isUtf8 } from 'node:buffer';
import { readBytes, type Source } from '../../oracle/scenario/bytes';
import { InputError } from '../../oracle/scenario/input-error';
import { LINE_LIMIT } from '../../oracle/scenario/lines';

const LINE_FEED = 0x0a;

/**
 * The lines of a source, unpacked, with everything that is in them, line ends too.
 *
 * @param name how messages call the source.
 * @throws InputError if the source cannot be read, a line is longer than the limit, or no UTF-8.
 */
export async function* rawLines(source: Source, name: string): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 0;
  const textOf = (bytes: Buffer, number: number): string => {
    if (isUtf8(bytes)) return bytes.toString('utf8');
    throw new InputError({ file: name, line: number }, 'expected UTF-8 text, got other bytes');
  };
  for await (const chunk of readBytes(source, name)) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, from)) {
      yield textOf(bytes.subarray(from, end + 1), ++line);
      from = end + 1;
    }
    rest = bytes.subarray(from);
    if (rest.length > LINE_LIMIT) {
      throw new InputError({ file: name }, `expected lines of at most ${LINE_LIMIT} bytes`);
    }
  }
  if (rest.length > 0) yield textOf(rest, line + 1);
}
