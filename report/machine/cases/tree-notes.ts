// SPDX-License-Identifier: GPL-2.0-or-later
import type { TreeNote } from '../../../tree/side/noted';
import { explainTreeCommand } from '../../text/replay-command';
import { scenarioText } from '../../text/scenario-text';
import { type Case, caseOf, type Findings, type ReportRule } from '../model';
import { stableId } from '../stable-id';

/** What the stand-ins for locks, notifier and WARN note while a tree's code runs. */
export const NOTE_RULE: ReportRule = {
  id: 'locks-and-warnings',
  title: 'no lock is held where it must not be, no check is left out, nothing warns',
  why: 'No array shows these; the stand-ins for locks, notifier and WARN note them.',
  effect: 'A deadlock, a stale mapping, or a warning in the log.',
  page: 'docs/kernel-change.md',
};

/** Findings with what trees noted beside their results, a case for each note; as they are without any. */
export function withTreeNotes(findings: Findings, notes: readonly TreeNote[]): Findings {
  if (notes.length === 0) return findings;
  const suite = { id: 'tree-notes', name: 'What no array shows', cases: notes.map(noteCase) };
  return { suites: [...findings.suites, suite], rules: [...findings.rules, NOTE_RULE] };
}

function noteCase({ tree, folder, bits, text, count, known, scenario }: TreeNote): Case {
  return caseOf({
    ...{ id: `tree-notes/${tree}/${stableId(text)}`, rule: NOTE_RULE.id, name: `${tree}: ${text}` },
    status: known === null ? 'failed' : 'known',
    message: known === null ? `new: ${text}` : `known: ${known.id}`,
    details: [...(known === null ? [] : [known.why]), ...scenarioText(scenario).split('\n')],
    ...{ count, scenario, replay: explainTreeCommand({ tree, folder, bits }, scenario) },
  });
}
