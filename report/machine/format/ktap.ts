// SPDX-License-Identifier: GPL-2.0-or-later
import { printable } from '../../../oracle/scenario/printable';
import type { Case, MachineReport, Suite } from '../model';
import { caseLines, oneLine } from './case-lines';

/** One level of nesting. */
const INDENT = '  ';

/**
 * KTAP, version 1, as the kernel's own test tools read it: a test for each suite, a subtest for each
 * case. What is known is expected to fail (XFAIL); diagnostics stand before the result that they
 * belong to.
 */
export function renderKtap(report: MachineReport): string {
  const { tool, suites, seed, notLookedAt = [] } = report;
  const lines = [
    'KTAP version 1',
    ...(seed === null ? [] : [`# seed ${seed}`]),
    ...diagnostics([`${tool.name} ${tool.version} ${report.arguments.join(' ')}`]),
    ...diagnostics(notLookedAt.map((what) => `not looked at: ${oneLine(what)}`)),
    `1..${suites.length}`,
    ...suites.flatMap((suite, index) => suiteLines(suite, index + 1)),
  ];
  return `${lines.join('\n')}\n`;
}

function suiteLines({ id, name, cases }: Suite, number: number): readonly string[] {
  const failed = cases.some(isNotOk);
  const inner = [
    'KTAP version 1',
    ...diagnostics([name]),
    `1..${cases.length}`,
    ...cases.flatMap((one, index) => caseLinesOf(one, index + 1)),
  ];
  return [
    ...inner.map((line) => `${INDENT}${line}`),
    `${failed ? 'not ok' : 'ok'} ${number} ${description(id)}`,
  ];
}

function caseLinesOf(one: Case, number: number): readonly string[] {
  const { id, status, message } = one;
  const told = oneLine(message).replaceAll('#', '');
  const result = `${isNotOk(one) ? 'not ok' : 'ok'} ${number} ${description(id)}`;
  const shown = status === 'passed' || status === 'skipped' ? [] : diagnostics(caseLines(one));
  switch (status) {
    case 'known':
      return [...shown, `${result} # XFAIL ${told}`];
    case 'skipped':
      return [`${result} # SKIP ${told}`];
    case 'passed':
    case 'failed':
    case 'error':
      return [...shown, `${result} # ${told}`];
  }
}

function isNotOk({ status }: Case): boolean {
  return status === 'failed' || status === 'error';
}

/** Lines that no reader takes for a result. */
function diagnostics(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `# ${printable(line)}`.trimEnd());
}

/** A description ends at a hash sign. */
function description(id: string): string {
  return printable(id).replaceAll('#', '');
}
