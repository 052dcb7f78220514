// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { readCondition } from '../../audit/text/code/condition';
import { directivesOf } from '../../audit/text/code/directives';
import { readingsOf } from '../../audit/text/hmm/kernel-format';
import { brief, patchFindings, sourceFindings } from './support';

const OLD = '	range->pfn_shift = PAGE_SHIFT;\n	range->pfns = (uint64_t *)pfns;';
const NEW = '	range->default_flags = HMM_PFN_REQ_FAULT;\n	range->hmm_pfns = pfns;';
const OLD_TEST = '	if (r <= 0) {';
const NEW_TEST = '	if (r) {';

/** A driver whose halves stand under conditions: for old kernels, then for new ones. */
function driver([first, second]: readonly [string, string], oldFirst = true): string {
  const halves = (old: string, fresh: string) => {
    const [one, two] = oldFirst ? [old, fresh] : [fresh, old];
    return `${first}\n${one}\n${second}\n${two}\n#endif`;
  };
  return `static int f(struct hmm_range *range, unsigned long *pfns)
{
	int r;

${halves(OLD, NEW)}
	r = hmm_range_fault(range);
${halves(OLD_TEST, NEW_TEST)}
		g(range);
		return -EFAULT;
	}
	return 0;
}
`;
}

describe('a call that had a second argument once', () => {
  const called = (first: string, second: string) => `static int f(struct hmm_range *range)
{
	int r;

	range->default_flags = HMM_PFN_REQ_FAULT;
#ifdef HAVE_FLAGS_ARGUMENT
	r = ${first};
#else
	r = ${second};
#endif
	return r;
}
`;
  const [two, one] = ['hmm_range_fault(range, HMM_PFN_VALID)', 'hmm_range_fault(range)'];

  it('has it in the branch of the kernels that had it', async () => {
    expect(brief(await sourceFindings(called(two, one)))).toEqual([]);
    expect(brief(await sourceFindings(called(one, two)))).toEqual([]);
  });

  it('has it in no kernel of today', async () => {
    const rules = async (text: string) => (await sourceFindings(text)).map(({ rule }) => rule);
    expect(await rules(called(two, two))).toEqual(['removed-interface', 'removed-interface']);
    // The second call of the two loses what the first returned.
    expect(await rules(called(two, one).replace(/#.*\n/g, ''))).toEqual([
      'removed-interface',
      'result-ignored',
    ]);
  });
});

describe('one file for kernels of both formats', () => {
  const conditions: readonly (readonly [string, string, boolean])[] = [
    ['#ifndef HAVE_FIXED_PFN_FORMAT', '#else', true],
    ['#ifdef HAVE_FIXED_PFN_FORMAT', '#else', false],
    ['#if !defined(HAVE_HMM_PFNS)', '#else', true],
    ['#if defined(HMM_OLD) && defined(CONFIG_HMM_MIRROR)', '#else', true],
    ['#if IS_ENABLED(OLD_HMM) == 0', '#else', false],
    ['#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 8, 0)', '#else', true],
    ['#if (LINUX_VERSION_CODE >= KERNEL_VERSION(5,8,0))', '#else', false],
    ['#if KERNEL_VERSION(5, 8, 0) > LINUX_VERSION_CODE', '#else /* new */', true],
    ['#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 8, 0) || defined(RHEL_8_4)', '#else', false],
    ['#if LINUX_VERSION_CODE <= KERNEL_VERSION(5, 7, 19)', '#elif defined(CONFIG_MMU)', true],
    ['#  if RHEL_RELEASE_CODE < RHEL_RELEASE_VERSION(8, 4)', '#  else', true],
    ['#ifdef NV_HMM_RANGE_HAS_PFNS', '#elif defined(NV_HMM_RANGE_HAS_HMM_PFNS)', true],
    ['#if OLD_KERNEL \\\n	&& defined(CONFIG_MMU)', '#else', true],
  ];
  for (const [first, second, oldFirst] of conditions) {
    it(`${first} … ${second}: each branch is right for its own`, async () => {
      expect(brief(await sourceFindings(driver([first, second], oldFirst)))).toEqual([]);
    });

    it(`${first} … ${second}: what is left in the other one is found`, async () => {
      const wrong = driver([first, second], oldFirst).replace(NEW_TEST, '	if (r < 1) {');
      const mixed = driver([first, second], oldFirst).replace(NEW, `${NEW}\n	range->values = v;`);
      const rules = async (text: string) => (await sourceFindings(text)).map(({ rule }) => rule);
      expect(await rules(wrong)).toEqual(['count-expected']);
      expect(await rules(mixed)).toEqual(['removed-interface']);
    });
  }

  it('finds what both kernels have wrong, once', async () => {
    const text = driver(['#ifdef OLD', '#else'])
      .replace(
        '	int r;\n',
        '	int r;\n\n	range->pfn_flags_mask = -1UL;\n	range->default_flags = 0;\nagain:',
      )
      .replace('		g(range);', '		if (r == -EBUSY && --tries)\n			goto again;')
      .replace('	range->default_flags = HMM_PFN_REQ_FAULT;\n', '	range->hmm_pfns = NULL;\n');
    const rules = (await sourceFindings(text)).map(({ rule, severity }) => `${severity} ${rule}`);
    expect(rules).toEqual(['bug retry-stale-requests']);
  });
});

describe('conditions that tell nothing of the format', () => {
  const body = (open: string, lines: string, more = '') =>
    `static void f(struct hmm_range *range)\n{\n	range->default_flags = HMM_PFN_REQ_FAULT;\n${open}\n${lines}\n#endif\n${more}}\n`;
  const left = async (text: string) =>
    (await sourceFindings(text)).filter(({ rule }) => rule === 'removed-interface').length;

  it('hide no left-over', async () => {
    for (const open of [
      '#ifdef CONFIG_DEMO_SVM',
      '#if IS_ENABLED(CONFIG_DEMO)',
      '#ifdef DEBUG',
      '#ifdef __x86_64__',
      '#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 4, 0)',
      '#if LINUX_VERSION_CODE > KERNEL_VERSION(6, 1, 0)',
      '#if 1',
    ]) {
      expect([open, await left(body(open, '	range->pfn_shift = 12;'))]).toEqual([open, 1]);
    }
  });

  it('outside of the branches a left-over stays one', async () => {
    const text = driver(['#ifdef OLD', '#else']).replace(
      '	int r;\n',
      '	range->pfn_shift = 12;\n',
    );
    expect(await left(text)).toBe(1);
  });

  it('are no header’s guard', async () => {
    const header = `#ifndef DEMO_H\n#define DEMO_H\nstatic inline void f(struct hmm_range *range)\n{\n	range->pfn_shift = 12;\n}\n#endif\n`;
    expect(await left(header)).toBe(1);
  });

  it('leave out what no kernel compiles', async () => {
    expect(await left(body('#if 0', '	range->pfn_shift = 12;'))).toBe(0);
    const old = '#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 5, 0)';
    expect(await left(body(old, '	range->pfn_shift = 12;'))).toBe(0);
  });

  it('are read one branch at a time where the braces fit no other way', async () => {
    const text = `static int f(struct hmm_range *range)
{
	int ret = hmm_range_fault(range);

#ifdef CONFIG_DEMO
	if (ret <= 0) {
#else
	if (ret < 1) {
#endif
		return -EFAULT;
	}
	return 0;
}
`;
    expect(brief(await sourceFindings(text))).toEqual([
      '6 count-expected bug',
      '8 count-expected bug',
    ]);
  });
});

describe('a patch to a file for both', () => {
  const patch = (lines: string) => `--- a/demo.c
+++ b/demo.c
@@ -10,2 +10,9 @@ static int f(struct hmm_range *range, unsigned long *pfns)
 	range->start = start;
${lines}
 	range->end = end;
`;

  it('is right in each branch', async () => {
    const lines = `+#ifdef HAVE_OLD\n${OLD.replace(/^/gm, '+')}\n+#else\n${NEW.replace(/^/gm, '+')}\n+#endif`;
    expect(brief(await patchFindings(patch(lines)))).toEqual([]);
    const wrong = lines.replace('+#else\n', '+#else\n+	range->values = v;\n');
    expect(brief(await patchFindings(patch(wrong)))).toEqual(['9 removed-interface bug']);
  });

  it('may begin inside of one', async () => {
    const lines = `${OLD.replace(/^/gm, ' ')}\n #else\n${NEW.replace(/^/gm, '+')}\n #endif`;
    expect(brief(await patchFindings(patch(lines)))).toEqual([]);
  });
});

describe('conditional code', () => {
  it('may be cut anywhere, and nested deeply', () => {
    const deep = [...Array(3000).fill('#if A'), 'x', ...Array(3000).fill('#endif')];
    expect(readingsOf([deep])).toHaveLength(1);
    expect(readingsOf([['#endif', '#else', '#elif X', 'range->pfn_shift', '#if']])).toHaveLength(1);
    expect(directivesOf(['a', '#else', 'b', '#endif', 'c']).groups[0]?.branches).toHaveLength(2);
    const long = ['#if A', ...Array.from({ length: 5000 }, (_, i) => `#elif B${i}`), '#endif'];
    expect(readingsOf([long])[0]?.live[0]?.length).toBe(5002);
  });

  it('has conditions that are read as far as they are understood', () => {
    expect(readCondition('LINUX_VERSION_CODE > KERNEL_VERSION(5, 7, 0)')).toEqual({
      kind: 'from',
      version: 0x50701,
    });
    expect(readCondition('!defined X || Y')).toMatchObject({
      kind: 'or',
      parts: [{ kind: 'not', inner: { name: 'X' } }, { name: 'Y' }],
    });
    expect(readCondition('(A && (B')).toMatchObject({ kind: 'atom' });
    expect(readCondition('('.repeat(100_000))).toMatchObject({ kind: 'atom' });
  });
});
