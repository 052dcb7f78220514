// SPDX-License-Identifier: GPL-2.0-or-later
import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import { printable } from '../../../oracle/scenario/printable';
import type { Case, MachineReport, Suite } from '../model';
import { countsOf } from '../report';
import { caseLines, oneLine } from './case-lines';

/**
 * JUnit's XML, as far as all its readers agree. A case is a test with its id as its name; what is
 * known, and what was not looked at, is skipped with the reason. There are no times: nothing
 * measures single cases. XML 1.0 has no place for control characters, not even as references: what
 * others wrote is made printable.
 */
export function renderJunit(report: MachineReport): string {
  const root = create({ version: '1.0', encoding: 'UTF-8' }).ele('testsuites', {
    name: `${report.tool.name} ${report.command}`,
    ...sums(report.suites),
  });
  for (const suite of report.suites) addSuite(root, suite, report);
  return `${root.end({ prettyPrint: true })}\n`;
}

function addSuite(root: XMLBuilder, suite: Suite, report: MachineReport): void {
  const { tool, command, seed } = report;
  const element = root.ele('testsuite', { name: printable(suite.id), ...sums([suite]) });
  const properties = element.ele('properties');
  const values = {
    title: suite.name,
    version: tool.version,
    arguments: report.arguments.join(' '),
    ...(seed === null ? {} : { seed }),
  };
  for (const [name, value] of Object.entries(values)) {
    properties.ele('property', { name, value: oneLine(String(value)) });
  }
  for (const what of report.notLookedAt ?? []) {
    properties.ele('property', { name: 'not-looked-at', value: oneLine(what) });
  }
  const classname = [tool.name, ...command.split(' '), printable(suite.id)].join('.');
  for (const one of suite.cases) addCase(element, classname, one);
}

function addCase(suite: XMLBuilder, classname: string, one: Case): void {
  const element = suite.ele('testcase', { classname, name: printable(one.id) });
  const message = oneLine(one.message);
  const text = caseLines(one).join('\n');
  if (one.status === 'failed') {
    element.ele('failure', { type: one.rule, message }).txt(text);
    return;
  }
  if (one.status === 'error') {
    element.ele('error', { type: one.rule, message }).txt(text);
    return;
  }
  if (one.status !== 'passed') element.ele('skipped', { message });
  const output = one.status === 'passed' ? [message, text] : [text];
  const shown = output.filter((part) => part !== '').join('\n');
  if (shown !== '') element.ele('system-out').txt(shown);
}

function sums(suites: readonly Suite[]): Readonly<Record<string, number>> {
  const { passed, failed, known, skipped, error = 0 } = countsOf(suites);
  const tests = passed + failed + known + skipped + error;
  return { tests, failures: failed, errors: error, skipped: known + skipped };
}
