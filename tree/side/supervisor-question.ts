// SPDX-License-Identifier: GPL-2.0-or-later
import { randomBytes } from 'node:crypto';
import { InputError } from '../../oracle/scenario/input-error';
import type { WireBatch } from '../wire/types';

/*
 * What a supervisor of `tree/host/` is asked, and how its answer begins, as bytes: 32-bit words, little-endian.
 */

/* As `tree/host/supervise.c` has them. */
const QUESTION_BYTES = 24;
/** What the supervisor has room for (`IN_BYTES` of `tree/host/supervisor.h`); it ends at more. */
const MOST_BYTES = 512 * 2 ** 20;
/** How an answer begins. */
export const BEGINNING_BYTES = 24;
/** The count of a beginning without an answer: a scenario takes long, and the answer comes later. */
const NOT_YET = 0xffff_ffff;

/** Processor time that one scenario may take, in milliseconds; an endless loop takes no more. */
const MILLISECONDS = 1000;
/**
 * What a scenario gets beside that for each of its bytes, of which a page of its range has half a one: with sanitizers, a page
 * that is faulted takes some microseconds.
 */
const MILLISECONDS_PER_BYTE = 1 / 64;
/** How many scenarios of a batch may end their process before the others are not run: one in eight, or so many. */
const MOST_ENDS = 64;
const SCENARIOS_PER_END = 8;

/** What came back for a batch. */
export interface SupervisorAnswer {
  readonly count: number;
  /** How many replies have a note or did not return. */
  readonly unusual: number;
  readonly bytes: Buffer;
}

/** What an answer has to be, so as to be the one to a question. */
interface AwaitedAnswer {
  /** How many scenarios it is about; undefined for the question what the tree is. */
  readonly count: number | undefined;
  readonly serial: Buffer;
}

/** A batch as it is sent, at once. */
interface SupervisorQuestion {
  readonly bytes: Buffer;
  readonly awaited: AwaitedAnswer;
}

/**
 * The question about a batch.
 * @param name the tree's, for messages.
 * @throws InputError if the supervisor has no room for it.
 */
export function questionOf(batch: WireBatch, name: string): SupervisorQuestion {
  requireRoom(batch, name);
  const serial = randomBytes(8);
  const isWhatItIs = batch.count === 0 && batch.bytes.length === 0;
  const count = isWhatItIs ? undefined : batch.count;
  return { bytes: asked(batch, serial), awaited: { count, serial } };
}

function requireRoom({ bytes, count }: WireBatch, name: string): void {
  if (bytes.length <= MOST_BYTES) return;
  const what = count === 1 ? 'a scenario' : `${count} scenarios that are run together`;
  const size = Math.ceil(bytes.length / 2 ** 20);
  throw new InputError(
    { file: `the tree ${name}` },
    `expected at most ${MOST_BYTES / 2 ** 20} MiB for ${what}, got ${size} MiB`,
  );
}

/**
 * The answer to a question.
 * @param beginning its first {@link BEGINNING_BYTES}.
 * @param bytes the {@link lengthOf} it that follow.
 * @throws Error if it is none to this question.
 */
export function answerTo(
  { count: wanted, serial }: AwaitedAnswer,
  beginning: Buffer,
  bytes: Buffer,
): SupervisorAnswer {
  const count = beginning.readUInt32LE(16);
  if (!beginning.subarray(0, 8).equals(serial)) throw new Error('an answer to another batch');
  // Code that ends its process when it is loaded has an outcome even if nothing is to be run.
  if (wanted !== undefined && count !== wanted)
    throw new Error(`${count} replies to ${wanted} scenarios`);
  return { count, unusual: beginning.readUInt32LE(20), bytes };
}

/** A question and the frames that it is about, to be sent at once. */
function asked(batch: WireBatch, serial: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(QUESTION_BYTES + batch.bytes.length);
  const milliseconds = MILLISECONDS + Math.ceil(batch.largest * MILLISECONDS_PER_BYTE);
  const ends = Math.max(MOST_ENDS, Math.ceil(batch.count / SCENARIOS_PER_END));
  [batch.count, batch.bytes.length, milliseconds, ends].forEach((word, index) => {
    bytes.writeUInt32LE(word, 4 * index);
  });
  serial.copy(bytes, 16);
  bytes.set(batch.bytes, QUESTION_BYTES);
  return bytes;
}

/** Whether an answer that begins so comes later: the beginning says only that it takes long. */
export function isNotYet(beginning: Buffer): boolean {
  return beginning.readUInt32LE(16) === NOT_YET;
}

/** How many bytes follow on the beginning of an answer. */
export function lengthOf(beginning: Buffer): number {
  return Number(beginning.readBigUInt64LE(8));
}
