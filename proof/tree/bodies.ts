// SPDX-License-Identifier: GPL-2.0-or-later
import { InputError } from '../../oracle/scenario/input-error';
import { type ProofLimits, type ProverRun, runProver } from './limited';
import { isObject, partsOf, printedField } from './printed-parts';
import { functionsOf } from './program';
import type { ProofTree } from './proof-tree';
import type { ProverTools } from './tools';

/**
 * Refuses a program that calls a function of which nobody has the body. The prover takes such a one for a
 * function that returns anything and changes nothing, so that neither a proof nor a counterexample would be
 * about the trees. What nothing reaches is left aside, and so is a list that cannot be read: who prints that
 * decides nothing else either.
 *
 * @param file the program, linked.
 * @throws InputError with the tree whose code names such a function, or does not define it.
 */
export async function refuseMissingBodies(
  file: string,
  trees: readonly ProofTree[],
  { cbmc }: Pick<ProverTools, 'cbmc'>,
  limits: ProofLimits,
): Promise<void> {
  const list = ['--list-goto-functions', '--drop-unused-functions', '--json-ui'];
  const missing = missingBodies(await runProver([...cbmc, file, ...list], limits));
  const [first] = missing;
  if (first === undefined) return;
  const tree =
    trees.find((one) => !isDefined(one, first) && isCalled(one, first)) ??
    trees.find((one) => !isDefined(one, first));
  const names = missing.map((name) => `${name}()`).join(', ');
  const message =
    'expected every function that a walk calls in the files of the tree or in the proof’s stand-in headers ' +
    `(proof/tree/stand-ins/), got none for ${names}`;
  throw new InputError({ file: tree?.folder ?? file }, message);
}

/** The functions without a body in what `--list-goto-functions --json-ui` printed, as their trees name them. */
export function missingBodies(run: ProverRun): readonly string[] {
  if (run.kind === 'over') return [];
  const rows = partsOf(run.stdout)?.flatMap((part) => printedField(part, 'functions') ?? []) ?? [];
  return rows.filter(isMissing).flatMap((row) => {
    const name = printedField(row, 'name');
    return typeof name === 'string' ? [name.replace(/^[ab]_/, '')] : [];
  });
}

function isMissing(row: unknown): boolean {
  if (!isObject(row) || printedField(row, 'isInternal') === true) return false;
  return printedField(row, 'isBodyAvailable') === false;
}

function isDefined({ sources }: ProofTree, name: string): boolean {
  return functionsOf(sources).includes(name);
}

function isCalled({ sources }: ProofTree, name: string): boolean {
  return sources.files.some(({ code }) => code.includes(`${name}(`));
}
