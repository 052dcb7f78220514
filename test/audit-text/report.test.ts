// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { auditPatch } from '../../audit/text/audit-patch';
import { auditSource } from '../../audit/text/audit-source';
import { verdictOfText } from '../../audit/text/finding';
import { BEYOND_TEXT } from '../../audit/text/rules/beyond-text';
import { textDocument } from '../../report/audit-text/document';
import { findingsText } from '../../report/audit-text/text';
import { renderJunit } from '../../report/machine/format/junit';
import { renderKtap } from '../../report/machine/format/ktap';
import { sarifLog } from '../../report/machine/format/sarif';
import { PLAIN } from '../../report/text/style';
import { USERPTR_PORT, WINDOW_PORT } from './drivers';
import { bytes } from './support';

describe('text', () => {
  it('names the place, the rule, the line and the reason', async () => {
    const text = findingsText(await auditPatch(bytes(WINDOW_PORT)), PLAIN);
    expect(text).toContain(
      '<stream>:50: (drivers/gpu/drm/window/svm.c:301) suspicious request-changed: a request asks ' +
        'for something different than before\n  +                                hmm_pfns[n++] = 0;\n' +
        '  WINDOW_PRESENT asked for a read fault, 0 asks for nothing\n',
    );
    expect(text).toContain(
      'retry-stale-requests\n  Why: hmm_range_fault() overwrites the requests',
    );
    expect(text.split('\n').at(-1)).toBe('1 bug, 1 suspicious, 3 notes in 1 file.');
    expect(
      text.split('\n').filter((line) => /^ {2}(Why|\w)/.test(line) && line.length > 140),
    ).toEqual([]);
  });

  it('says what no rule looks at, wherever something was looked at', async () => {
    const { findings, ...rest } = await auditPatch(bytes(USERPTR_PORT));
    const text = findingsText({ ...rest, findings: [] }, PLAIN).replace(/\s+/g, ' ');
    for (const unseen of BEYOND_TEXT) expect(text).toContain(unseen);
    expect(text.indexOf(BEYOND_TEXT[0] ?? '-')).toBeLessThan(text.indexOf('Nothing found'));
    expect(findings.length).toBeGreaterThan(0);
  });

  it('passes with notes alone', async () => {
    expect(verdictOfText(await auditPatch(bytes(USERPTR_PORT))).kind).toBe('clean');
    expect(verdictOfText(await auditPatch(bytes(WINDOW_PORT))).kind).toBe('found');
  });
});

describe('what no rule looks at is said to machines, too:', () => {
  const run = { command: 'audit patch', arguments: ['audit', 'patch', 'x'], seed: null } as const;
  const clean = async () =>
    textDocument(await auditPatch(bytes(USERPTR_PORT)), { ...run, exitCode: 0 });

  it('JSON', async () => {
    expect((await clean()).notLookedAt).toEqual(BEYOND_TEXT);
    const without = await auditSource([bytes('int main(void)\n{\n\treturn 0;\n}\n')]);
    expect(textDocument(without, { ...run, exitCode: 2 }).notLookedAt).toEqual([]);
  });

  it('SARIF', async () => {
    const [written] = sarifLog(await clean()).runs;
    const [invocation] = written?.invocations ?? [];
    expect(invocation?.executionSuccessful).toBe(true);
    expect(invocation?.toolExecutionNotifications).toEqual(
      BEYOND_TEXT.map((what) => ({ level: 'note', message: { text: `not looked at: ${what}` } })),
    );
  });

  it('JUnit', async () => {
    const xml = renderJunit(await clean());
    const said = [...xml.matchAll(/<property name="not-looked-at" value="([^"]*)"\/>/g)];
    expect(said.map(([, what]) => what)).toEqual(BEYOND_TEXT);
  });

  it('KTAP', async () => {
    const lines = renderKtap(await clean()).split('\n');
    expect(lines.slice(2, 2 + BEYOND_TEXT.length)).toEqual(
      BEYOND_TEXT.map((what) => `# not looked at: ${what}`),
    );
  });
});

describe('SARIF', () => {
  const run = { command: 'audit patch', arguments: ['audit', 'patch', 'x'], seed: null } as const;
  const log = async (mail: string) =>
    sarifLog(textDocument(await auditPatch(bytes(mail)), { ...run, exitCode: 1 }));

  it('has a result for each finding, at its place in the input and in the kernel tree', async () => {
    const { findings } = await auditPatch(bytes(WINDOW_PORT));
    const [written] = (await log(WINDOW_PORT)).runs;
    const results = written?.results ?? [];
    expect(results.map(({ ruleId }) => ruleId).sort()).toEqual(
      findings.map(({ rule }) => rule).sort(),
    );
    for (const result of results) {
      const [location] = result.locations ?? [];
      expect(location?.physicalLocation?.region?.startLine).toBeGreaterThan(0);
      expect(location?.physicalLocation?.artifactLocation?.uri).toMatch(/^[\w%./-]+$/);
      expect(result.message.text?.length).toBeGreaterThan(10);
    }
    const changed = results.filter(({ ruleId }) => ruleId === 'request-changed');
    expect(changed.at(-1)).toMatchObject({
      level: 'note',
      message: { text: expect.stringMatching(/^suspicious: .*asked for a read fault/) },
      locations: [
        { physicalLocation: { region: { startLine: 50, snippet: { text: expect.any(String) } } } },
      ],
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

  it('has notes as results that need no excuse', async () => {
    const [written] = (await log(USERPTR_PORT)).runs;
    expect(written?.results?.length).toBeGreaterThan(0);
    for (const { level, suppressions } of written?.results ?? []) {
      expect({ level, suppressions }).toEqual({ level: 'note', suppressions: undefined });
    }
  });
});
