// SPDX-License-Identifier: GPL-2.0-or-later
import type { BitsPerLong } from '../../modern/format';
import type { WordLayout } from '../../modern/word-layout';
import { InputError } from '../../oracle/scenario/input-error';
import { ReplyView } from '../wire/reply-view';
import { WireOutcome } from '../wire/types';
import type { SupervisorProcess } from './supervisor-process';

/** What a tree's own constants say, as its glue was compiled with them (`struct host_description`). */
export interface TreeDescription {
  readonly customizable: boolean;
  readonly returnsPages: boolean;
  /** Whether special pages have a value of their own, in the customizable format. */
  readonly hasSpecial: boolean;
  /** How many bytes a word of the array has. */
  readonly wordBytes: 4 | 8;
  /** Which bits of a word mean what, in the fixed format. */
  readonly layout: WordLayout;
}

const DESCRIPTION_BYTES = 56;
/** What is said of code that runs when it is loaded, if it does not say more. */
const LOADING_ENDS: Readonly<Partial<Record<WireOutcome, string>>> = {
  [WireOutcome.timeout]: 'it does not come to an end',
};

/**
 * Asks a tree what it is.
 * @throws InputError if its code cannot even be loaded.
 */
export function describe(process: SupervisorProcess, name: string): TreeDescription {
  const { bytes } = process.askNow({
    count: 0,
    bytes: new Uint8Array(0),
    largest: 0,
    watched: false,
  });
  if (bytes.length !== DESCRIPTION_BYTES) {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    const { reason, outcome } = new ReplyView(words, 0, 8);
    const why = reason === '' ? LOADING_ENDS[outcome] : reason;
    throw new InputError(
      { file: `the tree ${name}` },
      `its code cannot be loaded: ${why ?? 'it ends its process'}`,
    );
  }
  const word = (index: number): number => bytes.readUInt32LE(4 * index);
  const bits: BitsPerLong = word(0) === 32 ? 32 : 64;
  const orderShift = word(2) < bits ? word(2) : undefined;
  const top = ((1n << 3n) - 1n) << BigInt(bits - 3);
  const flags = bytes.readBigUInt64LE(16);
  return {
    customizable: word(1) !== 0,
    returnsPages: word(3) !== 0,
    hasSpecial: word(13) !== 0,
    wordBytes: word(12) === 4 ? 4 : 8,
    layout: {
      bits,
      orderShift,
      orderField: orderShift === undefined ? 0n : 0x1fn << BigInt(orderShift),
      carried: bytes.readBigUInt64LE(24),
      flags: flags === 0n ? top : flags,
    },
  };
}
