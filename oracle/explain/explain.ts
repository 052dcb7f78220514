// SPDX-License-Identifier: GPL-2.0-or-later
import { isDeepStrictEqual } from 'node:util';
import { formatDefects } from '../../legacy/format-clauses';
import { KNOWN_FORMATS } from '../../legacy/known-formats';
import { type Claim, claimMismatch, claimOf } from '../campaign/claim';
import { Judge } from '../campaign/judge';
import { CLAUSES } from '../contract/registry';
import { noRoomDocument } from '../run/no-room';
import { innerAttemptsOf, returnName } from '../run/result';
import { type Runner, requireFormat, runSide } from '../run/runner';
import type { Side } from '../run/side';
import { isEventBeforeWalk } from '../scenario/document';
import type { Beside } from '../scenario/read-expect';
import { formatOf, type Scenario, unfollowed } from '../scenario/scenario';
import { writeScenario } from '../scenario/write';
import { runWithNotes } from '../simplifications/watch';
import type { Expected, ExplainedFormat, ExplainedSide, Explanation, Round } from './explanation';
import type { KnownEntry } from './known';
import { explainPages } from './pages';
import { RoundWriter } from './rounds';
import { RunLog } from './run-log';
import { explainVerdicts } from './verdicts';
import { askedOf, askSymbol, meantOf, symbolOf } from './word-bits';

/** A scenario that was chosen to be explained, and what is known of it. */
export interface Chosen extends Beside {
  readonly file: string;
  readonly line: number;
  /** Whether it is a golden vector: its results were measured on the kernel's own code. */
  readonly measured: boolean;
  readonly scenario: Scenario;
  /** What it was chosen to show. */
  readonly entry: KnownEntry | undefined;
}

/** The contract makes calls of its own for single pages; larger ranges are not held to it. */
export const HELD_PAGES = 2 ** 16;

/**
 * Why a scenario is not held to the contract; undefined if it is. The contract speaks of what stands in an
 * entry, not of what stood there until a moment ago, nor of what no release has a result for.
 */
function whyNotHeld({ range, mm }: Scenario): string | undefined {
  if (range.asks.length > HELD_PAGES) return 'the range is too large';
  return unfollowed(mm)?.happens;
}

/**
 * Runs a scenario on a runner's sides and collects everything that an explanation shows.
 * @throws InputError if it has no customizable format, and a side needs one.
 */
export function explain(chosen: Chosen, runner: Runner): Explanation {
  const { scenario, file, line, measured, entry } = chosen;
  requireFormat(scenario, runner.names, { file, line });
  const notHeld = whyNotHeld(scenario);
  const { held, compared } = judgesOf(runner);
  const judgement = (notHeld === undefined ? held : compared).judge(scenario);
  const document = writeScenario(scenario);
  const notes = runWithNotes(runner, scenario);
  // The runs left each side with its result, and each run gives the same one again.
  const rounds = runner.sides.map((side) =>
    roundsOf(runner, scenario, side, (document.events ?? []).filter(isEventBeforeWalk)),
  );
  runner.space.load(scenario.mm);
  const isHeld = chosen.expect !== undefined || chosen.noRoom !== undefined;
  return {
    entry,
    source: { file, line, measured },
    scenario: document,
    format: explainFormat(scenario, runner.sides),
    ...explainPages(scenario, runner),
    sides: runner.sides.map((side, index) =>
      explainSide(side, isHeld ? claimOf(chosen, side.name) : undefined, rounds[index] ?? []),
    ),
    notes,
    ...explainVerdicts(judgement, notHeld === undefined),
    notHeld,
  };
}

/** Who judges the sides of a runner, one scenario after the other. */
interface Judges {
  /** Holds each side to the contract, too. */
  readonly held: Judge;
  readonly compared: Judge;
}

const JUDGES = new WeakMap<Runner, Judges>();

/** Made once for a runner: the sides and tables that the contract needs take longer to make than a scenario takes to judge. */
function judgesOf(runner: Runner): Judges {
  const known = JUDGES.get(runner);
  if (known !== undefined) return known;
  const judges = { held: new Judge(runner, CLAUSES), compared: new Judge(runner, []) };
  JUDGES.set(runner, judges);
  return judges;
}

function roundsOf(
  { space }: Runner,
  scenario: Scenario,
  side: Side,
  events: ConstructorParameters<typeof RoundWriter>[2],
): readonly Round[] {
  const log = new RunLog(space);
  space.load(scenario.mm);
  space.observer = log;
  runSide(side, scenario);
  space.observer = null;
  return new RoundWriter(scenario, side, events).rounds(log.rounds);
}

function explainSide(
  side: Side,
  claim: Claim | undefined,
  rounds: readonly Round[],
): ExplainedSide {
  const { name, record, pageCount, overflow, failure } = side;
  return {
    name,
    ret: returnName(record.ret),
    count: pageCount,
    walks: record.walks,
    stoppedAt: record.stoppedAt,
    overflow: overflow && noRoomDocument(overflow),
    threw: failure?.lines(),
    expected: claim && agreement(side, claim),
    rounds,
    ...innerAttemptsOf(side),
  };
}

function agreement(side: Side, claim: Claim): Expected {
  const mismatch = claimMismatch(side, claim);
  return mismatch === undefined ? { agrees: true } : { agrees: false, ...mismatch };
}

/** What is to be said of the customizable format; undefined if no side has it. */
function explainFormat(scenario: Scenario, sides: readonly Side[]): ExplainedFormat | undefined {
  const side = sides.find(({ name }) => name === 'v5.7' || name === 'legacy');
  if (side === undefined) return undefined;
  const { range } = scenario;
  const format = formatOf(scenario);
  const known = Object.entries(KNOWN_FORMATS).find(([, one]) =>
    isDeepStrictEqual(one.fields, format.fields),
  );
  const meant = meantOf(range).map(askSymbol);
  const asked = askedOf(side, range).map(askSymbol);
  const asksOtherwise = [...new Set(range.asks)].flatMap((ask) => {
    const words = { meant: meant[ask] ?? '.', asked: asked[ask] ?? '.' };
    return words.meant === words.asked ? [] : [{ request: symbolOf(ask), ...words }];
  });
  return { name: known?.[0], defects: formatDefects(format), asksOtherwise };
}
