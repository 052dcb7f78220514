// SPDX-License-Identifier: GPL-2.0-or-later
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  read,
  readSync,
  write,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { killGroup } from '../../audit/c/limited-process';
import { SANITIZER } from '../../audit/c/runner-process';
import { atExit } from '../../oracle/child/at-exit';
import { isAskedToEnd } from '../../oracle/child/ending-signals';
import { environmentForOthers } from '../../oracle/child/environment';
import { Interrupted } from '../../oracle/child/interrupted';
import { InputError } from '../../oracle/scenario/input-error';
import { systemErrorCode } from '../../oracle/scenario/system-error';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../oracle/scenario/temporary-folder';
import type { WireBatch } from '../wire/types';

const readSome = promisify(read);
const writeSome = promisify(write);

/* As `tree/host/supervise.c` has them. */
const QUESTION_BYTES = 24;
/** What the supervisor has room for (`IN_BYTES` of `tree/host/supervisor.h`); it ends at more. */
const MOST_BYTES = 512 * 2 ** 20;
const ANSWER_BYTES = 24;
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

const ASAN_OPTIONS = [...SANITIZER, 'symbolize=0'].join(':');

/** What came back for a batch. */
export interface SupervisorAnswer {
  readonly count: number;
  /** How many replies have a note or did not return. */
  readonly unusual: number;
  readonly bytes: Buffer;
}

/**
 * A supervisor of `tree/host/`, running. Named pipes link it: the ends that Node makes for a child
 * cannot be read synchronously, and both ways of asking are needed.
 */
export class SupervisorProcess {
  private readonly child: ChildProcess;
  private readonly to: number;
  private readonly from: number;
  /** What it writes to its standard error. */
  private readonly errors: number;
  private closed = false;
  /** Takes back that it ends with us. */
  private readonly outlive: () => void;
  /** The batch that was sent last. */
  private turn: Promise<unknown> = Promise.resolve();
  /** Takes the answer to what was asked last by {@link askFor}, if nobody has yet. */
  private untaken: (() => SupervisorAnswer) | undefined;

  /** @param name the tree's, for messages. */
  constructor(
    command: readonly string[],
    private readonly name: string,
  ) {
    const folder = makeTemporaryFolder('tree');
    const [input, output] = makePipes(folder, 'in', 'out');
    // A reader that does not wait lets the writer's end open at once, and that the reader's.
    const childIn = openSync(input, constants.O_RDONLY | constants.O_NONBLOCK);
    this.to = openSync(input, constants.O_WRONLY);
    const first = openSync(output, constants.O_RDONLY | constants.O_NONBLOCK);
    const childOut = openSync(output, constants.O_WRONLY);
    this.from = openSync(output, constants.O_RDONLY);
    this.errors = openSync(join(folder, 'errors'), 'w+');
    const [program = '', ...parameters] = command;
    // A group of its own, which Ctrl-C at the terminal does not reach.
    this.child = spawn(program, parameters, {
      stdio: [childIn, childOut, this.errors],
      detached: true,
      env: { ...environmentForOthers(), ASAN_OPTIONS, UBSAN_OPTIONS: 'color=never' },
    });
    this.child.on('error', () => {});
    this.child.unref();
    for (const file of [childIn, first, childOut]) closeSync(file);
    // Nobody needs the names any more, and whoever ends this process may leave it no time.
    removeTemporaryFolder(folder);
    this.outlive = atExit(() => this.close());
  }

  /** Asks and waits. */
  askNow(batch: WireBatch): SupervisorAnswer {
    return this.askFor(batch)();
  }

  /**
   * Asks; what it returns waits for the answer, which is there from then on. It is taken by itself before
   * anything else is asked: a pipe that is full would hold up both.
   *
   * @throws Interrupted if this process was asked to end, and the answer, or one before it, takes long.
   */
  askFor(batch: WireBatch): () => SupervisorAnswer {
    this.untaken?.();
    this.requireOpen();
    const serial = randomBytes(8);
    this.requireRoom(batch);
    this.sendNow(asked(batch, serial));
    let answer: SupervisorAnswer | undefined;
    const take = (): SupervisorAnswer => {
      if (answer !== undefined) return answer;
      this.untaken = undefined;
      const beginning = this.takeBeginningNow();
      answer = this.answer(batch, serial, beginning, this.takeNow(lengthOf(beginning)));
      return answer;
    };
    this.untaken = take;
    return take;
  }

  /** Asks; questions are answered in the order in which they were asked. */
  ask(batch: WireBatch): Promise<SupervisorAnswer> {
    const answer = this.turn.then(() => this.askNext(batch));
    this.turn = answer.catch(() => {});
    return answer;
  }

