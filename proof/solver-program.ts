// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runLimited } from '../audit/c/limited-process';
import { findCommand, isExecutable } from '../oracle/debian/command';
import { ArgumentError } from '../oracle/scenario/argument-error';
import { makeTemporaryFolder, removeTemporaryFolder } from '../oracle/scenario/temporary-folder';
import { readSolverAnswer, type SolverAnswer } from './query';
import type { Solver, SolverLimits } from './solver';

/**
 * A solver that is a program: it is started for each query, with the name of its file. What is over the
 * limit is ended, with all that it has started.
 *
 * @param program a name on the PATH, or a path.
 * @throws ArgumentError if there is no such program.
 */
export function openSolverProgram(program: string, limits: SolverLimits): Solver {
  const file = fileOf(program);
  const folder = makeTemporaryFolder('solver');
  return {
    program,
    ask: ({ name, text }) => {
      const query = join(folder, `${name}.smt2`);
      writeFileSync(query, text);
      return answerOf([file, query], folder, limits);
    },
    close: () => removeTemporaryFolder(folder),
  };
}

function fileOf(program: string): string {
  const expected = 'expected a solver for --solver, a program on the PATH or a path';
  if (!program.includes('/')) {
    const found = findCommand(program);
    if (found !== undefined) return found;
    throw new ArgumentError(`${expected}, found none: ${program}`);
  }
  if (isExecutable(program)) return resolve(program);
  const got = existsSync(program) ? 'got what cannot be executed' : 'found none';
  throw new ArgumentError(`${expected}, ${got}: ${program}`);
}

/** Its exit code says nothing: after "unsat" there are no values, which some solvers call an error. */
async function answerOf(
  command: readonly string[],
  folder: string,
  { seconds, signal }: SolverLimits,
): Promise<SolverAnswer> {
  const { ended, stdout, stderr } = await runLimited(command, { seconds, folder, signal });
  if (ended !== undefined) return { kind: 'unknown', why: `the solver ${ended}` };
  if (stdout.trim() !== '') return readSolverAnswer(stdout);
  const [complaint = ''] = stderr.trim().split('\n', 1);
  const why = complaint === '' ? '' : `, but ${complaint.slice(0, 160)}`;
  return { kind: 'unknown', why: `it answered nothing${why}` };
}
