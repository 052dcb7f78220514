// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type AuditOptions, auditDriver } from '../../audit/model/audit';
import { verdictOfAudit, verdictOfAudits } from '../../audit/model/examined';
import { KNOWLEDGE } from '../../audit/model/known/registry';
import { auditPatch } from '../../audit/text/audit-patch';
import { auditSource } from '../../audit/text/audit-source';
import { verdictOfText } from '../../audit/text/finding';
import { manifestDigest } from '../../corpus/manifest';
import { outcomeName, outcomeOf } from '../../corpus/verify/report';
import { verifyFixtures } from '../../corpus/verify/verify';
import { AMDGPU_PAIR } from '../../drivers/amdgpu/pair';
import { enumerateAttempts, verdictOfAttempts } from '../../drivers/attempts/report';
import type { DriverPair } from '../../drivers/conversion';
import { replayPath, verdictOfReplay } from '../../oracle/check/replay';
import { notComparedLines } from '../../oracle/verdict/verdict';
import { textDocument } from '../../report/audit-text/document';
import { findingsText } from '../../report/audit-text/text';
import { gatherFile } from '../../report/gather/gather';
import { SAVED_REPORTS } from '../../report/gather/saved-reports';
import { casesOf } from '../../report/machine/report';
import { auditText, auditVerdict } from '../../report/text/audit-text';
import { verifiedText } from '../../report/text/fixtures-verify-text';
import { PLAIN } from '../../report/text/style';
import { checkWith, facts, NOTHING } from '../report/samples';
import { hmmPfnHere } from '../support/command-here';

const NEVER = new AbortController().signal;
const COVER = join(__dirname, '../../fixtures/cover');
const AT = mkdtempSync(join(tmpdir(), 'hmm-pfn-verdicts-'));

function bytes(text: string): Readable {
  return Readable.from([Buffer.from(text)]);
}

describe('an audit of a driver', () => {
  const options: AuditOptions = {
    ...{ seed: 1, runs: 0, scope: 0, vectors: [], loops: false, shown: 1, knownShown: false },
  };
  const audit = (pair: DriverPair, more: Partial<AuditOptions>, signal = NEVER) =>
    auditDriver(pair, KNOWLEDGE['amdgpu'] ?? {}, { ...options, ...more }, signal);

  it('of no scenarios is no pass', async () => {
    const report = await audit(AMDGPU_PAIR, {});
    expect(verdictOfAudit(report).kind).toBe('nothing-compared');
    expect(auditText(report, PLAIN)).toContain('none was requested');
  });

  it('in which no window is ever converted is no pass', async () => {
    const refused = { kind: 'refused', page: 0, code: '-EINVAL' } as const;
    const before = { ...AMDGPU_PAIR.before, convert: () => refused };
    const after = { ...AMDGPU_PAIR.after, convert: () => refused };
    const report = await audit({ ...AMDGPU_PAIR, before, after }, { runs: 20 });
    expect(verdictOfAudit(report).kind).toBe('nothing-compared');
    const text = auditText(report, PLAIN);
    expect(text).toContain('both versions convert a window in none of 20 scenarios');
    expect(text).not.toContain('every difference is explained');
  });

  it('that was interrupted claims what it did, and names the pairs that it did not reach', async () => {
    const ending = new AbortController();
    ending.abort();
    const report = await audit(AMDGPU_PAIR, { runs: 20, scope: 1 }, ending.signal);
    expect(auditVerdict(report)).toMatch(
      /^amdgpu: interrupted; .* the first 0 scenarios of scope 1/,
    );
    const all = verdictOfAudits([report], ['another pair']);
    expect(all.kind).toBe('interrupted');
    expect(notComparedLines(all.examined)).toContain('another pair: interrupted before it began');
  });
});

describe('an audit of text', () => {
  const SOURCE = 'int main(void)\n{\n\treturn 0;\n}\n';

  it('without hmm is no pass, whatever else it reads', async () => {
    const report = await auditSource([bytes(SOURCE)]);
    const verdict = verdictOfText(report);
    expect(verdict.kind).toBe('nothing-compared');
    expect(findingsText(report, PLAIN)).toContain('no hmm code was found in <stream>');
    const document = textDocument(report, facts('audit source', 2));
    expect(casesOf(document).some(({ status }) => status === 'passed')).toBe(false);
    expect(document.counts.error).toBe(1);
  });

  it('with a callback of a notifier alone is one: a rule looks at it', async () => {
    const callback =
      'static bool own_invalidate(struct mmu_interval_notifier *mni, const struct mmu_notifier_range *range, unsigned long seq)\n' +
      '{\n\tmmu_interval_set_seq(mni, seq);\n\treturn true;\n}\n';
    expect(verdictOfText(await auditSource([bytes(callback)])).kind).toBe('clean');
  });

  it('names what it does not read', async () => {
    const patch = (name: string, line: string): string =>
      `--- a/${name}\n+++ b/${name}\n@@ -1,1 +1,2 @@\n int a;\n+${line}\n`;
    const none = await auditPatch(bytes(patch('drivers/x.rs', 'let x = 1;')));
    expect(verdictOfText(none).kind).toBe('nothing-compared');
    expect(findingsText(none, PLAIN)).toContain('drivers/x.rs: not read: Rust');
    const some = await auditPatch(
      bytes(patch('drivers/x.rs', 'let x = 1;') + patch('y.c', 'hmm_range_fault(&range);')),
    );
    expect(findingsText(some, PLAIN)).toContain('drivers/x.rs: not read: Rust');
    expect(verdictOfText(some).kind).not.toBe('nothing-compared');
  });
});

