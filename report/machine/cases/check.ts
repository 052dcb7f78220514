// SPDX-License-Identifier: GPL-2.0-or-later
import type { Miss } from '../../../oracle/campaign/vectors';
import type { NewFinding } from '../../../oracle/check/finding';
import type { CheckReport, KnownCount } from '../../../oracle/check/report';
import type { StoredOutcome, StoredState } from '../../../oracle/check/stored';
import { VIOLATIONS } from '../../../oracle/contract/registry';
import { DIFFERENCES } from '../../../oracle/differences/registry';
import type { HeldReport } from '../../../oracle/external/held-report';
import { COMMAND } from '../../../oracle/package/command';
import { groupedChanges } from '../../../oracle/scope/count-changes';
import { shortfallText, storedText } from '../../text/campaign-text';
import { causeLines } from '../../text/cause-text';
import { agreementText, doneText } from '../../text/check-text';
import { familyText, groupText } from '../../text/counts-text';
import { heldCauseLines, heldText } from '../../text/external-text';
import { replayCommand } from '../../text/finding-text';
import { explainCommandLine } from '../../text/replay-command';
import { scenarioText } from '../../text/scenario-text';
import { shellWord } from '../../text/shell-word';
import { type Case, caseOf, type Findings, type Suite } from '../model';
import {
  COUNT_RULE,
  EXTERNAL_RULE,
  MINIMUM_RULE,
  SIDE_RULES,
  STORED_RULE,
  VECTOR_RULE,
} from '../rules';
import { stableId } from '../stable-id';
import { knownCase, newCase, nothingNew } from './sides';

/** What a check found, as cases. */
export function checkFindings(report: CheckReport): Findings {
  const suites: readonly Suite[] = [
    { id: 'stored', name: 'Stored failures', cases: (report.stored ?? []).map(storedCase) },
    { id: 'vectors', name: 'Agreement with the results of the vectors', cases: vectors(report) },
    {
      id: 'differences',
      name: 'Known differences between the sides',
      cases: knownCases(DIFFERENCES, report.differences),
    },
    {
      id: 'contract',
      name: 'Known contract violations',
      cases: knownCases(VIOLATIONS, report.violations),
    },
    { id: 'external', name: 'Sides from outside', cases: report.external.flatMap(externalCases) },
    { id: 'counts', name: 'Expected counts of the scope', cases: counts(report) },
    { id: 'minimums', name: 'What the campaign has to reach', cases: minimums(report) },
    { id: 'new', name: 'Unexplained differences', cases: fresh(report) },
  ];
  return { suites: suites.filter(({ cases }) => cases.length > 0), rules: SIDE_RULES };
}

const STORED_STATUS = {
  'still shown': 'failed',
  changed: 'failed',
  fixed: 'passed',
  'not run': 'skipped',
} as const satisfies Readonly<Record<StoredState, Case['status']>>;

function storedCase(outcome: StoredOutcome): Case {
  const { cause, state, scenario, foundBy } = outcome;
  return caseOf({
    id: `stored/${stableId(cause)}`,
    rule: STORED_RULE.id,
    name: `stored: ${cause}`,
    status: STORED_STATUS[state],
    message: `${state}: ${storedText(outcome)}`,
    details: [`found by ${foundBy.commit ?? foundBy.build}: ${foundBy.command}`],
    scenario,
    replay: explainCommandLine(scenario),
  });
}

/** A case for each minimum that was not reached; one that passes if all were. */
function minimums({ campaign }: CheckReport): readonly Case[] {
  if (campaign === undefined || campaign.minimums === 0) return [];
  const { id, title } = MINIMUM_RULE;
  const { minimums: all, shortfalls } = campaign;
  if (shortfalls.length === 0) {
    return [caseOf({ id, name: title, status: 'passed', message: `all ${all} were reached` })];
  }
  return shortfalls.map((one) =>
    caseOf({
      id: `${id}/${stableId(`${one.side} ${one.what}`)}`,
      rule: id,
      name: `${one.side} ${one.what}`,
      status: 'failed',
      message: shortfallText(one),
      count: one.got,
      replay: campaign.command,
    }),
  );
}

