// SPDX-License-Identifier: GPL-2.0-or-later
import {
  type Drift,
  type FileReport,
  outcomeOf,
  type VerifyReport,
} from '../../corpus/verify/report';
import { printableData } from '../../oracle/scenario/printable';
import type { Style } from './style';
import { notComparedSection, verdictLine, verdictSentence } from './verdict-text';

/** How many causes of a file are shown with their diffs. */
const CAUSES_SHOWN = 10;

/** The result of a verification, for a person. */
export function verifiedText(found: VerifyReport, style: Style): string {
  const report = printableData(found, ['diff']);
  const lines = report.files.flatMap((file) => fileLines(file, style));
  return [...lines, ...endLines(report, style)].join('\n');
}

function fileLines(report: FileReport, style: Style): string[] {
  const { file, drift, changes, errors, errorsNotShown, complete } = report;
  const isClean = drift.length + changes.length + errors.length === 0;
  return [
    [`${style.title(file)}:`, ...countsTexts(report), ...endOf(isClean, complete, style)].join(' '),
    ...errors.map((message) => `  ${style.bad('unreadable')} ${message}`),
    ...(errorsNotShown > 0 ? [`  … and ${errorsNotShown} more`] : []),
    ...changes.map((message) => `  ${style.bad('changed')} ${message}`),
    ...drift.slice(0, CAUSES_SHOWN).flatMap((one) => driftLines(one, report, style)),
    ...(drift.length > CAUSES_SHOWN ? [`  … and ${drift.length - CAUSES_SHOWN} more causes`] : []),
  ];
}

/** Only a completely read file is reported as being as written. */
function endOf(isClean: boolean, complete: boolean, style: Style): string[] {
  if (!complete) return [style.bad('interrupted')];
  return isClean ? [style.good('ok')] : [];
}

function countsTexts({ scenarios, agreement }: FileReport): string[] {
  const sides = Object.entries(agreement).map(([name, { vectors, agreeing }]) =>
    agreeing === vectors ? `${name} ${vectors}` : `${name} ${agreeing} of ${vectors}`,
  );
  if (scenarios === 0) return [];
  return [`${counted(scenarios, 'scenario')};`, sides.join(', ')];
}

function driftLines({ cause, count, first }: Drift, { file }: FileReport, style: Style): string[] {
  const id = first.id === '' ? '' : ` ${first.id}`;
  return [
    `  ${style.bad('drift')} ${cause} (${count}), first ${file}:${first.line}${id}`,
    `    ${first.what}`,
    ...first.diff.split('\n').map((line) => `    ${line}`),
  ];
}

function endLines(report: VerifyReport, style: Style): string[] {
  const scenarios = report.files.reduce((sum, file) => sum + file.scenarios, 0);
  const files = report.files.filter((file) => file.scenarios > 0).length;
  const where = `in ${counted(scenarios, 'scenario')} of ${counted(files, 'file')}`;
  const outcome = outcomeOf(report);
  if (outcome.kind === 'bad input') return [style.bad(`Some input cannot be read, ${where}.`)];
  const { verdict } = outcome;
  const sentence = verdictSentence(verdict, {
    clean: 'everything is as written',
    found: 'not everything is as written',
    where,
  });
  return [...notComparedSection(verdict, style), verdictLine(verdict, sentence, style)];
}

function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`;
}
