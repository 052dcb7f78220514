// SPDX-License-Identifier: GPL-2.0-or-later
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { makeTemporaryFolder } from '../../oracle/scenario/temporary-folder';
import { findCommand } from './command';
import { endingOf, type GuestEnd, type Stopped } from './ending';
import { type InitramfsParts, makeInitramfs } from './initramfs';
import { type Accelerator, qemuArguments } from './qemu';

/** A boot with a recipe. */
export interface GuestOptions extends InitramfsParts {
  readonly accelerator: Accelerator;
  /** The emulator's command; `qemu-system-x86_64` if not given. */
  readonly emulator?: string;
  /** The most that the whole boot may take, in seconds; 600 if not given. */
  readonly timeLimit?: number;
  /**
   * After so many seconds without a word the guest hangs; 120, over the longest limit of a case.
   */
  readonly silenceLimit?: number;
  /** Further words of the kernel's command line. */
  readonly append?: string;
  readonly signal?: AbortSignal;
}

/** A guest that runs. */
export interface GuestRun {
  /** Lines of KTAP as they come; to be read to the end, once. */
  readonly lines: AsyncIterable<string>;
  /** How it ended; settles after the last line, and never fails. */
  readonly ended: Promise<GuestEnd>;
}

const QEMU = 'qemu-system-x86_64';
const TIME_LIMIT = 600;
const SILENCE_LIMIT = 120;
const KEPT_ERRORS = 4000;

/**
 * Boots a guest, lets it carry out a recipe, and tells what it says. Whatever happens in the guest,
 * it ends: at the latest at its time limit.
 *
 * @throws CommandError if its root file system cannot be made.
 */
export async function bootGuest(options: GuestOptions): Promise<GuestRun> {
  const folder = makeTemporaryFolder('guest');
  const initramfs = join(folder, 'initramfs');
  const console = join(folder, 'console');
  try {
    await makeInitramfs(options, initramfs);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const { kernel, accelerator, append } = options;
  const machine = { kernel, initramfs, console, accelerator };
  const parameters = qemuArguments(append === undefined ? machine : { ...machine, append });
  const emulator = new Emulator(parameters, options);
  const ended = emulator.ended
    .then((end) => endingOf(existsSync(console) ? readFileSync(console, 'latin1') : '', end))
    .finally(() => rmSync(folder, { recursive: true, force: true }));
  return { lines: emulator.lines(), ended };
}

interface Limits {
  readonly emulator?: string;
  readonly timeLimit?: number;
  readonly silenceLimit?: number;
  readonly signal?: AbortSignal;
}

/** The emulator as a process, under its limits. */
class Emulator {
  readonly ended: Promise<Parameters<typeof endingOf>[1]>;
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly began = Date.now();
  private stopped: Stopped | undefined;
  private errors = '';

  constructor(parameters: readonly string[], limits: Limits) {
    const { timeLimit, silenceLimit, signal } = limits;
    const command = limits.emulator ?? findCommand(QEMU) ?? QEMU;
    // Its input stays open: at its end the port would count as closed.
    this.child = spawn(command, parameters, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stdin.on('error', () => {});
    const limit = setTimeout(() => this.stop('time limit'), (timeLimit ?? TIME_LIMIT) * 1000);
    const silence = setTimeout(() => this.stop('hang'), (silenceLimit ?? SILENCE_LIMIT) * 1000);
    const interrupt = (): void => this.stop('interrupted');
    signal?.addEventListener('abort', interrupt, { once: true });
    if (signal?.aborted === true) interrupt();
    this.child.stdout.on('data', () => silence.refresh());
    // Whoever reads the lines gets them from here on.
    this.child.stdout.pause();
    this.child.stderr.on('data', (chunk: Buffer) => {
      this.errors = (this.errors + chunk.toString()).slice(-KEPT_ERRORS);
    });
    this.ended = new Promise((done) => {
      const end = (code: number | null): void => {
        clearTimeout(limit);
        clearTimeout(silence);
        signal?.removeEventListener('abort', interrupt);
        const seconds = (Date.now() - this.began) / 1000;
        done({ code, stopped: this.stopped, seconds, errors: this.errors });
      };
      this.child.on('error', (error) => {
        this.errors += error.message;
        end(null);
      });
      this.child.on('close', (code) => end(code));
    });
  }

  private stop(reason: Stopped): void {
    this.stopped ??= reason;
    this.child.kill('SIGKILL');
  }

  async *lines(): AsyncGenerator<string, void, undefined> {
    let rest = '';
    this.child.stdout.setEncoding('latin1');
    for await (const chunk of this.child.stdout) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
    if (rest !== '') yield rest;
  }
}
