// SPDX-License-Identifier: GPL-2.0-or-later
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { atExit } from '../oracle/child/at-exit';
import { Interrupted } from '../oracle/child/interrupted';
import { FROM_SOURCE } from '../oracle/package/files';
import { ArgumentError } from '../oracle/scenario/argument-error';
import { type Query, readSolverAnswer, type SolverAnswer } from './query';

/** What each query may take, and what ends it early. */
export interface SolverLimits {
  /** Of a program, by the clock; of Z3, the work that it does in about that time, however loaded the machine is. */
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** What answers queries. */
export interface Solver {
  /** The program that it is; undefined: the package z3-solver. */
  readonly program: string | undefined;
  /**
   * @returns `unknown` if there is no answer within the limit, or the solver dies each time that it is asked.
   * @throws Interrupted
   */
  ask(query: Query): Promise<SolverAnswer>;
  close(): void;
}

/** What has to be installed beside this package, and where from. */
const PACKAGE = 'z3-solver';

/**
 * How much of its work Z3 counts in a second (`rlimit`): 4.5 million where that was measured. The count that a
 * query takes is the same on every machine and at every time, so a limit of it decides the same everywhere.
 */
const COUNTED_A_SECOND = 5_000_000;
/** The largest limit that Z3 takes; 0 is none. */
const MOST_COUNTED = 2 ** 32 - 1;
/** Only a process that hangs takes this many times as long; its start is not counted. */
const WALL_CLOCK_FACTOR = 10;
const LEAST_WALL_CLOCK_S = 60;
/** Its threads abort now and then, whatever is asked; a new process answers the same question. */
const ATTEMPTS = 4;

/**
 * Z3 in a process of its own, which is ended, and started anew, if it dies or hangs.
 *
 * @throws ArgumentError if the solver is not installed.
 */
export function openZ3(limits: SolverLimits): Solver {
  try {
    require.resolve(PACKAGE);
  } catch {
    throw new ArgumentError(
      `expected the package ${PACKAGE}, found none: npm install ${PACKAGE} (35 MB, nothing else is downloaded)`,
    );
  }
  return new Z3Process(limits);
}

class Z3Process implements Solver {
  readonly program = undefined;
  private child: ChildProcess | undefined;
  /** Takes back that the child ends with us. */
  private outlive: () => void = () => {};

  constructor(private readonly limits: SolverLimits) {}

  async ask({ text }: Query): Promise<SolverAnswer> {
    const limited = `(set-option :rlimit ${countedIn(this.limits.seconds)})\n${text}`;
    let why = '';
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const printed = await this.printedFor(limited);
      if (printed.kind === 'printed') return readSolverAnswer(printed.text);
      why = printed.why;
      if (printed.kind === 'late') break;
    }
    return { kind: 'unknown', why };
  }

  close(): void {
    this.outlive();
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }

  private printedFor(text: string): Promise<Printed> {
    const { signal } = this.limits;
    if (signal.aborted) return Promise.reject(new Interrupted());
    const isNew = this.child === undefined;
    const child = this.child ?? start();
    if (isNew) this.outlive = atExit(() => child.kill('SIGKILL'));
    this.child = child;
    return new Promise((resolve, reject) => {
      const end = (result: Printed): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        child.removeAllListeners();
        if (result.kind !== 'printed') this.close();
        if (signal.aborted) reject(new Interrupted());
        else resolve(result);
      };
      const abort = (): void => end({ kind: 'late', why: 'interrupted' });
      const timer = this.watchdog(end);
      const ask = (): void => {
        timer.refresh();
        child.once('message', (printed) => end({ kind: 'printed', text: String(printed) }));
        child.send(text);
      };
      signal.addEventListener('abort', abort);
      child.once('error', ({ message }) => end({ kind: 'ended', why: `the solver: ${message}` }));
      child.once('exit', (code, signal) =>
        end({ kind: 'ended', why: `the solver ended (${signal ?? code})` }),
      );
      // A new process says when it can be asked.
      if (isNew) child.once('message', ask);
      else ask();
    });
  }

  private watchdog(end: (late: Printed) => void): NodeJS.Timeout {
    const seconds = Math.max(LEAST_WALL_CLOCK_S, WALL_CLOCK_FACTOR * this.limits.seconds);
    return setTimeout(
      () => end({ kind: 'late', why: `no answer in ${seconds} s` }),
      1000 * seconds,
    );
  }
}

/** The limit of Z3 for the work of this many seconds. */
function countedIn(seconds: number): number {
  const counted = Math.max(1, Math.ceil(seconds * COUNTED_A_SECOND));
  return counted > MOST_COUNTED ? 0 : counted;
}

/** What came of a question: an answer, none in time, or the end of the process. */
type Printed =
  | { readonly kind: 'printed'; readonly text: string }
  | { readonly kind: 'late' | 'ended'; readonly why: string };

function start(): ChildProcess {
  const file = join(__dirname, `solver-child${FROM_SOURCE ? '.ts' : '.js'}`);
  const child = fork(file, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  child.unref();
  return child;
}
