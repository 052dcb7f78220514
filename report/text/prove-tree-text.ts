// SPDX-License-Identifier: GPL-2.0-or-later
import { hex } from '../../oracle/scenario/json';
import { printable } from '../../oracle/scenario/printable';
import { verdictOf } from '../../oracle/verdict/verdict';
import { mostOf } from '../../proof/tree/cost';
import { type ProofPlace, placeNames } from '../../proof/tree/places';
import type { Refutation, TreeProof } from '../../proof/tree/prove-tree';
import { isReached, treeDocument } from '../../proof/tree/replay';
import { knownTreeDifferenceText, STATEMENT_TEXTS } from '../../proof/tree/statements';
import {
  examinedTrees,
  isRefuted,
  type StatementSummary,
  shownDifferences,
  statementSummaries,
} from '../../proof/tree/summary';
import type { TreeWitness, WitnessEntry, WitnessResult } from '../../proof/tree/witness';
import { PROSE_WIDTH, type Style, wrappedLines } from './style';

const OUTCOME_WIDTH = 'undecided'.length;
const INDENT = ' '.repeat(2 + OUTCOME_WIDTH + 2);

/** The proof of a tree, or of two, for a person: each statement, then where, and within what. */
export function proveTreeText(proof: TreeProof, style: Style): string {
  const { trees } = proof;
  const names = trees.map(({ folder }) => printable(folder));
  const title =
    trees.length > 1 ? `${names[0]} and ${names[1]}: the same walk` : `${names[0]}: one walk`;
  return [
    style.title(title),
    '',
    ...statementSummaries(proof).flatMap((summary) => summaryLines(summary, proof, style)),
    ...(trees.length > 1 ? knownLines(proof, style) : []),
    '',
    ...boundLines(proof),
    '',
    verdictText(proof, style),
  ].join('\n');
}

function summaryLines(
  summary: StatementSummary,
  proof: TreeProof,
  style: Style,
): readonly string[] {
  const { statement, outcome } = summary;
  const text = outcome.padEnd(OUTCOME_WIDTH);
  const styled = outcome === 'proved' ? style.good(text) : style.bad(text);
  const [first = '', ...rest] = wrappedLines(
    `${STATEMENT_TEXTS[statement]} [${statement}]`,
    PROSE_WIDTH,
    INDENT,
  );
  const refutation = proof.refutations.find((one) => one.statement === statement);
  return [
    `  ${styled}  ${first.slice(INDENT.length)}`,
    ...rest,
    ...outcomeLines(summary).flatMap((line) => wrappedLines(line, PROSE_WIDTH, INDENT)),
    ...(refutation === undefined
      ? []
      : refutationLines(refutation).map((line) => `${INDENT}  ${line}`)),
  ];
}

/** Where a statement was refuted or not decided, and why; a counterexample. */
export function whereLines(summary: StatementSummary, proof: TreeProof): readonly string[] {
  const refutation = proof.refutations.find((one) => one.statement === summary.statement);
  return [
    ...outcomeLines(summary),
    ...(refutation === undefined ? [] : refutationLines(refutation).map((line) => `  ${line}`)),
  ];
}

function outcomeLines(summary: StatementSummary): readonly string[] {
  const { outcome, proved, refuted, undecided } = summary;
  if (outcome === 'proved') return [];
  const total = proved.length + refuted.length + undecided.length;
  return [
    ...(refuted.length === 0 ? [] : [`refuted at ${placesText(refuted, total)}`]),
    ...(proved.length === 0 ? [] : [`proved at ${proved.length} of ${total} places`]),
    ...reasonsOf(undecided),
  ];
}

/** The places that are not decided, by reason. */
function reasonsOf(undecided: StatementSummary['undecided']): readonly string[] {
  const reasons = [...new Set(undecided.map(({ why }) => why))];
  return reasons.map((why) => {
    const names = undecided.filter((one) => one.why === why).map(({ place }) => place.name);
    return `not decided at ${names.join('; ')}: ${printable(why)}`;
  });
}

function placesText(places: readonly ProofPlace[], total: number): string {
  if (places.length === total) return total === 1 ? 'the one place' : `all ${total} places`;
  const [first, ...others] = places.map(({ name }) => name);
  return `${places.length} of ${total} places (${first}${others.length > 0 ? ', …' : ''})`;
}

/** What a counterexample shows, a line each. */
export function refutationLines({ place, what, witness }: Refutation): readonly string[] {
  const failed = what === '' ? [] : [printable(what)];
  if (witness === undefined) return [...failed, 'no counterexample could be had within the limits'];
  return [...failed, `a counterexample, ${place.name}:`, ...witnessLines(witness, place)];
}

function witnessLines(witness: TreeWitness, place: ProofPlace): readonly string[] {
  const { vmas, entries, words, mask, defaults, caller, results } = witness;
  const reached = entries.filter((one) => one.kind !== 'table' && isReached(one, witness, place));
  const requests = words.map(hex).join(', ');
  return [
    ...vmas.map(({ start, end, flags, order }) => {
      const huge = (flags & 0x40_0000n) === 0n ? '' : `, huge pages of order ${order}`;
      return `VMA ${hex(start)}-${hex(end)}, vm_flags ${hex(flags)}${huge}`;
    }),
    ...reached.map(entryText),
    ...(witness.change === undefined
      ? []
      : [`within the walk it becomes: ${entryText(witness.change)}`]),
    `range ${hex(place.start)}, words ${requests}, mask ${hex(mask)}, defaults ${hex(defaults)}, ` +
      `owner ${caller < 2 ? caller : 'of neither'}`,
    ...results.map((result, index) => resultText(result, results.length > 1 ? index : undefined)),
  ];
}

