// SPDX-License-Identifier: GPL-2.0-or-later
import { readLoops, unwindSet } from './bounds';
import { type ProofLimits, type ProverRun, runProver } from './limited';
import type { ProofPlace } from './places';
import type { ProverTools } from './tools';
import { readWitness, type TreeWitness } from './witness';

/** What an assertion came to. */
type CheckStatus = 'SUCCESS' | 'FAILURE' | 'UNKNOWN';

/** An assertion of a program. */
export interface Assertion {
  /** The prover's name of it. */
  readonly property: string;
  readonly text: string;
  readonly status: CheckStatus;
}

/** A program that was checked, with all its assertions; or why there is no answer. */
type Checked =
  | { readonly kind: 'checked'; readonly assertions: readonly Assertion[] }
  | { readonly kind: 'undecided'; readonly why: string };

/** A program with the bounds of its loops. */
export interface BoundedProgram {
  readonly file: string;
  readonly unwind: string;
  /** Whether accesses and arithmetic are checked, too. */
  readonly memory: boolean;
}

/** How much is shown of a line that is no answer. */
const MOST_SHOWN = 200;
/** CBMC ends with these when it has an answer: all hold, or some do not. */
const ANSWERS = [0, 10] as const;

/** Finds the bound of each loop of a program. */
export async function boundLoops(
  file: string,
  { pages, changes }: Pick<ProofPlace, 'pages' | 'changes'>,
  memory: boolean,
  { cbmc }: ProverTools,
  limits: ProofLimits,
): Promise<BoundedProgram | { readonly kind: 'undecided'; readonly why: string }> {
  const run = await runProver([...cbmc, file, '--show-loops', '--json-ui'], limits);
  if (run.kind === 'over') return { kind: 'undecided', why: run.why };
  const loops = readLoops(run.stdout);
  if (loops === undefined)
    return { kind: 'undecided', why: `cbmc lists no loops: ${lastLine(run)}` };
  const returns = changes === true ? 'after a change' : memory ? 'seen' : 'none';
  return { file, unwind: unwindSet(loops, pages, returns), memory };
}

/** Checks every assertion of a program. */
export async function checkProgram(
  program: BoundedProgram,
  { cbmc }: ProverTools,
  limits: ProofLimits,
): Promise<Checked> {
  // Without what no assertion depends on: a fifth of the memory.
  const run = await runProver([...cbmc, ...parametersOf(program), '--slice-formula'], limits);
  if (run.kind === 'over') return { kind: 'undecided', why: run.why };
  const assertions = readAssertions(run.stdout);
  if (!ANSWERS.some((code) => code === run.code) || assertions.length === 0) {
    return { kind: 'undecided', why: lastLine(run) };
  }
  return { kind: 'checked', assertions };
}

/** How a run ended that has no answer. */
function lastLine({ code, stdout, stderr }: Extract<ProverRun, { kind: 'ended' }>): string {
  const last = `${stdout}\n${stderr}`.trim().split('\n').at(-1) ?? '';
  return `cbmc ended with ${code}: ${last.slice(0, MOST_SHOWN)}`;
}

/** A counterexample of an assertion; undefined if the prover has none in time. */
export async function traceOf(
  program: BoundedProgram,
  property: string,
  { cbmc }: ProverTools,
  limits: ProofLimits,
): Promise<TreeWitness | undefined> {
  const trace = ['--trace', '--json-ui', '--property', property];
  const run = await runProver([...cbmc, ...parametersOf(program), ...trace], limits);
  return run.kind === 'over' ? undefined : readWitness(run.stdout);
}

function parametersOf({ file, unwind, memory }: BoundedProgram): readonly string[] {
  const checks = memory ? ['--signed-overflow-check'] : ['--no-standard-checks'];
  return [file, ...checks, '--unwinding-assertions', '--unwindset', unwind];
}

const ASSERTION =
  /^\[(\S{1,200})\] (?:file \S{1,300} )?line \d{1,9} (.{0,2000}): (SUCCESS|FAILURE|UNKNOWN)$/gm;

/** Reads the table of assertions that CBMC prints. */
export function readAssertions(printed: string): readonly Assertion[] {
  return [...printed.matchAll(ASSERTION)].map(([, property = '', text = '', status]) => ({
    ...{ property, text },
    status: status === 'SUCCESS' || status === 'FAILURE' ? status : 'UNKNOWN',
  }));
}
