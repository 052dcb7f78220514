// SPDX-License-Identifier: GPL-2.0-or-later
import { type Case, caseOf, type Findings, type ReportRule } from '../../report/machine/model';
import type { JudgedCase, LiveReport } from './live-report';
import { mismatchText } from './mismatch-text';

const LIVE_RULE: ReportRule = {
  id: 'live-kernel',
  title: 'a live kernel does what the model of its release does',
  why: 'The page table that was there, the call, and what it left were recorded in the kernel, and the model ran on the same.',
  effect: 'The model, or this kernel’s range fault, is not what the other reports rest on.',
  page: 'docs/live-kernel.md',
};

/** What kernels did, as suites of cases: one for each kernel. */
export function liveFindings(
  reports: readonly LiveReport[],
  replayOf: (report: LiveReport) => string,
): Findings {
  const suites = reports.map((report) => {
    const { kernel, release, side, cases, problems, undecided } = report;
    const replay = replayOf(report);
    const whole = [
      ...problems.map((problem, index) => wholeCase(`problem-${index + 1}`, 'failed', problem)),
      ...undecided.map((text, index) => wholeCase(`not-looked-at-${index + 1}`, 'skipped', text)),
    ];
    return {
      id: `kernel-${kernel}`,
      name: `kernel ${release ?? kernel}, held to ${side}`,
      cases: [...cases.map((one) => liveCaseOf(one, report, replay)), ...whole],
    };
  });
  return { suites, rules: [LIVE_RULE] };
}

function wholeCase(id: string, status: Case['status'], message: string): Case {
  return caseOf({ id, rule: LIVE_RULE.id, name: 'the run as a whole', status, message });
}

function liveCaseOf(one: JudgedCase, { side }: LiveReport, replay: string): Case {
  const { name } = one;
  const common = { id: name, rule: LIVE_RULE.id, name, replay: `${replay} --case ${name}` };
  switch (one.kind) {
    case 'equal':
      return caseOf({ ...common, status: 'passed', message: 'equal to the model' });
    case 'predicted':
      return caseOf({
        ...common,
        status: 'passed',
        message: `equal, with the page faults of the release: ${one.by.join(', ')}`,
      });
    case 'explained':
      return caseOf({ ...common, status: 'known', message: `explained by ${one.by.join(', ')}` });
    case 'skip':
      return caseOf({ ...common, status: 'skipped', message: one.reason });
    case 'undecided':
      return caseOf({ ...common, status: 'skipped', message: `not decided: ${one.reason}` });
    case 'broken':
      return caseOf({ ...common, status: 'failed', message: one.reason });
    case 'new':
      return caseOf({
        ...common,
        status: 'failed',
        message: `${one.mismatches.length} differences from ${side}`,
        details: one.mismatches.map((mismatch) => mismatchText(mismatch, side)),
        scenario: one.scenario,
      });
  }
}
