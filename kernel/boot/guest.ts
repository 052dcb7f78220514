// SPDX-License-Identifier: GPL-2.0-or-later
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { findCommand } from '../../oracle/debian/command';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../oracle/scenario/temporary-folder';
import { EmulatorClock, LOOK_MS } from './emulator-clock';
import { endingOf, type GuestEnd, type Stopped } from './ending';
import { type InitramfsParts, makeInitramfs } from './initramfs';
import { type Accelerator, qemuArguments } from './qemu';

/** A boot with a recipe. */
export interface GuestOptions extends InitramfsParts {
  readonly accelerator: Accelerator;
  /** The emulator's command; `qemu-system-x86_64` if not given. */
  readonly emulator?: string;
  /** The most that the whole boot may take, in seconds that the emulator had; 600 if not given. */
  readonly timeLimit?: number;
  /**
   * The guest hangs when it said nothing in this many seconds that the emulator had (120 if not given):
   * once in a second of its own clock it says that it works.
   */
  readonly silenceLimit?: number;
  /**
   * After this many seconds without a word the guest is given up, however few of them the emulator
   * had; 1,800 if not given.
   */
  readonly patience?: number;
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
/** Ends the emulator when this process is gone, however that ended. */
const TIED = ['setpriv', '--pdeathsig', 'KILL', '--'] as const;
const TIME_LIMIT = 600;
const SILENCE_LIMIT = 120;
const PATIENCE = 1800;
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
    removeTemporaryFolder(folder);
    throw error;
  }
  const { kernel, accelerator, append } = options;
  const machine = { kernel, initramfs, console, accelerator };
  const parameters = qemuArguments(append === undefined ? machine : { ...machine, append });
  const emulator = new Emulator(parameters, options);
  const ended = emulator.ended
    .then((end) => endingOf(existsSync(console) ? readFileSync(console, 'latin1') : '', end))
    .finally(() => removeTemporaryFolder(folder));
  return { lines: emulator.lines(), ended };
}

type Limits = Pick<GuestOptions, 'emulator' | 'timeLimit' | 'silenceLimit' | 'patience' | 'signal'>;

/** The command of an emulator, and the words that come before its own. */
function commandOf(emulator: string | undefined): readonly [string, ...string[]] {
  if (emulator !== undefined) return [emulator];
  const qemu = findCommand(QEMU) ?? QEMU;
  const [tie, ...words] = TIED;
  const found = findCommand(tie);
  return found === undefined ? [qemu] : [found, ...words, qemu];
}

/** The emulator as a process, under its limits. */
class Emulator {
  readonly ended: Promise<Parameters<typeof endingOf>[1]>;
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly began = Date.now();
  private stopped: Stopped | undefined;
  private errors = '';
  /** Seconds that it had in all, and since its last word. */
  private had = 0;
  private silent = 0;
  private lastWord = this.began;

  constructor(
    parameters: readonly string[],
    private readonly limits: Limits,
  ) {
    const { signal } = limits;
    const [command, ...words] = commandOf(limits.emulator);
    // Its input stays open: at its end the port would count as closed.
    this.child = spawn(command, [...words, ...parameters], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stdin.on('error', () => {});
    const clock = new EmulatorClock(this.child.pid ?? 0);
    const looks = setInterval(() => this.look(clock), LOOK_MS);
    const interrupt = (): void => this.stop('interrupted');
    const kill = (): void => void this.child.kill('SIGKILL');
    process.once('exit', kill);
    signal?.addEventListener('abort', interrupt, { once: true });
    if (signal?.aborted === true) interrupt();
    this.child.stdout.on('data', () => {
      this.silent = 0;
      this.lastWord = Date.now();
    });
    // Whoever reads the lines gets them from here on.
    this.child.stdout.pause();
    this.child.stderr.on('data', (chunk: Buffer) => {
      this.errors = (this.errors + chunk.toString()).slice(-KEPT_ERRORS);
    });
    this.ended = new Promise((done) => {
      const end = (code: number | null, by: NodeJS.Signals | null): void => {
        clearInterval(looks);
        process.removeListener('exit', kill);
        signal?.removeEventListener('abort', interrupt);
        const seconds = (Date.now() - this.began) / 1000;
        const { stopped, errors } = this;
        done({ code, signal: by, stopped, seconds, ran: clock.ran, errors });
      };
      this.child.on('error', (error) => {
        this.errors += error.message;
        end(null, null);
      });
      this.child.on('close', end);
    });
  }

  private look(clock: EmulatorClock): void {
    const {
      timeLimit = TIME_LIMIT,
      silenceLimit = SILENCE_LIMIT,
      patience = PATIENCE,
    } = this.limits;
    const had = clock.take();
    this.had += had;
    this.silent += had;
    if (this.silent > silenceLimit) this.stop('hang');
    else if (this.had > timeLimit) this.stop('time limit');
    else if (Date.now() - this.lastWord > patience * 1000) this.stop('starved');
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
    // What has no end belongs to a guest that was cut off in the middle of it.
  }
}
