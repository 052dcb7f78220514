// SPDX-License-Identifier: GPL-2.0-or-later
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
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
import {
  answerTo,
  BEGINNING_BYTES,
  isNotYet,
  lengthOf,
  questionOf,
  type SupervisorAnswer,
} from './supervisor-question';

const readSome = promisify(read);
const writeSome = promisify(write);

const ASAN_OPTIONS = [...SANITIZER, 'symbolize=0'].join(':');

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
    const { bytes, awaited } = questionOf(batch, this.name);
    this.sendNow(bytes);
    let answer: SupervisorAnswer | undefined;
    const take = (): SupervisorAnswer => {
      if (answer !== undefined) return answer;
      this.untaken = undefined;
      const beginning = this.takeBeginningNow();
      answer = answerTo(awaited, beginning, this.takeNow(lengthOf(beginning)));
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
    const { bytes, awaited } = questionOf(batch, this.name);
    await this.send(bytes);
    const beginning = await this.takeBeginning();
    return answerTo(awaited, beginning, await this.take(lengthOf(beginning)));
  }

  private sendNow(bytes: Uint8Array): void {
    this.guarded(() => {
      for (let sent = 0; sent < bytes.length; ) sent += writeSync(this.to, bytes, sent);
    });
  }

  /** Nobody hears of a signal meanwhile; how long that can take is bounded by the patience with a tree. */
  private takeBeginningNow(): Buffer {
    for (;;) {
      const beginning = this.takeNow(BEGINNING_BYTES);
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

  private requireOpen(): void {
    if (this.closed) throw new Interrupted();
  }

  private async takeBeginning(): Promise<Buffer> {
    for (;;) {
      const beginning = await this.take(BEGINNING_BYTES);
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
