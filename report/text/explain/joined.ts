// SPDX-License-Identifier: GPL-2.0-or-later
import { WORD64_MASK } from '../../../mm/word64';
import type { PageRun, PageWord } from '../../../oracle/explain/explanation';
import { hex } from '../../../oracle/scenario/hex';

/**
 * Joins runs of pages whose words form one run, however they differ otherwise; pages that are listed
 * one by one stay so.
 */
export function joinedRuns(pages: readonly PageRun[]): readonly PageRun[] {
  if (pages.every((run) => run.pages === 1)) return pages;
  const runs: PageRun[] = [];
  for (const run of pages) {
    const last = runs.at(-1);
    const joined = last && joinRuns(last, run);
    if (joined === undefined) runs.push(run);
    else runs[runs.length - 1] = joined;
  }
  return runs;
}

function joinRuns(one: PageRun, other: PageRun): PageRun | undefined {
  const words: PageWord[] = [];
  for (const [index, word] of one.words.entries()) {
    const next = other.words[index];
    const step = next && stepBetween(word, one.pages, next, other.pages);
    if (next === undefined || step === undefined || !saysSame(word, next)) return undefined;
    words.push({ ...word, step: hex(step) });
  }
  return { ...one, pages: one.pages + other.pages, words };
}

/** The step by which the words of two runs go on from one to the other; undefined if by none. */
function stepBetween(
  one: PageWord,
  pages: number,
  other: PageWord,
  otherPages: number,
): bigint | undefined {
  const distance = (BigInt(other.word) - BigInt(one.word)) & WORD64_MASK;
  const step = pages > 1 ? BigInt(one.step) : otherPages > 1 ? BigInt(other.step) : distance;
  if (((step * BigInt(pages)) & WORD64_MASK) !== distance) return undefined;
  return otherPages > 1 && BigInt(other.step) !== step ? undefined : step;
}

/** Whether two words have the same flags, and both have a pfn or neither. */
function saysSame(one: PageWord, other: PageWord): boolean {
  const said = ({ holds, bits }: PageWord): string =>
    [holds, ...bits.flags, '=', ...bits.values, bits.unnamed, bits.pfn === undefined].join(' ');
  return said(one) === said(other);
}
