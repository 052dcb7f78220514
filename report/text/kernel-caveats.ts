// SPDX-License-Identifier: GPL-2.0-or-later
import type { AuditKernelReport } from '../../tree/audit/report';
import { missedByChange } from './coverage-text';

/** How many known differences, functions or reasons a line names; all are listed in the report. */
export const NAMED_AT_MOST = 4;

/**
 * What "nothing was found" does not say of a change, in parts of a sentence: whatever concludes that it does the
 * same, in the first line, in the last one or in a report for machines, has to say this, too.
 */
export function kernelCaveats(report: AuditKernelReport): readonly string[] {
  return [
    ...crashText(report),
    ...goneText(report),
    ...missedByChange(report.coverage),
    ...unjudgedText(report),
    ...(report.changed.files.length === 0 ? [UNCHANGED] : []),
    ...(report.coverage === null && report.changed.files.length > 0 ? [NOT_COUNTED] : []),
  ];
}

/** Two commits may differ in files that are not run: that these do the same is not said. */
const UNCHANGED = 'no file that is run differs between the two';
const NOT_COUNTED = 'it was not counted which of the changed lines were reached';

/** That both fail in the same way is no result that was compared. */
function crashText({ bothCrash }: AuditKernelReport): readonly string[] {
  const crashes = bothCrash.reduce((sum, { count }) => sum + count, 0);
  if (crashes === 0) return [];
  const where = crashes === 1 ? 'scenario' : 'scenarios';
  return [`in ${crashes} ${where} neither comes to a result`];
}

/** Whether only the tree before shows something, beside its results. */
export function hasGone(report: AuditKernelReport): boolean {
  return gone(report).length > 0;
}

/** Most often that is the purpose of the change. */
function goneText(report: AuditKernelReport): readonly string[] {
  const all = gone(report);
  return all.length === 0 ? [] : [`only before the change: ${named(all)}`];
}

function gone({ notes, races }: AuditKernelReport): readonly string[] {
  const noted = notes.filter(({ change }) => change === 'goes').map(({ text }) => text);
  return [...noted, ...(races?.onlyBefore ?? []).map(({ what }) => what)];
}

/** What of the change no run can say anything of. */
function unjudgedText({ changed: { unjudged } }: AuditKernelReport): readonly string[] {
  if (unjudged.length === 0) return [];
  const whys = [...new Set(unjudged.map(({ why }) => why))];
  const calls = unjudged.filter(({ what }) => what === 'call').length;
  const lines = unjudged.length - calls;
  const parts = [
    ...(lines === 0 ? [] : [lines === 1 ? '1 changed line' : `${lines} changed lines`]),
    ...(calls === 0
      ? []
      : [calls === 1 ? 'a call in 1 changed line' : `calls in ${calls} changed lines`]),
  ].join(' and ');
  const verb = unjudged.length === 1 ? 'is' : 'are';
  return [`${parts} ${verb} judged by no run: here ${named(whys)}`];
}

function named(texts: readonly string[]): string {
  const rest = texts.length > NAMED_AT_MOST ? '; …' : '';
  return `${texts.slice(0, NAMED_AT_MOST).join('; ')}${rest}`;
}
