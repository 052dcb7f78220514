// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { CLEAN_DRIVER, REVIEW, USERPTR_PORT, WINDOW_PORT } from './drivers';
import { brief, patchFindings, sourceFindings } from './support';

/** A line of a text, counted from 1. */
function lineOf(text: string, part: string): number {
  return text.split('\n').findIndex((line) => line.includes(part)) + 1;
}

function planted(original: string, from: string, to: string): string {
  expect(original).toContain(from);
  return original.replace(from, to);
}

describe('a clean driver', () => {
  it('yields nothing', async () => {
    expect(await sourceFindings(CLEAN_DRIVER)).toEqual([]);
  });

  it('yields nothing with CRLF', async () => {
    expect(await sourceFindings(CLEAN_DRIVER.replaceAll('\n', '\r\n'))).toEqual([]);
  });

  const mistakes: readonly [string, string, string, string][] = [
    ['count-expected', 'if (ret) {', 'if (ret <= 0) {', 'ret <= 0 is true after success'],
    ['page-without-valid', 'if (WARN_ON(!(*pfns & HMM_PFN_VALID)))', 'if (!at)', 'hmm_pfn_to_page'],
    ['error-ignored', 'if (entry & HMM_PFN_ERROR)', 'if (entry == ~0UL)', 'mirror_permission()'],
    [
      'stack-array',
      'unsigned long pfns[64]',
      'unsigned long pfns[1 << 9]',
      '4096 bytes on 64 bits, 2048',
    ],
    ['array-type', 'unsigned long pfns[64]', 'u64 pfns[64]', 'pfns has elements of type u64'],
    ['removed-interface', '.hmm_pfns = pfns,', '.pfns = pfns,', 'no pfns'],
    [
      'sequence-unchecked',
      'mmu_interval_read_retry(range->notifier',
      'seq_stale(range->notifier',
      'still valid',
    ],
    ['array-init', '.pfn_flags_mask = 0,', '.pfn_flags_mask = -1UL,', 'pfns on the stack'],
    ['retry-stale-requests', '.pfn_flags_mask = 0,', '.pfn_flags_mask = -1UL,', 'after -EBUSY'],
    [
      'write-without-fault',
      'HMM_PFN_REQ_FAULT | (write ? HMM_PFN_REQ_WRITE : 0)',
      'HMM_PFN_REQ_WRITE',
      'without FAULT',
    ],
  ];
  for (const [rule, from, to, reason] of mistakes) {
    it(`with ${to} yields ${rule}`, async () => {
      let text = planted(CLEAN_DRIVER, from, to);
      // Without the default the page is guaranteed by nothing.
      if (rule === 'page-without-valid') text = text.replace('HMM_PFN_REQ_FAULT | ', '');
      const found = (await sourceFindings(text)).filter((one) => one.rule === rule);
      expect(found.map((one) => one.reason).join('\n')).toContain(reason);
    });
  }
});

describe('ports', () => {
  it('names what a port with requests page by page changes', async () => {
    const findings = await patchFindings(WINDOW_PORT);
    expect(brief(findings)).toEqual([
      `${lineOf(WINDOW_PORT, 'default_flags = 0')} policy-once note`,
      `${lineOf(WINDOW_PORT, 'mask = -1UL')} policy-once note`,
      `${lineOf(WINDOW_PORT, '+			if (ret == -EBUSY)')} retry-stale-requests bug`,
      `${lineOf(WINDOW_PORT, 'ARRAY_SIZE')} stack-array note`,
      `${lineOf(WINDOW_PORT, 'hmm_pfns[n++] = 0')} request-changed suspicious`,
    ]);
    expect(findings[4]).toMatchObject({
      tree: { file: 'drivers/gpu/drm/window/svm.c', line: 301 },
      change: 'added',
      reason: 'WINDOW_PRESENT asked for a read fault, 0 asks for nothing',
    });
    expect(findings[3]?.reason).toContain('128 bytes on 64 bits, 64 on 32, besides 128 bytes');
  });

  it('names the page that rests on the policy, and nothing else', async () => {
    const findings = await patchFindings(USERPTR_PORT);
    expect(brief(findings)).toEqual([
      `${lineOf(USERPTR_PORT, 'hmm_pfn_to_page')} page-without-valid note`,
    ]);
  });

  it('finds the unconditional page where the default does not ask', async () => {
    const text = planted(
      USERPTR_PORT,
      '+	range->default_flags = HMM_PFN_REQ_FAULT',
      '+	range->default_flags = 0',
    );
    const findings = await patchFindings(text);
    expect(findings.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual([
      'request-changed suspicious',
      'page-without-valid bug',
    ]);
  });

  it('finds both counts that were left', async () => {
    const text = planted(
      USERPTR_PORT,
      '+	if (unlikely(r)) {',
      '+	if (unlikely(r <= 0)) {',
    ).replace('+		if (r == -EBUSY &&', '+		if ((r == 0 || r == -EBUSY) &&');
    const found = (await patchFindings(text)).filter(({ rule }) => rule === 'count-expected');
    expect(found.map(({ reason }) => reason)).toEqual([
      'r <= 0 is true after success, which is 0',
      'r == 0 means success, not a reason to retry',
    ]);
  });

  it('finds a request that lost its WRITE, and one that lost its FAULT', async () => {
    const both = '= HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;';
    const lost = await patchFindings(planted(WINDOW_PORT, both, '= HMM_PFN_REQ_FAULT;'));
    expect(lost.map(({ reason }) => reason)).toContain(
      'WINDOW_PRESENT | WINDOW_DIRTY asked for a write fault, HMM_PFN_REQ_FAULT asks for a read fault',
    );
    const alone = await patchFindings(planted(WINDOW_PORT, both, '= HMM_PFN_REQ_WRITE;'));
    expect(alone.map(({ reason }) => reason).join('\n')).toContain('WRITE without FAULT');
  });

  it('is silent about a patch that has nothing to do with it', async () => {
    const text = `--- a/fs/x.c\n+++ b/fs/x.c\n@@ -1,3 +1,3 @@ int f(struct file *range)
 	int ret = g();
-	if (ret < 0)
+	if (ret <= 0)
 		return range->flags;
`;
    expect(await patchFindings(text)).toEqual([]);
  });
});

describe('a review', () => {
  it('is read at every level of quotation, as far as it goes', async () => {
    const findings = await patchFindings(REVIEW);
    expect(findings.map(({ line, rule, tree }) => [line, rule, tree.file, tree.line])).toEqual([
      [lineOf(REVIEW, 'range.pfns = '), 'removed-interface', 'Documentation/vm/hmm.rst', 187],
      [lineOf(REVIEW, 'mask = -1UL'), 'policy-once', 'drivers/example.c', 43],
      [lineOf(REVIEW, 'if (ret == -EBUSY)'), 'retry-stale-requests', 'drivers/example.c', null],
      [lineOf(REVIEW, 'range.flags = NULL'), 'removed-interface', 'drivers/example.c', null],
    ]);
  });
});
