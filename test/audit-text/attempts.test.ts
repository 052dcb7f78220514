// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { brief, patchFindings, sourceFindings } from './support';

/** A function that asks page by page; `loop` is how it attempts. */
function attempting(loop: string, before = ''): string {
  return `static int example(struct hmm_range *range, unsigned long *pfns)
{
	int ret;
${before}
	range->hmm_pfns = pfns;
	range->default_flags = 0;
	range->pfn_flags_mask = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;
${loop}
}
`;
}

const BUSY = 'retried after -EBUSY, and nothing rewrites the requests, although the mask is not 0';

async function retries(text: string): Promise<string[]> {
  const findings = await sourceFindings(text);
  return findings.filter(({ rule }) => rule === 'retry-stale-requests').map(({ reason }) => reason);
}

describe('retry-stale-requests', () => {
  it('sees loops of every kind', async () => {
    expect(
      await retries(
        attempting(
          'retry:\n	ret = hmm_range_fault(range);\n	if (ret == -EBUSY)\n		goto retry;',
        ),
      ),
    ).toEqual([BUSY]);
    expect(
      await retries(
        attempting('	do {\n		ret = hmm_range_fault(range);\n	} while (ret == -EBUSY);'),
      ),
    ).toEqual([BUSY]);
    expect(
      await retries(
        attempting(
          '	for (;;) {\n		ret = hmm_range_fault(range);\n		if (ret == -EBUSY) {\n			n++;\n			continue;\n		}\n		if (mmu_interval_read_retry(range->notifier, range->notifier_seq))\n			continue;\n		break;\n	}',
        ),
      ),
    ).toEqual([BUSY, BUSY.replace('-EBUSY', 'an invalidation')]);
  });

  it('sees requests that are written anew', async () => {
    const anew = [
      '		pfns[0] = HMM_PFN_REQ_FAULT;',
      '		memset(pfns, 0, size);',
      '		memcpy(range->hmm_pfns, requests, size);',
      '		example_requests(range);',
      '		for (i = 0; i < n; i++)\n			*pfns++ = requests[i];',
    ];
    for (const line of anew) {
      const loop = `	do {\n${line}\n		ret = hmm_range_fault(range);\n	} while (ret == -EBUSY);`;
      expect([line, await retries(attempting(loop))]).toEqual([line, []]);
    }
    const behind =
      '	while (1) {\n		ret = hmm_range_fault(range);\n		if (ret == -EBUSY) {\n			example_requests(range);\n			continue;\n		}\n		break;\n	}';
    expect(await retries(attempting(behind))).toEqual([]);
  });

  it('is silent about a way out, and about a mask of 0', async () => {
    const out =
      '	ret = hmm_range_fault(range);\n	if (ret == -EBUSY)\n		goto out;\nout:\n	return ret;';
    expect(await retries(attempting(out))).toEqual([]);
    const loop = attempting(
      '	do {\n		ret = hmm_range_fault(range);\n	} while (ret == -EBUSY);',
    );
    const masked = loop.replace('mask = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE', 'mask = 0');
    expect(await retries(masked)).toEqual([]);
  });
});

describe('policy-once', () => {
  it('sees a policy that grows from attempt to attempt', async () => {
    const loop = `	while (1) {
		pfns[0] = HMM_PFN_REQ_FAULT;
		if (write)
			range->default_flags |= HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;
		ret = hmm_range_fault(range);
		if (ret == -EBUSY && --tries)
			continue;
		return ret;
	}`;
    expect(brief(await sourceFindings(attempting(loop)))).toEqual(['11 policy-once suspicious']);
    const anew = loop.replace('		if (write)', '		range->default_flags = 0;\n		if (write)');
    expect(await sourceFindings(attempting(anew))).toEqual([]);
  });
});

