// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { expect, it } from 'vitest';
import { auditC } from '../../audit/c/audit-c';
import { REPORT_FORMATS } from '../../report/machine/format/formats';
import { casesOf } from '../../report/machine/report';
import { type AuditCDocument, auditCDocument } from '../../report/machine/schema/audit-c';
import { describeWithCompiler, mistaken, noCompiler, optionsFor, SILENT } from '../audit-c/support';
import { readJunit } from './read-junit';
import { readKtap } from './read-ktap';
import { facts } from './samples';

const SCHEMA = join(__dirname, '../../schema/report-audit-c.json');

async function documentOf(mistake: string, seed: number): Promise<AuditCDocument> {
  mistaken(mistake);
  const options = optionsFor({ seed });
  const report = await auditC(options, SILENT, new AbortController().signal);
  return auditCDocument(report, facts('audit c', report.findings.length > 0 ? 1 : 0, seed));
}

describeWithCompiler(noCompiler(), 'a report of audit c', () => {
  it('has the same ids with every seed, and is of its schema', async () => {
    const isReport = new Ajv2020().compile(JSON.parse(readFileSync(SCHEMA, 'utf8')));
    const reports = [await documentOf('WRITE_DROPPED', 1), await documentOf('WRITE_DROPPED', 2)];
    const ids = reports.map((report) => {
      isReport(JSON.parse(REPORT_FORMATS.json.render(report)));
      expect(isReport.errors).toBeNull();
      readJunit(REPORT_FORMATS.junit.render(report));
      readKtap(REPORT_FORMATS.ktap.render(report));
      return casesOf(report)
        .filter(({ status }) => status === 'failed')
        .map(({ id }) => id);
    });
    const expected = ['port/right_to_write:read-write_before,read-only_after'];
    expect(ids).toEqual([expected, expected]);
  });

  it('of a port that does the same has a case that passed, and what was skipped', async () => {
    const cases = casesOf(await documentOf('CORRECT', 1));
    const states = cases.map(({ id, status }) => `${status} ${id}`);
    expect(states).toContain('passed port');
    expect(states).toContain('skipped long-32');
    expect(states.filter((state) => state.startsWith('failed'))).toEqual([]);
  });
});