/** A case for each side, but for one that misses results: a case for each result that it misses. */
function vectors({ options, agreement, misses, missed }: CheckReport): readonly Case[] {
  if (options.vectors.length === 0) return [];
  const rule = VECTOR_RULE.id;
  const sides = options.sides.flatMap((side) => {
    const { vectors: all, agreeing } = agreement[side] ?? { vectors: 0, agreeing: 0 };
    if (agreeing < all) return [];
    const message = agreementText(agreement[side]);
    const name = `${side} agrees with the vectors`;
    const status = all === 0 ? 'skipped' : 'passed';
    return [caseOf({ id: `vectors/${side}`, rule, name, status, message })];
  });
  if (missed <= misses.length) return [...sides, ...misses.map(missCase)];
  const message = `${missed - misses.length} more wrong results`;
  const more = caseOf({
    ...{ id: 'vectors', rule, name: 'the results of the vectors', status: 'failed', message },
    count: missed - misses.length,
  });
  return [...sides, ...misses.map(missCase), more];
}

function missCase({ file, line, id, side, field, expected, got }: Miss): Case {
  return caseOf({
    id: `vectors/${side}/${id}`,
    rule: VECTOR_RULE.id,
    name: `${side} agrees with ${id}`,
    status: 'failed',
    message: `${side} ${field}: expected ${expected}, got ${got}`,
    locations: [{ file, line, in: 'input', text: null }],
    replay: `${COMMAND} explain ${shellWord(file)} --line ${line} --sides ${side}`,
  });
}

/** A case for each side from outside that is as its model, else one for each cause. */
function externalCases(held: HeldReport): readonly Case[] {
  const { name, like, causes, compared, othersNotShown } = held;
  const rule = EXTERNAL_RULE.id;
  if (causes.length === 0) {
    const status = compared === 0 ? 'skipped' : 'passed';
    return [
      caseOf({
        id: `external/${name}`,
        rule,
        name: `${name} is as ${like}`,
        status,
        message: heldText(held),
      }),
    ];
  }
  const found = causes.map((finding) =>
    caseOf({
      ...{ id: `external/${name}/${stableId(finding.cause)}`, rule, name: finding.cause },
      ...{ status: 'failed', message: `new: ${finding.cause}`, count: finding.count },
      details: [
        ...heldCauseLines(finding),
        '',
        ...scenarioText(finding.scenario).split('\n'),
        '',
        ...finding.lines,
      ],
      scenario: finding.scenario,
      replay: explainCommandLine(finding.scenario),
    }),
  );
  if (othersNotShown === 0) return found;
  const message = `${othersNotShown} more causes of ${name}`;
  return [
    ...found,
    caseOf({ id: `external/${name}`, rule, name: message, status: 'failed', message }),
  ];
}

function knownCases(
  entries: readonly Pick<KnownCount, 'id' | 'title'>[],
  counts: readonly KnownCount[],
): readonly Case[] {
  return entries.map((entry) => {
    const { vectors = 0, scope = 0, random = 0 } = counts.find(({ id }) => id === entry.id) ?? {};
    return knownCase(entry, vectors + scope + random);
  });
}

/** A case for each cause of a pair of sides, or of a side, that shows more or less often. */
function counts({ options, expectedCounts }: CheckReport): readonly Case[] {
  if (options.scope === 0) return [];
  const { compared, changes } = expectedCounts;
  if (changes.length === 0) {
    return [
      caseOf({
        id: COUNT_RULE.id,
        name: COUNT_RULE.title,
        status: compared === 0 ? 'skipped' : 'passed',
        message: compared === 0 ? 'no count was compared' : `${compared} counts as expected`,
      }),
    ];
  }
  return groupedChanges(changes).map((group) =>
    caseOf({
      id: `${COUNT_RULE.id}/${group.sides}/${group.cause}`,
      rule: COUNT_RULE.id,
      name: `${group.cause} of ${group.sides} in scope ${options.scope}`,
      status: 'failed',
      message: groupText(group),
      details: group.families.map(familyText),
      count: group.got,
      replay: `${COMMAND} check --no-vectors --runs 0 --scope ${options.scope} --sides ${options.sides.join(',')}`,
    }),
  );
}

function fresh(report: CheckReport): readonly Case[] {
  const { options, freshOthers } = report;
  const found = [
    ...report.fresh.map((finding) => freshCase(finding, options)),
    ...freshOthers.map((other) =>
      newCase(other, { count: other.count, details: causeLines(other) }),
    ),
  ];
  if (found.length > 0) return found;
  return [nothingNew(doneText(report), report.examined)];
}

function freshCase(finding: NewFinding, options: CheckReport['options']): Case {
  const { count, scenario, text } = finding;
  return newCase(finding, {
    details: [
      ...causeLines(finding),
      '',
      ...scenarioText(scenario).split('\n'),
      '',
      ...text.split('\n'),
    ],
    count,
    scenario,
    replay: replayCommand(finding, options),
  });
}