function entryText(entry: WitnessEntry): string {
  const { level, slot, kind, write, protnone, special, owner, pfn, missing } = entry;
  const of = level === 'huge' ? 'huge page' : level.toUpperCase();
  if (missing) return `${of} ${slot}: no table`;
  const words = [
    ...(kind === 'none' ? [] : [`pfn ${hex(pfn)}`]),
    ...(write ? ['writable'] : []),
    ...(protnone ? ['protnone'] : []),
    ...(special ? ['special'] : []),
    ...(kind === 'device-private' ? [`of owner ${owner}`] : []),
  ];
  return `${of} ${slot}: ${[kind, ...(kind === 'none' ? [] : words)].join(', ')}`;
}

function resultText(result: WitnessResult, index: number | undefined): string {
  const { ret, words, faults, waits, walks, resume, faultUnderLock } = result;
  const of = index === undefined ? '' : index === 0 ? 'the first ' : 'the second ';
  return [
    `${of}returns ${ret} with ${words.map(hex).join(', ')}`,
    ...faults.map(
      ({ at, flags }) =>
        `${(flags & 1) === 0 ? 'read' : 'write'} fault at ${hex(at)}${faultUnderLock ? ' under a lock' : ''}`,
    ),
    ...(waits > 0 ? [`${waits} wait`] : []),
    ...(walks > 1 ? [`a further walk from ${hex(resume)}`] : []),
  ].join('; ');
}

function knownLines(proof: TreeProof, style: Style): readonly string[] {
  const shown = shownDifferences(proof);
  if (proof.places.every(({ checks }) => checks === 0)) return [];
  if (shown.length === 0 && isRefuted(proof)) return [];
  if (shown.length === 0) {
    const text = proof.places.some(({ differs }) => differs)
      ? 'The trees differ only where two or more known differences come together.'
      : 'No known difference is needed: the trees do the same without exception.';
    return ['', text];
  }
  return [
    '',
    'The statements are about all but these known differences; without each of them they are refuted:',
    ...shown.flatMap((name) => {
      const [first = '', ...rest] = wrappedLines(
        `${knownTreeDifferenceText(name)} [${name}]`,
        PROSE_WIDTH,
        INDENT,
      );
      return [
        `  ${style.good('needed'.padEnd(OUTCOME_WIDTH))}  ${first.slice(INDENT.length)}`,
        ...rest,
      ];
    }),
  ];
}

/** Within what everything was proved: printed whatever the outcome. */
export function boundLines({ places, trees, limits, prover }: TreeProof): readonly string[] {
  const checks = places.reduce((sum, one) => sum + one.checks, 0);
  const costs = places.flatMap((one) => one.costs);
  const most = mostOf(costs);
  const total = costs.reduce((sum, { seconds }) => sum + seconds, 0);
  const others = places.some(({ place }) => place.changes === true)
    ? 'anything else that other threads do'
    : 'other threads';
  const paragraphs = [
    `Within these bounds: ${placeNames(places.map(({ place }) => place))}. Every kind of entry at ` +
      'every level, pfns below 2^40, any words, mask, defaults and owner, any flags of the VMAs; one page: ' +
      'any bounds of one VMA. One walk from its beginning to its end, or to where the next would begin; ' +
      'page faults and waits are recorded and come to anything.',
    ...(trees.length > 1
      ? [
          'PUDs that are neither none nor present, and walks that go round, are left out of a comparison.',
        ]
      : []),
    `${checks} assertions at ${places.length} ${places.length === 1 ? 'place' : 'places'}, each with its loop bounds asserted and its reach ` +
      `checked; at most ${limits.seconds} s of processor time and ${limits.megabytes} MB a run, of which the ` +
      `costliest of ${costs.length} runs took ${most.seconds.toFixed(1)} s and ${most.megabytes.toFixed(0)} MB, ` +
      `and all together ${total.toFixed(0)} s; CBMC in ${printable(prover)}. Nothing is said of ${others} within a walk, of what a page fault does, or ` +
      'of longer ranges. What must be trusted: docs/proof.md.',
  ];
  return paragraphs.flatMap((text) => wrappedLines(text, PROSE_WIDTH, ''));
}

function verdictText(proof: TreeProof, style: Style): string {
  const { kind } = verdictOf(isRefuted(proof), examinedTrees(proof));
  const summaries = statementSummaries(proof);
  const count = (outcome: StatementSummary['outcome']): number =>
    summaries.filter((one) => one.outcome === outcome).length;
  const total = summaries.length;
  switch (kind) {
    case 'clean':
      return style.good(`Proved within these bounds: all ${total} statements.`);
    case 'found': {
      const undecided = count('undecided');
      const open = undecided === 0 ? '' : `, ${undecided} not decided`;
      return style.bad(`Refuted: ${count('refuted')} of ${total} statements${open}.`);
    }
    case 'nothing-compared':
    case 'interrupted':
      return style.bad(
        `Not decided: ${count('undecided')} of ${total} statements. This is no proof.`,
      );
  }
}

/** How a counterexample is run, or why it cannot be. */
export function witnessReplayText(
  { statement, place, witness }: Refutation,
  file: string,
  folders: readonly string[],
): string {
  if (witness === undefined) return `${statement}: no counterexample to write`;
  const replayable = treeDocument(witness, place, `prove-tree-${statement}`);
  if (replayable.kind === 'no document') {
    return `${statement}: no scenario document holds the counterexample: ${replayable.why}`;
  }
  const trees = folders.map((folder, index) => `--tree ${'ab'[index]}=${folder}`).join(' ');
  return `wrote ${file}: hmm-pfn explain ${file} ${trees}`;
}
