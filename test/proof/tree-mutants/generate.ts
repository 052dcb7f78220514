// SPDX-License-Identifier: GPL-2.0-or-later
import { Random } from '../../../oracle/generate/random';
import { codeOf } from '../../../tree/sources/code';
import { changed, changesOf, type LineChange } from './operators';

/** One line of a tree's mm/hmm.c, changed. */
export interface TreeMutant {
  /** From 1. */
  readonly line: number;
  readonly change: LineChange;
}

/** The source with a mutant in it. */
export function withMutant(source: string, { line, change }: TreeMutant): string {
  const lines = source.split('\n');
  const index = line - 1;
  lines[index] = changed(lines[index] ?? '', change);
  return lines.join('\n');
}

/** Where and what, without a line of the kernel. */
export function mutantName({ line, change: { at, from, to } }: TreeMutant): string {
  const what = to === ';' ? 'statement deleted' : `${shortened(from)} becomes ${shortened(to)}`;
  return `mm/hmm.c:${line}:${at + 1}: ${what}`;
}

/** A condition is named by its negation alone. */
function shortened(text: string): string {
  if (text.length <= 'HMM_NEED_WRITE_FAULT'.length) return `"${text.trim()}"`;
  return text.startsWith('!(') ? 'its negation' : 'the condition';
}

/**
 * How many mutants of the function bodies of a source, drawn without repetition; the same for the same
 * seed. Each line has one before any has two, so that all of the code is looked at.
 */
export function drawMutants(source: string, count: number, seed: number): readonly TreeMutant[] {
  const random = new Random(seed, 0);
  const byLine = bodyLines(source).map(({ line, code }) =>
    shuffled(
      changesOf(code).map((change) => ({ line, change })),
      random,
    ),
  );
  const rounds: TreeMutant[] = [];
  for (let round = 0; byLine.some((those) => those.length > round); round++) {
    rounds.push(
      ...shuffled(
        byLine.flatMap((those) => those.slice(round, round + 1)),
        random,
      ),
    );
  }
  return rounds.slice(0, count);
}

function shuffled<Item>(items: readonly Item[], random: Random): readonly Item[] {
  const left = [...items];
  const drawn: Item[] = [];
  while (left.length > 0) drawn.push(...left.splice(random.below(left.length), 1));
  return drawn;
}

interface BodyLine {
  readonly line: number;
  readonly code: string;
}

/** The lines of code within braces; directives are none. */
function bodyLines(source: string): readonly BodyLine[] {
  const lines: BodyLine[] = [];
  let depth = 0;
  codeOf(source)
    .split('\n')
    .forEach((code, index) => {
      const inside = depth > 0;
      depth += (code.match(/\{/g) ?? []).length - (code.match(/\}/g) ?? []).length;
      const trimmed = code.trimEnd();
      if (inside && trimmed !== '' && !trimmed.startsWith('#')) {
        lines.push({ line: index + 1, code: trimmed });
      }
    });
  return lines;
}
