// SPDX-License-Identifier: GPL-2.0-or-later
import { Interrupted } from '../../oracle/child/interrupted';
import { originName } from '../../oracle/compare/origin';
import { sidesDiff } from '../../oracle/compare/sides-diff';
import { stateText } from '../../oracle/run/result';
import type { Side } from '../../oracle/run/side';
import { hex } from '../../oracle/scenario/json';
import { writeScenario } from '../../oracle/scenario/write';
import { type CaseResult, ReportedKind, Status } from './case-result';
import { caseOutcomeName } from './cause';
import { ORDINARY } from './circumstances';
import { caseEndText } from './observation';
import type { PairRunner } from './pair-runner';
import type { StartFailure } from './policy';
import type { AuditCFinding, AuditCPage } from './report';
import { ordinaryPage, type RequestDifference } from './requests';
import { shrinkCause } from './shrink';
import type { AuditCCauseCount } from './tally';
import type { AuditTrial, TrialRunner } from './trial';
import { VERSIONS, type Version } from './version';

/** Shrinks a cause, and says what both versions make of what is left; as it is, if interrupted. */
export async function findingOf(
  found: AuditCCauseCount,
  runner: TrialRunner,
  made: (trial: AuditTrial) => Promise<MadeOfTrial>,
  signal: AbortSignal,
): Promise<AuditCFinding> {
  try {
    const shrunk = await shrinkCause(found.trial, found.cause, runner, signal);
    return { ...asFinding(found, shrunk), ...(await made(shrunk)) };
  } catch (error) {
    if (error instanceof Interrupted) return asFinding(found, found.trial);
    throw error;
  }
}

function asFinding(
  { cause, count, origins, end }: AuditCCauseCount,
  { scenario, circumstances }: AuditTrial,
): AuditCFinding {
  return {
    cause,
    count,
    atLeast: end === 'warned',
    circumstances,
    origins: Object.fromEntries([...origins].sort((one, other) => other[1] - one[1])),
    scenario: writeScenario({ ...scenario, id: 'audit-c' }),
    lines: [],
  };
}

/** Code that does not come to a call of its functions: any scenario shows it. */
export function startFinding({ version, text }: StartFailure): AuditCFinding {
  return {
    cause: `${version}: ${text} before any of its functions is called`,
    count: 0,
    atLeast: false,
    circumstances: ORDINARY,
    origins: {},
    scenario: writeScenario({ ...ordinaryPage(), id: 'audit-c' }),
    lines: ['A constructor in the code runs when it is loaded. Nothing was compared.'],
  };
}

/** Says what each version's own range fault makes of a page that is asked for differently. */
export function requestFinding(
  { cause, scenario }: RequestDifference,
  { preparer, policies }: PairRunner,
): AuditCFinding {
  const asked = preparer.run(scenario);
  preparer.runAfter(preparer.asked(scenario, policies.after));
  const pair = { scenario: asked, left: preparer.before, right: preparer.after };
  const lines = sidesDiff(pair).split('\n');
  return {
    cause,
    count: 0,
    atLeast: false,
    circumstances: ORDINARY,
    origins: {},
    scenario: writeScenario({ ...scenario, id: 'audit-c' }),
    lines,
  };
}

/** How many pages are shown; a minimal scenario rarely has more. */
const PAGES_SHOWN = 8;

/** What is made of a scenario. */
export type MadeOfTrial = Partial<Pick<AuditCFinding, 'pages' | 'lines'>>;

/** What both versions make of a scenario; nothing if neither came to a result. */
export async function madeByBoth(trial: AuditTrial, runner: PairRunner): Promise<MadeOfTrial> {
  const { scenario } = trial;
  const judged = await runner.judgeOne(trial);
  if (judged?.kind !== 'ran') return {};
  const { results } = judged;
  const { preparer } = runner;
  const asked = preparer.run(scenario);
  const { default: defaults, mask, requests, owner } = writeScenario(asked).range;
  const all = asked.range.asks.length;
  const pages = Array.from(
    { length: Math.min(all, PAGES_SHOWN) },
    (_, page): AuditCPage => ({
      page,
      origin: originName(preparer.after.record.origins[page] ?? 0, asked.range.owner),
      before: pageText(preparer.before, results.before, page),
      after: pageText(preparer.after, results.after, page),
    }),
  );
  const lines = [
    `asked  ${requests}  default ${defaults}  mask ${mask}  owner ${owner}`,
    ...pages.flatMap(pageLines),
    ...(all > PAGES_SHOWN ? [`… and ${all - PAGES_SHOWN} more pages`] : []),
    ...VERSIONS.flatMap((version) => endLines(version, results[version])),
  ];
  return { pages, lines };
}

function pageLines(made: AuditCPage): readonly string[] {
  const versions = VERSIONS.map((version) => `  ${version.padEnd(6)} ${made[version]}`);
  return [`page ${made.page} [${made.origin}]`, ...versions];
}

function pageText(side: Side, result: CaseResult, page: number): string {
  const input = `${side.hexWord(page)} (${stateText(side.states.at(page))})`;
  if (result.status !== Status.ok || result.refused !== 0) return input;
  const kind = result.kind(page);
  const value =
    kind === ReportedKind.mapped || kind === ReportedKind.raw ? hex(result.value(page)) : '';
  return `${input} → ${caseOutcomeName(result, page)} ${value}`.trimEnd();
}

function endLines(version: Version, result: CaseResult): readonly string[] {
  if (result.status !== Status.ok) return [`${version}: ${caseEndText(result)}`];
  if (result.refused !== 0) return [`${version}: refuses the range with ${result.refused}`];
  return result.warnings.map((text) => `${version}: ${text}`);
}
