// SPDX-License-Identifier: GPL-2.0-or-later
import type { Log } from 'sarif';
import { beforeAll, describe, expect, it } from 'vitest';
import { auditPatch } from '../../audit/text/audit-patch';
import { textDocument } from '../../report/audit-text/document';
import { REPORT_FORMATS } from '../../report/machine/format/formats';
import type { Case, MachineReport } from '../../report/machine/model';
import { casesOf } from '../../report/machine/report';
import { stableId } from '../../report/machine/stable-id';
import { bytes } from '../audit-text/support';
import { casesOfJunit, readJunit } from './read-junit';
import { readKtap } from './read-ktap';
import { checkWith, facts, NOTHING, PLANTED, PLANTED_GAP, PLANTED_MANY } from './samples';

function failed(report: MachineReport): readonly Case[] {
  return casesOf(report).filter(({ status }) => status === 'failed');
}

function idsOf(cases: readonly Case[]): readonly string[] {
  return cases.map(({ id }) => id).sort();
}

const PLANTED_IDS = ['new/legacy/modern:what_is_done_about_a_needed_fault'];

describe('a planted fault', () => {
  const reports: MachineReport[] = [];
  beforeAll(async () => {
    reports.push(await checkWith(PLANTED, { seed: 1, runs: 3000 }));
    reports.push(await checkWith(PLANTED, { seed: 977, runs: 9000, profile: 'small' }));
  });

  it('is found under the same ids with every seed, count and order', async () => {
    expect(reports.map((report) => idsOf(failed(report)))).toEqual([PLANTED_IDS, PLANTED_IDS]);
    const [one, other] = reports.map((report) => failed(report).map(({ count }) => count));
    expect(one).not.toEqual(other);
    const scope = await checkWith(PLANTED, { runs: 0, scope: 1 });
    expect(failed(scope).length).toBeGreaterThan(0);
    // Where the mistake shows in a scope, the counts of the scope are others, too.
    const causes = idsOf(failed(scope)).filter((id) => !id.startsWith('scope-counts/'));
    expect(causes).toEqual(PLANTED_IDS);
  });

  it('has other ids than another fault, and no fault has none', async () => {
    const other = await checkWith(PLANTED_GAP);
    expect(failed(other).length).toBeGreaterThan(0);
    expect(idsOf(failed(other)).filter((id) => PLANTED_IDS.includes(id))).toEqual([]);
    expect(failed(await checkWith(NOTHING))).toEqual([]);
  });

  it('has an id for each cause, and few of them, however many entries show it', async () => {
    const report = await checkWith(PLANTED_MANY);
    expect(report.fresh.length).toBeGreaterThan(1);
    expect(report.fresh.length).toBeLessThanOrEqual(3);
    expect(idsOf(failed(report))).toContain('new/legacy/modern:which_fault_is_needed');
    expect(failed(report)).toHaveLength(report.fresh.length + report.freshNotShown);
  });

  it('has one id in all formats, and a fingerprint that only depends on it', () => {
    const prints = reports.map((report) => {
      const junit = casesOfJunit(readJunit(REPORT_FORMATS.junit.render(report)));
      const inJunit = junit
        .filter(({ children }) => children.some(({ name }) => name === 'failure'))
        .map(({ attributes }) => attributes['name'] ?? '');
      expect(inJunit.sort()).toEqual(PLANTED_IDS);
      const ktap = readKtap(REPORT_FORMATS.ktap.render(report)).flatMap((one) => one.subtests);
      const inKtap = ktap.filter(({ ok }) => !ok).map(({ description }) => description);
      expect(inKtap.sort()).toEqual(PLANTED_IDS);
      const log: Log = JSON.parse(REPORT_FORMATS.sarif.render(report));
      const results = (log.runs[0]?.results ?? []).filter((one) => one.suppressions === undefined);
      expect(results.map(({ properties }) => properties?.['id']).sort()).toEqual(PLANTED_IDS);
      return results.map((one) => [one.properties?.['id'], one.partialFingerprints]).sort();
    });
    expect(prints[0]).toEqual(prints[1]);
    expect(new Set(prints[0]?.map(([, print]) => JSON.stringify(print))).size).toBe(
      PLANTED_IDS.length,
    );
  });

  it('is told with a minimal scenario and a command that shows it again', () => {
    const [first] = reports.flatMap(failed);
    expect(first?.scenario?.mm.entries.length).toBeLessThan(3);
    expect(first?.replay).toMatch(/ check --seed 1 --profile mixed --sides \S+ --path \d+(:\d+)*$/);
    expect(first?.rule).toMatch(/^[a-z-]+$/);
    expect(first?.details.join('\n')).toContain('modern');
  });
});

describe('a finding in text', () => {
  const mail = (...lines: readonly string[]): string =>
    [
      '--- a/drivers/gpu/drm/x/svm.c',
      '+++ b/drivers/gpu/drm/x/svm.c',
      `@@ -1,1 +${lines.length},${lines.length + 4} @@`,
      ' int x(struct hmm_range *range)',
      ...lines.map((line) => `+${line}`),
      '+{ range->pfn_shift = 3;',
      '+  range->pfn_shift = 3;',
      '+}',
      '',
    ].join('\n');
  const ids = async (text: string): Promise<readonly string[]> =>
    idsOf(failed(textDocument(await auditPatch(bytes(text)), facts('audit patch', 1))));

  it('keeps its id when lines come before it; lines that are alike are told apart', async () => {
    const before = await ids(mail());
    expect(before.length).toBeGreaterThan(1);
    expect(new Set(before).size).toBe(before.length);
    expect(await ids(mail('/* one more */', '/* line */'))).toEqual(before);
  });
});

describe('the id of a cause', () => {
  it('is its name without blanks, where that loses nothing', () => {
    expect(stableId('legacy/modern: pte-present, page read / write')).toBe(
      'legacy/modern:pte-present,page_read~write',
    );
    expect(stableId('modern breaks count-covers: gap')).toBe('modern_breaks_count-covers:gap');
  });

  it('never is that of another name', () => {
    const names = [
      'a b',
      'a_b',
      'a/b',
      'a / b',
      'a~b',
      'a: b',
      'a:b',
      'a, b',
      'a,b',
      'a b#',
      'a > b',
      'a < b',
      'x'.repeat(121),
      'x'.repeat(122),
      '',
    ];
    const ids = names.map(stableId);
    expect(new Set(ids).size).toBe(names.length);
    for (const id of ids) expect(id).toMatch(/^[\w.:,/~()-]+$/);
  });
});
