// SPDX-License-Identifier: GPL-2.0-or-later
import type { KernelCoverage } from '../../tree/audit/report';
import type { CountedFile, MissedLine } from '../../tree/coverage/missed-lines';
import type { FileCoverage } from '../../tree/coverage/types';
import type { Style } from './style';

/** How many lines are listed; the machine formats have all. */
const SHOWN = 20;

/**
 * What was reached of a tree: first of all the lines of a change that were not.
 * @param isChanged whether files that are run differ.
 */
export function coverageLines(
  coverage: KernelCoverage | null,
  isChanged: boolean,
  style: Style,
): string[] {
  if (coverage === null) {
    return isChanged ? ['It was not counted which of the changed lines were reached.', ''] : [];
  }
  const { files, changed, processesEnded } = coverage;
  return [
    style.title('Coverage of the code after the change'),
    changedText(coverage, style),
    ...missedText(changed.missed, style),
    ...branchText(changed.missedBranches, style),
    ...fileLines(files, style),
    ...(processesEnded > 0
      ? [
          style.bad(
            `  ${processesEnded} scenarios ended the process that counts: lines that were reached before may be missing`,
          ),
        ]
      : []),
    '',
  ];
}

/** What was reached of each file. */
export function fileLines(files: readonly CountedFile[], style: Style): string[] {
  return [
    ...files.map((file) => `  ${file.path}  ${coverageText(file)}`),
    // Functions that are never called are named as a whole.
    ...files.flatMap((file) => missedText(file.missed.filter(isInCalled(file)), style)),
    ...files.flatMap(({ missedBranches }) => branchText(missedBranches, style)),
    ...files.flatMap(uncalledText),
  ];
}

function isInCalled({ functions }: FileCoverage): (one: { readonly line: number }) => boolean {
  const uncalled = functions.filter(({ count }) => count === 0);
  return ({ line }) => !uncalled.some(({ from, to }) => from <= line && line <= to);
}

/** Lines that were reached, but not left by each of their ways. */
function branchText(missed: CountedFile['missedBranches'], style: Style): string[] {
  const rest = missed.length - SHOWN;
  return [
    ...missed.slice(0, SHOWN).map(({ path, line, text, why, ways, of }) => {
      const because = why === null ? '' : style.dim(`  (${why})`);
      const taken = of === 0 ? 'ways not counted' : `${ways} of ${of} ways not taken`;
      return `    ${path}:${line}  ${taken}: ${text}${because}`;
    }),
    ...(rest > 0 ? [`    … and ${rest} more`] : []),
  ];
}

function changedText({ changed, sample }: KernelCoverage, style: Style): string {
  const { lines, missed } = changed;
  if (lines === 0) return '  the change writes no line of code that is run';
  const reached = lines - missed.length;
  const by = sample === null ? '' : ` by a sample of ${sample} scenarios`;
  const all = sample === null ? '' : ' (--coverage counts in all scenarios)';
  const text = `  ${reached} of ${lines} changed lines reached${by}`;
  return missed.length > 0 ? style.bad(`${text}; not reached${all}:`) : text;
}

/** An equal result says nothing about lines that did not run, or ways that were not taken: parts of a sentence. */
export function missedByChange(coverage: KernelCoverage | null): readonly string[] {
  if (coverage === null) return [];
  const { sample, changed } = coverage;
  const lines = changed.missed.length;
  const uncounted = changed.missedBranches.filter(({ of }) => of === 0).length;
  const ways = changed.missedBranches.length - uncounted;
  const by = sample === null ? '' : ` by a sample of ${sample} scenarios`;
  return [
    ...(lines === 0
      ? []
      : [`${changedLines(lines)} ${lines === 1 ? 'was' : 'were'} not reached${by}`]),
    ...(ways === 0 ? [] : [`not every way of ${changedLines(ways)} was taken${by}`]),
    ...(uncounted === 0 ? [] : [`of ${changedLines(uncounted)} the ways were not counted`]),
  ];
}

function changedLines(count: number): string {
  return count === 1 ? '1 changed line' : `${count} changed lines`;
}

function missedText(missed: readonly MissedLine[], style: Style): string[] {
  const rest = missed.length - SHOWN;
  return [
    ...missed.slice(0, SHOWN).map(({ path, line, text, why }) => {
      const because = why === null ? '' : style.dim(`  (${why})`);
      return `    ${path}:${line}  ${text}${because}`;
    }),
    ...(rest > 0 ? [`    … and ${rest} more`] : []),
  ];
}

/** How many lines and branches there are, and how many were reached. */
export function coverageText(file: FileCoverage): string {
  const { lines, functions } = file;
  const called = lines.filter(isInCalled(file));
  const uncalled = functions.filter(({ count }) => count === 0);
  if (uncalled.length === 0 || uncalled.length === functions.length) return sharesOf(lines);
  return `${sharesOf(lines)}; of the functions that are called: ${sharesOf(called)}`;
}

function sharesOf(lines: FileCoverage['lines']): string {
  const reached = lines.filter(({ count }) => count > 0).length;
  const ways = lines.flatMap(({ branches }) => branches);
  const taken = ways.filter((times) => times > 0).length;
  return `lines ${share(reached, lines.length)}, branches ${share(taken, ways.length)}`;
}

function share(part: number, whole: number): string {
  const percent = whole === 0 ? '' : ` (${((100 * part) / whole).toFixed(1)} %)`;
  return `${part} of ${whole}${percent}`;
}

function uncalledText({ path, functions }: FileCoverage): string[] {
  const names = functions.filter(({ count }) => count === 0).map(({ name }) => `${name}()`);
  return names.length === 0 ? [] : [`    ${path}, never called: ${names.join(', ')}`];
}