  /** Ends it and all that it runs. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.outlive();
    killGroup(this.child);
    closeSync(this.to);
    closeSync(this.from);
    closeSync(this.errors);
  }

  private async askNext(batch: WireBatch): Promise<SupervisorAnswer> {
    this.untaken?.();
    this.requireOpen();
    const serial = randomBytes(8);
    this.requireRoom(batch);
    await this.send(asked(batch, serial));
    const beginning = await this.takeBeginning();
    return this.answer(batch, serial, beginning, await this.take(lengthOf(beginning)));
  }

  private answer(
    batch: WireBatch,
    serial: Buffer,
    beginning: Buffer,
    bytes: Buffer,
  ): SupervisorAnswer {
    const count = beginning.readUInt32LE(16);
    if (!beginning.subarray(0, 8).equals(serial)) throw new Error('an answer to another batch');
    // Code that ends its process when it is loaded has an outcome, whatever was asked: here, what the tree is.
    const isWhatItIs = batch.count === 0 && batch.bytes.length === 0;
    if (count !== batch.count && !isWhatItIs)
      throw new Error(`${count} replies to ${batch.count} scenarios`);
    return { count, unusual: beginning.readUInt32LE(20), bytes };
  }

  private sendNow(bytes: Uint8Array): void {
    this.guarded(() => {
      for (let sent = 0; sent < bytes.length; ) sent += writeSync(this.to, bytes, sent);
    });
  }

  /** Nobody hears of a signal meanwhile; how long that can take is bounded by the patience with a tree. */
  private takeBeginningNow(): Buffer {
    for (;;) {
      const beginning = this.takeNow(ANSWER_BYTES);
      if (!isNotYet(beginning)) return beginning;
      this.giveUpIfAsked();
    }
  }

  /** Whoever is asked to end does not wait for what takes long, and asks nothing more. */
  private giveUpIfAsked(): void {
    if (!isAskedToEnd()) return;
    this.close();
    throw new Interrupted();
  }

  private requireRoom({ bytes, count }: WireBatch): void {
    if (bytes.length <= MOST_BYTES) return;
    const what = count === 1 ? 'a scenario' : `${count} scenarios that are run together`;
    const size = Math.ceil(bytes.length / 2 ** 20);
    throw new InputError(
      { file: `the tree ${this.name}` },
      `expected at most ${MOST_BYTES / 2 ** 20} MiB for ${what}, got ${size} MiB`,
    );
  }

  private requireOpen(): void {
    if (this.closed) throw new Interrupted();
  }

  private async takeBeginning(): Promise<Buffer> {
    for (;;) {
      const beginning = await this.take(ANSWER_BYTES);
      if (!isNotYet(beginning)) return beginning;
      this.giveUpIfAsked();
    }
  }

  private takeNow(count: number): Buffer {
    const bytes = Buffer.allocUnsafeSlow(count);
    this.guarded(() => {
      for (let taken = 0; taken < count; ) {
        const got = readSync(this.from, bytes, taken, count - taken, null);
        if (got === 0) throw this.end();
        taken += got;
      }
    });
    return bytes;
  }

  private async send(bytes: Uint8Array): Promise<void> {
    for (let sent = 0; sent < bytes.length; ) {
      const { bytesWritten } = await writeSome(this.to, bytes, sent).catch((error: unknown) => {
        throw systemErrorCode(error) === 'EPIPE' ? this.end() : error;
      });
      sent += bytesWritten;
    }
  }

  private async take(count: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafeSlow(count);
    for (let taken = 0; taken < count; ) {
      const { bytesRead } = await readSome(this.from, bytes, taken, count - taken, null);
      if (bytesRead === 0) throw this.end();
      taken += bytesRead;
    }
    return bytes;
  }

  private guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      throw systemErrorCode(error) === 'EPIPE' ? this.end() : error;
    }
  }

  /** It outlives all that a tree does: whoever ended it is somebody else. */
  private end(): Error {
    const errors = textOf(this.errors).trim();
    if (errors !== '') return new Error(`the supervisor of the tree ${this.name} ended: ${errors}`);
    return new InputError(
      { file: `the tree ${this.name}` },
      'the process that supervises it was ended from outside, or for lack of memory: nothing is ' +
        'known about the remaining scenarios',
    );
  }
}

function makePipes(folder: string, ...names: readonly [string, string]): readonly [string, string] {
  const [one, other] = [join(folder, names[0]), join(folder, names[1])];
  const made = spawnSync('mkfifo', ['-m', '600', one, other], { encoding: 'utf8' });
  if (made.status === 0) return [one, other];
  throw new InputError({ file: folder }, 'named pipes could not be made', undefined, made.stderr);
}

/** All of a file, whoever else writes to it from wherever in it. */
function textOf(file: number): string {
  const bytes = Buffer.alloc(fstatSync(file).size);
  return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, 0));
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

function isNotYet(beginning: Buffer): boolean {
  return beginning.readUInt32LE(16) === NOT_YET;
}

function lengthOf(beginning: Buffer): number {
  return Number(beginning.readBigUInt64LE(8));
}
