// SPDX-License-Identifier: GPL-2.0-or-later
import { notComparedLines, nothingText, type RunVerdict } from '../../../oracle/verdict/verdict';
import { caseOf, type ReportRule, type Suite } from '../model';

/** What stands under every verdict: that something was looked at. */
export const COMPARED_RULE: ReportRule = {
  id: 'all-was-compared',
  title: 'everything that was requested was compared',
  why: 'A run that compared nothing, or that was interrupted, says nothing about what it did not check.',
  effect: 'Unchecked code is assumed to be correct.',
  page: 'docs/reports.md',
};

/** The suite that keeps a report over nothing, or over a part, from being taken for a pass. */
export function verdictSuites(verdict: RunVerdict | undefined): readonly Suite[] {
  if (verdict === undefined) return [];
  const details = notComparedLines(verdict.examined);
  const said = saidOf(verdict, details);
  if (said === undefined) return [];
  const { id, title: name } = COMPARED_RULE;
  return [{ id: 'compared', name, cases: [caseOf({ id, name, details, ...said })] }];
}

function saidOf(
  verdict: RunVerdict,
  details: readonly string[],
): { readonly status: 'error' | 'skipped'; readonly message: string } | undefined {
  if (verdict.kind === 'nothing-compared') {
    return { status: 'error', message: nothingText(verdict.missing) };
  }
  if (verdict.examined.interrupted) {
    return { status: 'error', message: 'interrupted: these are the results until then' };
  }
  if (details.length === 0) return undefined;
  return { status: 'skipped', message: `not compared: ${details.join('; ')}` };
}
