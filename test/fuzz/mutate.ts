// SPDX-License-Identifier: GPL-2.0-or-later
import { gzipSync } from 'node:zlib';
import type { Draw } from './draw';

/** Larger inputs find little more and take long. */
const LONGEST = 128 * 1024;
const MOST_STEPS = 6;
/** Enough to exhaust a stack, and to show what is not linear. */
const DEEP = 20_000;
const MANY = 2000;

/** Values at the borders of what a reader of numbers, words or names may take. */
export const EXTREMES: readonly string[] = [
  ...['', '0', '-0', '-1', '1.5', '1e400', '1e-400', 'NaN', 'Infinity', '007', '+1', '1_000'],
  ...['4294967295', '4294967296', '9007199254740991', '9007199254740993', '18446744073709551616'],
  ...['0x', '0x0', '0xg', '0x7fffffffffffffff', '0xffffffffffffffff', '0x10000000000000000'],
  ...['null', 'true', '""', '[]', '{}', '"__proto__"', '"constructor"', '-', '--', '/', '*/', '#'],
];

/** UTF-8 that a text may hold and a reader may trip over, as bytes. */
const UNICODE: readonly string[] = [
  ...[
    '\u0000',
    '\u001b[2J',
    '\u0085',
    '\u2028',
    '\u202e',
    '\ufeff',
    '\u{1f427}',
    'é',
    '\r',
    '\n\n',
  ],
].map((text) => Buffer.from(text).toString('latin1'));
/** Bytes that are no UTF-8. */
const BROKEN = ['\xff', '\xc0\x80', '\xed\xa0\x80', '\xf4\x90\x80\x80', '\xe2\x82'];

/** One change to a text of bytes (a character each). */
type Step = (text: string, other: string, draw: Draw) => string;

const STEPS: readonly Step[] = [
  function flipsByte(text, _, draw) {
    const at = place(text, draw);
    const code = (text.charCodeAt(at) || 0) ^ (1 << draw.below(8));
    return spliced(text, at, 1, String.fromCharCode(code));
  },
  function cutsShort(text, _, draw) {
    return text.slice(0, place(text, draw));
  },
  function dropsPart(text, _, draw) {
    return spliced(text, place(text, draw), 1 + draw.below(64), '');
  },
  function repeatsPart(text, _, draw) {
    const at = place(text, draw);
    const part = text.slice(at, at + 1 + draw.below(64));
    return spliced(text, at, 0, part.repeat(1 + draw.below(draw.oneIn(8) ? MANY : 3)));
  },
  function dropsLine(text, _, draw) {
    const { at, length } = lineAt(text, draw);
    return spliced(text, at, length, '');
  },
  function repeatsLine(text, _, draw) {
    const { at, length } = lineAt(text, draw);
    const copies = 1 + draw.below(draw.oneIn(8) ? MANY : 3);
    return spliced(text, at, 0, text.slice(at, at + length).repeat(copies));
  },
  function movesLine(text, _, draw) {
    const { at, length } = lineAt(text, draw);
    const rest = spliced(text, at, length, '');
    return spliced(rest, lineAt(rest, draw).at, 0, text.slice(at, at + length));
  },
  function takesLineOfOther(text, other, draw) {
    const { at, length } = lineAt(other, draw);
    return spliced(text, lineAt(text, draw).at, 0, other.slice(at, at + length));
  },
  function takesTokenOfOther(text, other, draw) {
    const { at, length } = tokenAt(text, draw);
    const theirs = tokenAt(other, draw);
    return spliced(text, at, length, other.slice(theirs.at, theirs.at + theirs.length));
  },
  function makesTokenExtreme(text, _, draw) {
    const { at, length } = tokenAt(text, draw);
    return spliced(text, at, length, draw.of(EXTREMES));
  },
  function makesNumberExtreme(text, _, draw) {
    const { at, length } = matchAfter(text, /(?:0x[0-9a-f]+|\d+)/g, draw);
    return spliced(text, at, length, draw.of(EXTREMES));
  },
  function repeatsKey(text, _, draw) {
    const { at, length } = matchAfter(text, /"[^"\\]{1,40}":/g, draw);
    return spliced(text, at, 0, `${text.slice(at, at + length)}${draw.of(['0', 'null', '[]'])},`);
  },
  function renamesKey(text, _, draw) {
    const { at, length } = matchAfter(text, /"[^"\\]{1,40}":/g, draw);
    return spliced(text, at, length, `"${draw.of(['__proto__', 'toString', '', 'x'])}":`);
  },
  function insertsUnicode(text, _, draw) {
    return spliced(text, place(text, draw), 0, draw.of(UNICODE));
  },
  function insertsBrokenUnicode(text, _, draw) {
    return spliced(text, place(text, draw), 0, draw.of(BROKEN));
  },
  function nests(text, _, draw) {
    const [open, close] = draw.of([
      ['[', ']'],
      ['{"a":', '}'],
      ['(', ')'],
      ['{', '}'],
      ['> ', ''],
      ['/*', '*/'],
    ] as const);
    const depth = 1 + draw.below(draw.oneIn(4) ? DEEP : 80);
    const { at, length } = tokenAt(text, draw);
    const inner = text.slice(at, at + length);
    return spliced(text, at, length, `${open.repeat(depth)}${inner}${close.repeat(depth)}`);
  },
  function changesLineEnds(text, _, draw) {
    return text.replaceAll('\n', draw.of(['\r\n', '\r', '\n\n', ' ']));
  },
];

/** An input with some changes, plain or packed. */
export function mutated(seeds: readonly Buffer[], draw: Draw): Buffer {
  const bytes = Buffer.from(mutatedText(seeds, draw), 'latin1');
  if (!draw.oneIn(6)) return bytes;
  const packed = gzipSync(bytes);
  if (draw.oneIn(2)) return packed;
  return Buffer.from(mutatedText([packed], draw), 'latin1');
}

function mutatedText(seeds: readonly Buffer[], draw: Draw): string {
  const other = draw.of(seeds).toString('latin1');
  let text = draw.of(seeds).toString('latin1');
  // Now and then an input as it is: what is judged must hold for a good one, too.
  const steps = draw.oneIn(12) ? 0 : 1 + draw.below(MOST_STEPS);
  for (let step = 0; step < steps; step++) {
    text = draw.of(STEPS)(text, other, draw).slice(0, LONGEST);
  }
  return text;
}

interface Stretch {
  readonly at: number;
  readonly length: number;
}

function place(text: string, draw: Draw): number {
  return draw.below(Math.max(1, text.length));
}

function spliced(text: string, at: number, removed: number, added: string): string {
  return text.slice(0, at) + added + text.slice(at + removed);
}

function lineAt(text: string, draw: Draw): Stretch {
  const at = text.lastIndexOf('\n', place(text, draw) - 1) + 1;
  const end = text.indexOf('\n', at);
  return { at, length: (end === -1 ? text.length : end + 1) - at };
}

function tokenAt(text: string, draw: Draw): Stretch {
  return matchAfter(text, /\w+|[^\s\w]/g, draw);
}

/** The first match from anywhere on; nothing at the place itself if there is none. */
function matchAfter(text: string, what: RegExp, draw: Draw): Stretch {
  const at = place(text, draw);
  what.lastIndex = at;
  const match = what.exec(text);
  return match === null ? { at, length: 0 } : { at: match.index, length: match[0].length };
}
