// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { auditPatch } from '../../audit/text/audit-patch';
import { isCleanText } from '../../audit/text/finding';
import { sarifLog } from '../../audit/text/report/sarif';
import { findingsText } from '../../audit/text/report/text';
import { RULES } from '../../audit/text/rules';
import { PLAIN } from '../../oracle/report/check-text';
import { USERPTR_PORT, WINDOW_PORT } from './drivers';
import { bytes } from './support';

describe('text', () => {
  it('names the place, the rule, the line and the reason', async () => {
    const text = findingsText(await auditPatch(bytes(WINDOW_PORT)), PLAIN);
    expect(text).toContain(
      '<stream>:50: (drivers/gpu/drm/window/svm.c:301) suspicious request-changed: a request asks ' +
        'for something else than before\n  +                                hmm_pfns[n++] = 0;\n' +
        '  WINDOW_PRESENT asked for a read fault, 0 asks for nothing\n',
    );
    expect(text).toContain('retry-stale-requests\n  Why: hmm_range_fault() writes its output over');
    expect(text.split('\n').at(-1)).toBe('1 bug, 1 suspicious, 3 notes in 1 file.');
    expect(
      text.split('\n').filter((line) => /^ {2}(Why|\w)/.test(line) && line.length > 140),
    ).toEqual([]);
  });

  it('passes with notes alone', async () => {
    expect(isCleanText(await auditPatch(bytes(USERPTR_PORT)))).toBe(true);
    expect(isCleanText(await auditPatch(bytes(WINDOW_PORT)))).toBe(false);
  });
});

describe('SARIF', () => {
  it('has the structure of 2.1.0', async () => {
    const report = await auditPatch(bytes(WINDOW_PORT));
    const log = sarifLog(report);
    expect(log.version).toBe('2.1.0');
    expect(log.$schema).toMatch(/^https:.*sarif.*2\.1\.0.*\.json$/);
    const [run] = log.runs;
    expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id));
    expect(run?.results.length).toBe(report.findings.length);
    for (const result of run?.results ?? []) {
      expect(run?.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
      expect(['error', 'warning', 'note']).toContain(result.level);
      expect(result.message.text.length).toBeGreaterThan(10);
      const [location] = result.locations;
      expect(location?.physicalLocation.region?.startLine).toBeGreaterThan(0);
      expect(location?.physicalLocation.artifactLocation.uri).toMatch(/^[\w%./-]+$/);
    }
    expect(run?.results.at(-1)).toMatchObject({
      ruleId: 'request-changed',
      level: 'warning',
      relatedLocations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'drivers/gpu/drm/window/svm.c' },
            region: { startLine: 301 },
          },
        },
      ],
    });
  });

  it('is plain data', async () => {
    const log = sarifLog(await auditPatch(bytes(USERPTR_PORT)));
    expect(JSON.parse(JSON.stringify(log))).toEqual(log);
  });
});
