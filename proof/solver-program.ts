// SPDX-License-Identifier: GPL-2.0-or-later
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findCommand, isExecutable } from '../oracle/debian/command';
import { ArgumentError } from '../oracle/scenario/argument-error';
import { readSolverAnswer, type SolverAnswer } from './query';
import type { Solver } from './solver';

/** An answer has some 20 lines. */
const LONGEST_ANSWER = 1024 * 1024;

/**
 * A solver that is a program: it is started for each query, with the name of its file.
 *
 * @param program a name on the PATH, or a path.
 * @param limitMs for each query.
 * @throws ArgumentError if there is no such program.
 */
export function openSolverProgram(program: string, limitMs: number): Solver {
  const file = program.includes('/') ? own(program) : findCommand(program);
  if (file === undefined) {
    throw new ArgumentError(
      `expected a solver for --solver, a program on the PATH or a path, found none: ${program}`,
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'hmm-pfn-solver-'));
  return {
    program,
    ask: ({ name, text }) => {
      const query = join(folder, `${name}.smt2`);
      writeFileSync(query, text);
      return answerOf(file, query, limitMs);
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function own(path: string): string | undefined {
  return isExecutable(path) ? resolve(path) : undefined;
}

/** Its exit code says nothing: after "unsat" there are no values, which some solvers call an error. */
function answerOf(file: string, query: string, limitMs: number): Promise<SolverAnswer> {
  const limits = { timeout: limitMs, killSignal: 'SIGKILL', maxBuffer: LONGEST_ANSWER } as const;
  return new Promise((done) => {
    execFile(file, [query], limits, (error, stdout) => {
      if (error === null || (error.killed !== true && typeof error.code === 'number')) {
        return done(readSolverAnswer(stdout));
      }
      const late = `no answer in ${limitMs / 1000} s`;
      const why = error.killed === true ? late : `the solver ended (${error.signal ?? error.code})`;
      done({ kind: 'unknown', why });
    });
  });
}
