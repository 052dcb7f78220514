// SPDX-License-Identifier: GPL-2.0-or-later
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { Interrupted } from '../oracle/child/interrupted';
import { FROM_SOURCE } from '../oracle/package/files';
import { ArgumentError } from '../oracle/scenario/argument-error';
import { type Query, readSolverAnswer, type SolverAnswer } from './query';

/** What each query may take, and what ends it early. */
export interface SolverLimits {
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** What answers queries. */
export interface Solver {
  /** The program that it is; undefined: the package z3-solver. */
  readonly program: string | undefined;
  /**
   * @returns `unknown` if there is no answer within the limit, or the solver dies twice.
   * @throws Interrupted
   */
  ask(query: Query): Promise<SolverAnswer>;
  close(): void;
}

/** What has to be installed beside this package, and where from. */
const PACKAGE = 'z3-solver';

/**
 * Z3 in a process of its own, which is ended, and started anew, if an answer takes too long.
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

  constructor(private readonly limits: SolverLimits) {}

  async ask({ text }: Query): Promise<SolverAnswer> {
    const first = await this.printedFor(text);
    // Its threads abort now and then, whatever is asked; a process of its own answers the same question.
    const printed = first.kind === 'ended' ? await this.printedFor(text) : first;
    return printed.kind === 'printed'
      ? readSolverAnswer(printed.text)
      : { kind: 'unknown', why: printed.why };
  }

  close(): void {
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }

  private printedFor(text: string): Promise<Printed> {
    const { seconds, signal } = this.limits;
    if (signal.aborted) return Promise.reject(new Interrupted());
    this.child ??= start();
    const { child } = this;
    return new Promise((resolve, reject) => {
      const end = (result: Printed): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        child.removeAllListeners();
        if (result.kind !== 'printed') this.close();
        if (signal.aborted) reject(new Interrupted());
        else resolve(result);
      };
      const late = `no answer in ${seconds} s`;
      const abort = (): void => end({ kind: 'late', why: 'interrupted' });
      const timer = setTimeout(() => end({ kind: 'late', why: late }), 1000 * seconds);
      signal.addEventListener('abort', abort);
      child.once('message', (printed) => end({ kind: 'printed', text: String(printed) }));
      child.once('error', ({ message }) => end({ kind: 'ended', why: `the solver: ${message}` }));
      child.once('exit', (code, signal) =>
        end({ kind: 'ended', why: `the solver ended (${signal ?? code})` }),
      );
      child.send(text);
    });
  }
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
