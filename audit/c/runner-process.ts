// SPDX-License-Identifier: GPL-2.0-or-later
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { atExit } from '../../oracle/child/at-exit';
import { environmentForOthers } from '../../oracle/child/environment';
import { Interrupted } from '../../oracle/child/interrupted';
import { InputError } from '../../oracle/scenario/input-error';
import { ANSWER_BYTES, answerLength, isAnswerTo } from './answer';
import type { Batch } from './batch';
import type { Build } from './build';
import type { Confinement } from './confinement';
import { killGroup } from './limited-process';
import type { Version } from './version';

/** What the code is run by, and how long a conversion may take. */
export interface RunnerSetup {
  readonly build: Build;
  readonly confinement: Confinement;
  /** Milliseconds of processor time. */
  readonly timeout: number;
  /** Ends everything that runs. */
  readonly signal: AbortSignal;
}

/** The sanitizer's reports are ours to show; faults come to the code's own handler. */
export const SANITIZER = [
  'handle_segv=0',
  'handle_sigbus=0',
  'handle_sigfpe=0',
  'handle_sigill=0',
  'detect_leaks=0',
  'detect_odr_violation=0',
  'detect_stack_use_after_return=0',
  'disable_coredump=0',
  'abort_on_error=0',
  'color=never',
] as const;

/** How much longer a sanitizer may take for its report, in milliseconds. */
const REPORT_TIME = { bare: 1000, named: 10_000 } as const;

/**
 * A supervisor of `audit/c/`, running: batches in, answers out, in order. Conversions run in
 * children of its own, so it outlives whatever they do.
 */
export class RunnerProcess {
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly chunks: Buffer[] = [];
  private bytes = 0;
  private errors = '';
  private ended: Error | undefined;
  private wake: (() => void) | undefined;
  /** Takes back that it ends with us. */
  private readonly outlive: () => void;
  private readonly signal: AbortSignal;
  private readonly gone: Promise<void>;

  /** @param names whether a sanitizer's report names functions and lines, which takes 0.1 s. */
  constructor(version: Version, setup: RunnerSetup, names: boolean) {
    const { build, confinement } = setup;
    const code = build.code[version];
    if (code === undefined) throw new Error(`there is no code ${version}`);
    this.signal = setup.signal;
    const address = [...SANITIZER, `symbolize=${names ? 1 : 0}`].join(':');
    const env = { ...environmentForOthers(), ASAN_OPTIONS: address, UBSAN_OPTIONS: 'color=never' };
    const [command, ...parameters] = [
      ...confinement.wrapper,
      ...[build.supervisor, code, confinement.filter ? 'filter' : 'no-filter'],
      String(names ? REPORT_TIME.named : REPORT_TIME.bare),
    ];
    // Ctrl-C on a terminal is for the command, which then ends this in its own way.
    this.child = spawn(command ?? '', parameters, {
      ...{ stdio: ['pipe', 'pipe', 'pipe'], detached: true, env },
    });
    this.child.stdout.on('data', (chunk: Buffer) => {
      this.chunks.push(chunk);
      this.bytes += chunk.length;
      this.wake?.();
    });
    this.child.stderr.on('data', (chunk: Buffer) => {
      this.errors = (this.errors + chunk.toString()).slice(-2000);
    });
    this.child.stdin.on('error', () => {});
    this.child.on('error', (error) => this.end(error));
    this.gone = new Promise((done) => {
      this.child.on('close', (code, signal) => {
        this.outlive();
        this.end(this.endOf(version, code, signal));
        done();
      });
    });
    this.outlive = atExit(() => killGroup(this.child));
    this.signal.addEventListener('abort', this.kill);
    if (this.signal.aborted) this.kill();
  }

  /**
   * Sends a batch and waits for its answer.
   * @throws InputError if the supervisor was killed from outside.
   * @throws Interrupted if it was closed.
   */
  async ask(batch: Batch): Promise<Buffer> {
    this.child.stdin.write(batch.bytes);
    const beginning = await this.take(ANSWER_BYTES);
    const answer = await this.take(answerLength(beginning));
    if (!isAnswerTo(batch, beginning, answer)) throw new Error('an answer to another batch');
    return answer;
  }

  /** Ends the supervisor and what it runs, and waits until they are gone. */
  close(): Promise<void> {
    this.kill();
    return this.gone;
  }

  private readonly kill = (): void => {
    this.signal.removeEventListener('abort', this.kill);
    this.end(new Interrupted());
    killGroup(this.child);
  };

  /** A shell's or a wrapper's way to say that a signal ended a program. */
  private endOf(version: Version, code: number | null, signal: string | null): Error {
    if (signal === 'SIGKILL' || code === 128 + constants.signals.SIGKILL) {
      return new InputError(
        { file: `the code ${version}` },
        'the process that supervises it was killed, by that code or for lack of memory: nothing ' +
          'is known about the remaining scenarios',
      );
    }
    return new Error(`the supervisor ended with ${signal ?? code}: ${this.errors.trim()}`);
  }

  private end(reason: Error): void {
    this.ended ??= reason;
    this.wake?.();
  }

  private async take(bytes: number): Promise<Buffer> {
    while (this.bytes < bytes) {
      if (this.ended !== undefined) throw this.ended;
      await new Promise<void>((done) => {
        this.wake = done;
      });
    }
    const all = this.chunks.length === 1 ? this.chunks[0] : undefined;
    const joined = all ?? Buffer.concat(this.chunks);
    this.chunks.length = 0;
    this.bytes = joined.length - bytes;
    if (this.bytes > 0) this.chunks.push(joined.subarray(bytes));
    return joined.subarray(0, bytes);
  }
}
