// SPDX-License-Identifier: GPL-2.0-or-later
import type { ExplainedSide, Explanation, Round } from '../../../oracle/explain/explanation';
import type { VmaDocument } from '../../../oracle/scenario/schema';
import { elided, type Layout, section, wrappedLines } from './layout';
import { sidesName } from './names';
import { pieceLines } from './pieces';
import { eventText } from './space';
import { foldedText, foldRounds } from './walks';

/** How many lines of one walk are shown. */
const WALK_LINES = 40;

/** Sides that took the same steps. */
interface SideGroup {
  readonly names: string[];
  readonly steps: readonly string[];
  readonly hasResult: boolean;
}

/**
 * What each side did, step by step. Sides that took the same steps are listed together, and for a side
 * that took almost the same steps as the one before it only the differing steps are listed.
 */
export function stepSections(explanation: Explanation, layout: Layout): string[] {
  const { sides, scenario } = explanation;
  const groups: SideGroup[] = [];
  for (const side of sides) {
    const steps = sideSteps(side, scenario.mm.vmas);
    const same = groups.find((group) => group.steps.join('\n') === steps.join('\n'));
    if (same !== undefined) same.names.push(side.name);
    else groups.push({ names: [side.name], steps, hasResult: hasResult(side) });
  }
  return groups.flatMap((group, index) => {
    const { names, steps } = group;
    const before = groups[index - 1];
    const changed = before === undefined ? undefined : changedSteps(before, group);
    const name = sidesName(names, sides.length);
    const title =
      changed === undefined
        ? `What ${name} did`
        : `What ${name} did differently from ${before?.names[0]}`;
    const lines = (changed ?? steps).flatMap((step) => wrapStep(step, layout.width));
    return section(title, lines, layout);
  });
}

/**
 * The steps that differ from those of another side, each after the beginning of its walk; undefined if
 * the two took different courses, or if there is little to omit.
 */
function changedSteps(
  before: SideGroup,
  { steps, hasResult }: SideGroup,
): readonly string[] | undefined {
  if (before.steps.length !== steps.length || !hasResult) return undefined;
  const changed: string[] = [];
  let walk: string | undefined;
  for (const [index, step] of steps.entries()) {
    if (/^ {2}walk /.test(step)) walk = step;
    if (step === before.steps[index]) continue;
    if (walk !== undefined && walk !== step) changed.push(walk);
    walk = undefined;
    changed.push(step);
  }
  return 2 * changed.length > steps.length ? undefined : changed;
}

/** Wraps a step; lines after the first are indented further. */
function wrapStep(step: string, width: number): string[] {
  const text = step.trimStart();
  const indent = step.slice(0, step.length - text.length);
  return wrappedLines(text, width, indent, `${indent}    `);
}

function hasResult({ overflow, threw }: ExplainedSide): boolean {
  return overflow === undefined && threw === undefined;
}

function sideSteps(
  { rounds, overflow, threw }: ExplainedSide,
  vmas: readonly VmaDocument[],
): string[] {
  const steps = foldRounds(rounds).flatMap((folded) =>
    folded.shown ? roundSteps(folded.round, vmas) : [foldedText(folded.rounds)],
  );
  if (threw !== undefined) return [...steps, ...threw.map((line) => `  ${line}`)];
  if (overflow === undefined) return steps;
  const { page, pfn } = overflow;
  return [
    ...steps,
    `  pfn ${pfn} of page ${page} does not fit below the flags of a 32-bit long: no result`,
  ];
}

function roundSteps(round: Round, vmas: readonly VmaDocument[]): readonly string[] {
  const { walk, events } = round;
  const before = events.map((event) => `  before walk ${walk}, other threads: ${eventText(event)}`);
  if (!round.begun) {
    return [
      ...before,
      round.because === 'stale'
        ? `  before walk ${walk}: the sequence is stale, which is -EBUSY`
        : `  walk ${walk} would repeat walk ${walk - 1}, and so on without end: livelock`,
    ];
  }
  const { from, pieces, end } = round;
  const lines = pieceLines(pieces, vmas, end);
  if (pieces.length === 0) lines.push('the range is empty, which is -EINVAL');
  const steps = lines.map((line) => `    ${line}`);
  return [...before, `  walk ${walk} from ${from}`, ...elided(steps, WALK_LINES, '    ')];
}
