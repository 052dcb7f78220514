// SPDX-License-Identifier: GPL-2.0-or-later
import type { ExplainedSide, Explanation, Round } from '../../../oracle/explain/explanation';
import { isEventBeforeWalk } from '../../../oracle/scenario/document';
import type { ScenarioDocument, VmaDocument } from '../../../oracle/scenario/schema';
import { elided, type Layout, section, wrappedLines } from '../style';
import { sidesName } from './names';
import { pieceLines } from './pieces';
import { eventText } from './space';

/** How many lines of one walk are shown. */
const WALK_LINES = 40;

/** A line about what a side did. */
interface Step {
  readonly text: string;
  /** Whether a walk begins with it; what belongs to the walk stands after it. */
  readonly beginsWalk: boolean;
}

/** Sides that took the same steps. */
interface SideGroup {
  readonly names: string[];
  readonly steps: readonly Step[];
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
    const steps = sideSteps(side, everyVma(scenario));
    const same = groups.find((group) => textOf(group.steps) === textOf(steps));
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
    const lines = (changed ?? steps.map(({ text }) => text)).flatMap((step) =>
      wrapStep(step, layout.width),
    );
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
    if (step.beginsWalk) walk = step.text;
    if (step.text === before.steps[index]?.text) continue;
    if (walk !== undefined && walk !== step.text) changed.push(walk);
    walk = undefined;
    changed.push(step.text);
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
): Step[] {
  const steps = foldRounds(rounds).flatMap((folded) =>
    folded.shown ? roundSteps(folded.round, vmas) : [plain(foldedText(folded.rounds))],
  );
  if (threw !== undefined) return [...steps, ...threw.map((line) => plain(`  ${line}`))];
  if (overflow === undefined) return steps;
  const what =
    'pfn' in overflow
      ? `pfn ${overflow.pfn} of page ${overflow.page} does not fit below the flags of a 32-bit long`
      : 'the range does not fit into addresses of 32 bits';
  return [...steps, plain(`  ${what}: no result`)];
}

function textOf(steps: readonly Step[]): string {
  return steps.map(({ text }) => text).join('\n');
}

function plain(text: string): Step {
  return { text, beginsWalk: false };
}

function roundSteps(round: Round, vmas: readonly VmaDocument[]): readonly Step[] {
  const { walk, events } = round;
  const before = events.map((event) =>
    plain(`  before walk ${walk}, other threads: ${eventText(event)}`),
  );
  if (!round.begun) {
    return [
      ...before,
      round.because === 'stale'
        ? plain(`  before walk ${walk}: the sequence is stale, which is -EBUSY`)
        : {
            text: `  walk ${walk} would repeat walk ${walk - 1}, and so on without end: livelock`,
            beginsWalk: true,
          },
    ];
  }
  const { from, pieces, end } = round;
  const lines = pieceLines(pieces, vmas, end);
  if (pieces.length === 0) lines.push('the range is empty, which is -EINVAL');
  const steps = lines.map((line) => `    ${line}`);
  return [
    ...before,
    { text: `  walk ${walk} from ${from}`, beginsWalk: true },
    ...elided(steps, WALK_LINES, '    ').map(plain),
  ];
}

/** Of many walks, the first and last ones are shown, and those preceded by other threads' events. */
const FIRST_WALKS = 4;
const LAST_WALKS = 2;
const WALKS_WITH_EVENTS = 16;

/** A turn of the loop that is shown, or a run of them that is left out. */
type ShownRound =
  | { readonly shown: true; readonly round: Round }
  | { readonly shown: false; readonly rounds: readonly Round[] };

/** Folds a long list of walks: a large range takes thousands, all alike. */
function foldRounds(rounds: readonly Round[]): readonly ShownRound[] {
  let withEvents = 0;
  const folded: ShownRound[] = [];
  let hidden: Round[] = [];
  rounds.forEach((round, index) => {
    const atEdge = index < FIRST_WALKS || index >= rounds.length - LAST_WALKS;
    if (!atEdge && (round.events.length === 0 || ++withEvents > WALKS_WITH_EVENTS)) {
      hidden.push(round);
      return;
    }
    if (hidden.length > 0) folded.push({ shown: false, rounds: hidden });
    hidden = [];
    folded.push({ shown: true, round });
  });
  return folded;
}

/** What a run of omitted walks did, in one line. */
function foldedText(rounds: readonly Round[]): string {
  let faulted = 0;
  let waited = 0;
  let events = 0;
  for (const round of rounds) {
    events += round.events.length;
    if (!round.begun) continue;
    if (round.end?.how === 'faulted') faulted++;
    if (round.end?.how === 'waited') waited++;
  }
  const first = rounds[0];
  const last = rounds.at(-1);
  const from = first?.begun === true && last?.begun === true ? spanText(first, last) : '';
  const what = [
    ...(faulted > 0 ? [`${faulted} fault`] : []),
    ...(waited > 0 ? [`${waited} wait`] : []),
    ...(events > 0 ? [`${events} events before them`] : []),
  ].join(', ');
  return `  … ${rounds.length} more ${rounds.length === 1 ? 'walk' : 'walks'}${from}: ${what}`;
}

type Begun = Extract<Round, { readonly begun: true }>;

function spanText(first: Begun, last: Begun): string {
  if (first === last) return `, ${first.walk}, from ${first.from}`;
  return `, ${first.walk} to ${last.walk}, from ${first.from} to ${last.from}`;
}

/** The VMAs of a document: those that there are when the call begins, then those that each event changes to. */
function everyVma({ mm, events = [] }: ScenarioDocument): readonly VmaDocument[] {
  return [...mm.vmas, ...events.filter(isEventBeforeWalk).flatMap((event) => event.vmas ?? [])];
}
