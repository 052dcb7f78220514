// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * What has to hold of every side with the fixed format, whichever there are. A module of its own, so
 * that it can be loaded with edited sources, too: a complaint names the place that is missing.
 */
import { Kind } from '../../mm/entry';
import { StateKind } from '../../mm/page-states';
import { PAGES_PER_TABLE, PFN_LIMIT, PMD } from '../../mm/units';
import { isBefore, type KernelVersion, type ModernName, RELEASES } from '../../modern/revision';
import { decodeModernWord, pfnBits } from '../../modern/word-layout';
import { Judge } from '../../oracle/campaign/judge';
import { newCauses } from '../../oracle/campaign/new-causes';
import { COUNTED_PAIRS, COUNTED_SIDES } from '../../oracle/chunk/make-counts';
import { CHANGE_DIFFERENCES, DIFFERENCES } from '../../oracle/differences/registry';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { Runner } from '../../oracle/run/runner';
import { hasChange, kernelOf, wordLayoutOf } from '../../oracle/run/side-names';
import { ExpectSchema } from '../../oracle/scenario/schema';
import {
  CHANGED_SINCE,
  CHANGES,
  DMA_FLAGS_SINCE,
  MODERN_NAMES,
  SIDE_NAMES,
  sideInForce,
  WIDE_MODERN_NAMES,
} from '../../oracle/scenario/sides';
import { allSidesText, changesText, laterSidesText } from '../../report/pages/sides-text';
import { entry, image, request, vma } from './build';

/** What is missing for the sides that there are, each as the place and what it does wrong. */
export function sideComplaints(): readonly string[] {
  return [
    ...MODERN_NAMES.flatMap(outOfOrder),
    ...MODERN_NAMES.flatMap(notAmongReleases),
    ...MODERN_NAMES.flatMap(wrongWords),
    ...CHANGES.flatMap(withoutDifference),
    ...CHANGES.flatMap((change) => withoutSide(CHANGED_SINCE[change])),
    ...withoutSide(DMA_FLAGS_SINCE),
    ...SIDE_NAMES.flatMap(unnamed),
  ];
}

/** Lists of sides go from older to newer: a difference is between an older and a newer side. */
function outOfOrder(side: ModernName, index: number): string[] {
  const before = MODERN_NAMES[index - 1];
  const isOlder = before !== undefined && isBefore(kernelOf(side), kernelOf(before));
  return isOlder ? [`modern/revision.ts: ${side} stands after ${before}, which is newer`] : [];
}

/** Drivers name their release, and a side is found by one, out of the list of releases. */
function notAmongReleases(side: ModernName): string[] {
  const kernel = kernelOf(side);
  return RELEASES.includes(kernel)
    ? []
    : [`modern/revision.ts: RELEASES has no ${kernel}, which ${side} is`];
}

/** The words that a side writes, read with the bits that its release has. */
function wrongWords(side: ModernName): string[] {
  const layout = wordLayoutOf(side);
  const last = Math.min(2 ** pfnBits(layout), PFN_LIMIT) - PAGES_PER_TABLE;
  const wrong = [PAGES_PER_TABLE, last].some((frame) => {
    const runner = Runner.of([side]);
    const huge = entry(0, { kind: Kind.pmdHuge, write: true }, frame, PMD);
    const mm = image({ vmas: [vma(0, PAGES_PER_TABLE)], entries: [huge] });
    runner.run({ id: 'huge', mm, range: request(0, '..'), format: undefined });
    const [only] = runner.sides;
    if (only === undefined || only.overflow !== undefined) return true;
    const { kind, pfn, order } = decodeModernWord(only.word(1), layout);
    return (
      kind !== StateKind.write ||
      pfn !== BigInt(frame + 1) ||
      only.states.at(1).pfn !== pfn ||
      order !== (layout.orderShift === undefined ? 0 : 9) ||
      only.mapOrder(1) !== order
    );
  });
  return wrong ? [`modern/: ${side} writes no words as its release has them`] : [];
}

/** A change that two sides differ in, and that the difference of its name does not explain. */
function withoutDifference(change: (typeof CHANGES)[number]): string[] {
  const difference = CHANGE_DIFFERENCES[change];
  const without = MODERN_NAMES.findLast((side) => !hasChange(side, change));
  const having = MODERN_NAMES.find((side) => hasChange(side, change));
  if (without === undefined || having === undefined) {
    return [`modern/revision.ts: ${change} has not a side before it and one since`];
  }
  const stands =
    DIFFERENCES.includes(difference) &&
    difference.between(without, having) &&
    WIDE_MODERN_NAMES.every((side) => difference.does[side] !== undefined);
  return stands ? [] : [`oracle/differences/revision/: no difference is for ${change}`];
}

/** A release that changes something, and that no side is in force in, on each width of a long. */
function withoutSide(kernel: KernelVersion): string[] {
  return ([64, 32] as const)
    .filter((bits) => sideInForce(kernel, bits) === undefined)
    .map((bits) => `modern/revision.ts: no side of ${bits} bits does what ${kernel} does`);
}

/** What lists sides, and does not list this one. */
function unnamed(side: (typeof SIDE_NAMES)[number]): string[] {
  const texts = { allSidesText: allSidesText(), laterSidesText: laterSidesText() };
  const missing = Object.entries(texts).filter(
    ([name, text]) =>
      !text.includes(`\`${side}\``) &&
      !(name === 'laterSidesText' && !MODERN_NAMES.some((one) => one === side)),
  );
  return [
    ...missing.map(([name]) => `report/pages/sides-text.ts: ${name} does not name ${side}`),
    ...(side in ExpectSchema.properties ? [] : [`oracle/scenario/schema.ts: no ${side}`]),
    ...(!COUNTED_SIDES.includes(side) || COUNTED_PAIRS.some((pair) => pair.includes(side))
      ? []
      : [`scope counts: no ${side}`]),
  ];
}

/** What the pages say of the changes. */
export function changesPage(): string {
  return `${allSidesText()}\n${laterSidesText()}\n${changesText()}`;
}

/** What random scenarios show on all sides of 64 bits that nothing known explains. */
export function unexplained(runs: number): readonly string[] {
  const judge = new Judge(Runner.of(WIDE_MODERN_NAMES));
  const random = new Random(1, 0);
  const causes = new Set<string>();
  for (let index = 0; index < runs; index++) {
    random.restart(1, index);
    const judgement = judge.judge(generateScenario(random, 'small'));
    for (const { cause } of newCauses(judgement)) causes.add(cause);
  }
  return [...causes];
}
