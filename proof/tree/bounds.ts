// SPDX-License-Identifier: GPL-2.0-or-later
import { basename } from 'node:path';
import { sourceLine } from './program';

/** A loop of a program, as the prover names it. */
export interface ProgramLoop {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly function: string;
}

/** Loops of the proof's own files end by themselves: none has more rounds than there are locks. */
const OWN_ROUNDS = 9;
/** Calls of a walk are counted by the glue: the second returns at once. */
const WALKS = 2;

/**
 * How many rounds of a loop are looked at. Each bound is itself an assertion, so that one that is too
 * small is never a proof. A jump back to read an entry again is not taken while nothing changes; loops
 * over slots or pages have a round for each page, and one that tests at its beginning one test more.
 *
 * @returns what `--unwindset` takes.
 */
export function unwindSet(loops: readonly ProgramLoop[], pages: number): string {
  return loops.map((loop) => `${loop.name}:${roundsOf(loop, pages)}`).join(',');
}

/**
 * The same bounds with a round more of some loops.
 * @param loops by their names.
 */
export function withMoreRounds(unwind: string, loops: ReadonlySet<string>): string {
  return unwind
    .split(',')
    .map((bound) => {
      const at = bound.lastIndexOf(':');
      const loop = bound.slice(0, at);
      return loops.has(loop) ? `${loop}:${Number(bound.slice(at + 1)) + 1}` : bound;
    })
    .join(',');
}

function roundsOf({ file, line, function: name }: ProgramLoop, pages: number): number {
  if (OWN_FILES.has(basename(file)) || /\/stand-ins\/\w+\.h$/.test(file)) return OWN_ROUNDS;
  if (/_hmm_range_fault$|^hmm_range_fault_locked$/.test(name)) return WALKS;
  const text = sourceLine(file, line);
  if (/\bgoto\b/.test(text)) return 1;
  return /\}\s*while\b|\bcontinue\b/.test(text) ? pages : pages + 1;
}

const OWN_FILES = new Set([
  ...['harness.c', 'world.c', 'contract.c', 'mapping.c', 'format.c', 'glue.c'],
  ...['same.c', 'same-words.c', 'same-states.c', 'known.c'],
]);

/** Reads what `--show-loops --json-ui` printed. */
export function readLoops(text: string): readonly ProgramLoop[] {
  const parts: unknown = JSON.parse(text);
  if (!Array.isArray(parts)) return [];
  return parts.flatMap((part: { readonly loops?: readonly LoopRow[] }) =>
    (part.loops ?? []).map(({ name, sourceLocation: at }) => ({
      ...{ name, file: at.file, line: Number(at.line), function: at.function },
    })),
  );
}

interface LoopRow {
  readonly name: string;
  readonly sourceLocation: {
    readonly file: string;
    readonly line: string;
    readonly function: string;
  };
}