it('attempts of no loop, or under no schedule, are no pass', () => {
  expect(verdictOfAttempts(enumerateAttempts([])).kind).toBe('nothing-compared');
  expect(verdictOfAttempts(enumerateAttempts(undefined, [])).kind).toBe('nothing-compared');
});

describe('fixtures verify', () => {
  const verify = (target: string, signal = NEVER) => verifyFixtures([target], () => {}, signal);

  it('over a manifest that lists no files is no pass', async () => {
    const folder = join(AT, 'nothing-listed');
    mkdirSync(folder);
    const generated = await hmmPfnHere([
      'fixtures',
      'generate',
      '--count',
      '1',
      '--out',
      `${AT}/one/`,
    ]);
    expect(generated.code).toBe(0);
    const manifest = JSON.parse(readFileSync(join(AT, 'one', 'manifest.json'), 'utf8'));
    const emptied = `${JSON.stringify({ ...manifest, files: [] }, null, 2)}\n`;
    const digest = manifestDigest(emptied);
    writeFileSync(join(folder, 'manifest.json'), emptied.replace(manifest.sha256, digest));
    const report = await verify(folder);
    expect(outcomeName(outcomeOf(report))).toBe('nothing-compared');
    expect(verifiedText(report, PLAIN)).toMatch(/Nothing was compared: this is not a pass\.$/);
  });

  it('over an empty folder is no pass', async () => {
    const folder = join(AT, 'empty');
    mkdirSync(folder);
    expect(outcomeName(outcomeOf(await verify(folder)))).toBe('bad input');
  });

  it('that was interrupted claims what it did', async () => {
    const ending = new AbortController();
    const report = await verifyFixtures([COVER], () => ending.abort(), ending.signal);
    expect(outcomeName(outcomeOf(report))).toBe('interrupted');
    const text = verifiedText(report, PLAIN);
    expect(text).toMatch(/Interrupted; everything is as written until then, in \d+ scenarios? of/);
    expect(text).toContain('interrupted after');
  });
});

describe('a page', () => {
  const gather = (file: string, side: 'modern' | 'all') =>
    gatherFile(file, {
      sides: side === 'all' ? ['legacy', 'modern'] : ['modern'],
      ...{ limit: 10, kinds: SAVED_REPORTS },
    });
  const { scenario } = replayPath(7, 'small', '12', ['modern']);

  it('of scenarios on one side says that nothing was compared', async () => {
    const file = join(AT, 'one.json');
    writeFileSync(file, JSON.stringify(scenario));
    const [one] = await gather(file, 'modern');
    expect(one?.verdict.kind).toBe('nothing-compared');
    const [both] = await gather(file, 'all');
    expect(both?.verdict.kind).not.toBe('nothing-compared');
  });

  it('of a report that does not say what it compared is no pass', async () => {
    const { verdict, examined, ...old } = await checkWith(NOTHING, { runs: 100 });
    expect(verdict).toBe('clean');
    expect(examined?.parts).toHaveLength(1);
    const file = join(AT, 'old.json');
    writeFileSync(file, JSON.stringify(old));
    const [part] = await gather(file, 'all');
    expect(part?.verdict.kind).toBe('nothing-compared');
    expect(part?.warnings.join()).toContain('does not record what it compared');
  });
});

it('a replay on one side compares nothing', () => {
  expect(verdictOfReplay(replayPath(7, 'small', '12', ['modern'])).kind).toBe('nothing-compared');
  expect(verdictOfReplay(replayPath(7, 'small', '12', ['legacy', 'modern'])).kind).toBe('clean');
});

describe('run', () => {
  it('of nothing exits with 2, and names what is empty', async () => {
    const { code, stdout, stderr } = await hmmPfnHere(['run']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe('hmm-pfn: <stdin>: expected scenarios, got none\n');
  });
});
