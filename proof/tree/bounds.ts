// SPDX-License-Identifier: GPL-2.0-or-later
import { basename } from 'node:path';
import { partsOf, printedField } from './printed-parts';
import { sourceLine } from './program';

/** A loop of a program, as the prover names it. */
interface ProgramLoop {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly function: string;
}

/** Loops of the proof's own files end by themselves: none has more rounds than there are locks. */
const OWN_ROUNDS = 9;
/** Calls of a walk are counted by the glue: the second returns at once. */
const WALKS = 2;

/** How often a walk may come back to an entry. */
export type Returns = 'none' | 'seen' | 'after a change';
/**
 * Rounds of a jump back to read an entry again: not taken while nothing changes; taken over a PUD that
 * is neither none nor present, which is an assertion itself; and taken after a change.
 */
const ROUNDS_OF_JUMP = { none: 1, seen: 2, 'after a change': 3 } as const;

/**
 * How many rounds of a loop are looked at. Each bound is itself an assertion, so that one that is too
 * small is never a proof. Loops over slots or pages have a round for each page, and one that tests at its
 * beginning one test more.
 *
 * @returns what `--unwindset` takes.
 */
export function unwindSet(
  loops: readonly ProgramLoop[],
  pages: number,
  returns: Returns = 'seen',
): string {
  return loops.map((loop) => `${loop.name}:${roundsOf(loop, pages, returns)}`).join(',');
}

function roundsOf(
  { file, line, function: name }: ProgramLoop,
  pages: number,
  returns: Returns,
): number {
  if (OWN_FILES.has(basename(file)) || /\/stand-ins\/\w+\.h$/.test(file)) return OWN_ROUNDS;
  if (/_hmm_range_fault$|^hmm_range_fault_locked$/.test(name)) return WALKS;
  const text = sourceLine(file, line);
  if (isJump(text, sourceLine(file, line + 1))) return ROUNDS_OF_JUMP[returns];
  return /\}\s*while\b|\bcontinue\b/.test(text) ? pages : pages + 1;
}

/** A jump stands in the line of its condition, or in the next. */
function isJump(text: string, next: string): boolean {
  return /\bgoto\b/.test(text) || (/^\s{0,99}if\b/.test(text) && /^\s{0,99}goto\b/.test(next));
}

const OWN_FILES = new Set([
  ...['harness.c', 'world.c', 'contract.c', 'mapping.c', 'format.c', 'glue.c'],
  ...['same.c', 'same-words.c', 'same-states.c', 'known.c'],
]);

/** Reads what `--show-loops --json-ui` printed; undefined if it is no list of loops. */
export function readLoops(text: string): readonly ProgramLoop[] | undefined {
  const rows = partsOf(text)?.flatMap((part) => printedField(part, 'loops') ?? []);
  const loops = rows?.map(loopOf);
  return loops?.every((loop) => loop !== undefined) ? loops : undefined;
}

function loopOf(row: unknown): ProgramLoop | undefined {
  const at = printedField(row, 'sourceLocation');
  const name = printedField(row, 'name');
  const file = printedField(at, 'file');
  const line = printedField(at, 'line');
  const within = printedField(at, 'function');
  const isText = [name, file, within].every((text) => typeof text === 'string');
  if (!isText || !Number.isSafeInteger(Number(line))) return undefined;
  return { name: String(name), file: String(file), line: Number(line), function: String(within) };
}