describe('count-expected', () => {
  const reasons = async (use: string): Promise<string[]> => {
    const text = `static int f(struct hmm_range *range)\n{\n	long ret = hmm_range_fault(range);\n${use}\n	return 0;\n}\n`;
    const findings = await sourceFindings(text);
    return findings.filter(({ rule }) => rule === 'count-expected').map(({ reason }) => reason);
  };

  it('finds the ways to expect a count', async () => {
    expect(await reasons('	npages = ret;')).toEqual([
      'npages takes a page count from ret, which is 0 after success',
    ]);
    expect(await reasons('	if (ret > 0)\n		g();')).toEqual([
      'ret > 0 is never true: success is 0',
    ]);
    expect(await reasons('	if (!ret)\n		goto again;')).toEqual([
      '!ret means success, not a reason to retry',
    ]);
    expect(await reasons('	for (i = 0; i < ret; i++)\n		g(i);')).toEqual([
      'i < ret treats ret as a page count',
    ]);
  });

  it('is silent about right uses, and about another value of the variable', async () => {
    expect(
      await reasons('	if (ret < 0)\n		return ret;\n	if (ret == 0)\n		return 1;'),
    ).toEqual([]);
    expect(await reasons('	if (!ret)\n		g();\n	if (ret != -EBUSY)\n		g();')).toEqual([]);
    expect(await reasons('	ret = copy();\n	if (ret <= 0)\n		return -EFAULT;')).toEqual([]);
  });

  it('is a note in a file that has not been ported', async () => {
    const text =
      'static int f(struct hmm_range *range)\n{\n	int ret;\n\n	range->pfn_shift = 12;\n	ret = hmm_range_fault(range);\n	if (ret <= 0)\n		return ret;\n	return 0;\n}\n';
    expect(brief(await sourceFindings(text))).toEqual([
      '5 removed-interface bug',
      '7 count-expected note',
    ]);
  });
});

describe('removed-interface', () => {
  const found = async (line: string): Promise<string[]> => {
    const findings = await sourceFindings(`void f(struct hmm_range *range)\n{\n	${line}\n}\n`);
    return findings.map(({ rule }) => rule);
  };

  it('finds every kind of left-over', async () => {
    for (const line of [
      'range->flags = flags;',
      'x = range->values[HMM_PFN_NONE];',
      'p = hmm_device_entry_to_page(range, e);',
      'if (e == HMM_PFN_SPECIAL)\n		g();',
      'x = table[HMM_PFN_VALID];',
      'ret = hmm_range_fault(range, HMM_FAULT_SNAPSHOT);',
      'p = hmm_pfn_to_page(range, e);',
    ]) {
      expect([line, [...new Set(await found(line))]]).toEqual([line, ['removed-interface']]);
    }
  });

  it('leaves alone what only looks like one', async () => {
    for (const line of [
      '/* range->pfns, HMM_PFN_NONE */',
      'g("range->pfns");',
      'x = vma->flags;',
      'x = prange->flags;',
      'x = migrate->pfns;',
    ]) {
      expect([line, await found(line)]).toEqual([line, []]);
    }
    const other =
      'void f(struct svm_range *range)\n{\n	range->flags = 0;\n	range->pfns = 0;\n}\n';
    expect(await sourceFindings(other)).toEqual([]);
  });
});

describe('fragments', () => {
  it('are read where they begin inside a comment, a struct or an initialiser', async () => {
    const text = `--- a/x.c
+++ b/x.c
@@ -5,4 +5,5 @@ static int f(struct hmm_range *range)
  * range->pfns in a comment
  */
 	ret = hmm_range_fault(range);
+	if (ret <= 0)
 		return ret;
@@ -20,3 +21,3 @@ static const u64 flags[] = {
-	[HMM_PFN_VALID] = V,
+	[HMM_PFN_VALID] = W,
 };
 static int g(struct hmm_range *range, uint64_t *pfns)
 {
@@ -40,2 +41,3 @@ int h(struct hmm_range *range)
 	u64 pfns[16];
+	range->hmm_pfns = pfns;
 }
`;
    expect(brief(await patchFindings(text))).toEqual([
      '7 count-expected bug',
      '11 removed-interface bug',
      '17 array-type bug',
    ]);
  });

  it('with a length that is not constant are found', async () => {
    const text =
      'int f(struct hmm_range *range, int npages)\n{\n	unsigned long pfns[npages];\n\n	range->hmm_pfns = pfns;\n	return 0;\n}\n';
    expect(brief(await sourceFindings(text))).toEqual(['3 stack-array suspicious']);
  });
});
