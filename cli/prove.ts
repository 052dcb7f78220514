// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { KNOWN_FORMAT_NAMES, ownFormat } from '../corpus/own-format';
import { interruptible } from '../oracle/child/ending-signals';
import { InputError } from '../oracle/scenario/input-error';
import { jsonText } from '../oracle/scenario/printable';
import { systemErrorCode } from '../oracle/scenario/system-error';
import { verdictOf } from '../oracle/verdict/verdict';
import {
  type AskedFormat,
  CODECS,
  examinedProof,
  type FormatProof,
  goalsFor,
  hasRefuted,
  proveFormat,
} from '../proof/prove-format';
import { documentOf } from '../proof/replay';
import { openZ3 } from '../proof/solver';
import { openSolverProgram } from '../proof/solver-program';
import { proofDocument } from '../report/machine/schema/proof';
import { proofText } from '../report/text/proof-text';
import { exitWith } from './exit-with';
import { placeName, secondsLimit } from './options';
import { say } from './print';
import { proveTreeCommand } from './prove-tree';
import { type ReportArguments, ReportFiles, runFacts, withReports } from './report-files';
import { ProgressLine, terminalStyle } from './terminal';
import { writeWhole } from './whole-file';

/** A query of the whole set takes well under a second; a loaded machine may take many times that. */
const DEFAULT_LIMIT = 60;

interface Arguments extends ReportArguments {
  readonly smt2?: string;
  readonly witness?: string;
  readonly solver?: string;
  readonly timeLimit: number;
}

/** `hmm-pfn prove` */
export function proveCommand(): Command {
  return new Command('prove')
    .description(
      'Prove statements for all words at once: about the formats with an SMT solver, about the walks of ' +
        'kernel trees with a model checker.',
    )
    .addCommand(proveFormatCommand())
    .addCommand(proveTreeCommand());
}

function proveFormatCommand(): Command {
  const command = new Command('format')
    .summary(
      'prove that words of a customizable format, or of all of them, read as the fixed format’s',
    )
    .description(
      'Prove, for all 64-bit words and all pfns below 2^40, that a customizable format reports the same ' +
        'pages and asks for the same faults as the fixed format, or give a counterexample. Without a ' +
        'format: for all well-formed formats at once, that the condition is exact, and that each of its ' +
        'clauses is needed. Needs the package z3-solver, or another solver with --solver.',
    )
    .argument(
      '[format]',
      `${KNOWN_FORMAT_NAMES.join(', ')}, or a file with the "legacy" of a scenario (- is standard input)`,
    )
    .option('--smt2 <folder>', 'also write each query as SMT-LIB 2, for another solver', placeName)
    .option(
      '--witness <folder>',
      'also write each counterexample as a scenario for run and explain',
      placeName,
    )
    .option(
      '--solver <program>',
      'ask this one: a program that takes a file of SMT-LIB 2, such as cvc5 or z3 (default: the package z3-solver)',
      placeName,
    )
    .option(
      '--time-limit <seconds>',
      'for each query; of the package z3-solver, the work of about as many seconds',
      secondsLimit,
      DEFAULT_LIMIT,
    )
    .option('--json', 'print one JSON object instead of text')
    .addHelpText(
      'after',
      '\nExit codes: 0 all is proved; 1 a statement is refuted; 2 bad usage, no solver, or a statement that\n' +
        'was not decided within the limit, which is no proof; 70 a defect in hmm-pfn itself.',
    )
    .action(runProve);
  return withReports(command);
}

async function runProve(
  given: string | undefined,
  options: Arguments,
  command: Command,
): Promise<void> {
  const reports = ReportFiles.open(options);
  const asked = given === undefined ? undefined : await ownFormat(given, true);
  const named = asked && { ...asked, name: given ?? asked.name };
  if (options.smt2 !== undefined) {
    const goals = goalsFor(CODECS, named);
    writeAll(
      options.smt2,
      goals.map(({ query }) => [`${query.name}.smt2`, query.text]),
    );
  }
  if (options.witness !== undefined) writeAll(options.witness, []);
  const proof = await interruptible((signal) => proveWith(options, named, signal));
  reports.print(`${proofText(proof, terminalStyle(process.stdout))}\n`);
  if (options.witness !== undefined) writeWitnesses(options.witness, proof);
  const exitCode = exitWith(verdictOf(hasRefuted(proof), examinedProof(proof)));
  reports.write(() => proofDocument(proof, runFacts(command, null, exitCode)));
}

/**
 * Asks the solver that options name, with a line of progress.
 * @throws ArgumentError if there is none, or it cannot be believed.
 * @throws Interrupted
 */
async function proveWith(
  { solver: program, timeLimit: seconds }: Arguments,
  asked: AskedFormat | undefined,
  signal: AbortSignal,
): Promise<FormatProof> {
  const limits = { seconds, signal };
  const solver = program === undefined ? openZ3(limits) : openSolverProgram(program, limits);
  const line = new ProgressLine(process.stderr);
  try {
    return await proveFormat(solver, asked, ({ says }, done, total) =>
      line.show(says, done, total),
    );
  } finally {
    line.clear();
    solver.close();
  }
}

function writeWitnesses(folder: string, { goals, agreement }: FormatProof): void {
  const refuted = goals.flatMap(({ goal, outcome }) => {
    if (outcome.kind !== 'refuted' || outcome.witness === undefined) return [];
    const document = documentOf(CODECS, outcome.witness);
    return document === undefined ? [] : [[`${goal.query.name}.json`, document] as const];
  });
  const departed = agreement.departures.map(
    ({ side, document }, index) => [`departure-${index + 1}-${side}.json`, document] as const,
  );
  const files = [...refuted, ...departed];
  writeAll(
    folder,
    files.map(([name, document]) => [name, `${jsonText(document)}\n`]),
  );
  for (const [name] of files) say(`wrote ${join(folder, name)}: hmm-pfn run, explain`);
}

/** @throws InputError if the folder cannot be made or written to. */
function writeAll(folder: string, files: readonly (readonly [name: string, text: string])[]): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new InputError({ file: folder }, `cannot be made: ${systemErrorCode(error)}`);
  }
  for (const [name, text] of files) writeWhole(join(folder, name), text);
}
