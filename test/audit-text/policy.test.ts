// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { sourceFindings } from './support';

/** `severity rule` of the findings of one rule. */
async function found(text: string, rule: string): Promise<string[]> {
  const findings = await sourceFindings(text);
  return findings.filter((one) => one.rule === rule).map((one) => `${one.severity}`);
}

const page = (text: string) => found(text, 'page-without-valid');

/** A function that faults a range that it got, after some lines, and takes its first page. */
function taking(lines: string, declarations = ''): string {
  return `static int f(struct demo *demo, struct hmm_range *range, bool write)
{
${declarations}
${lines}
	if (hmm_range_fault(range))
		return -EFAULT;
	demo->page = hmm_pfn_to_page(range->hmm_pfns[0]);
	return 0;
}
`;
}

const FAULT = 'range->default_flags = HMM_PFN_REQ_FAULT;';
const NONE = 'range->default_flags = 0;';
const MASK = 'range->pfn_flags_mask = 0;';

describe('a policy that makes every page VALID', () => {
  const sure: readonly (readonly [string, string, string?])[] = [
    ['is set', `${FAULT} ${MASK}`],
    ['is added to what was nothing', `${NONE} range->default_flags |= HMM_PFN_REQ_FAULT;`],
    ['is set after another', `${NONE} ${FAULT}`],
    [
      'is in a variable',
      'flags |= write ? HMM_PFN_REQ_WRITE : 0; range->default_flags = flags;',
      'unsigned long flags = HMM_PFN_REQ_FAULT;',
    ],
    [
      'is set in both branches',
      `if (write) range->default_flags = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE; else ${FAULT}`,
    ],
    [
      'is set in every case',
      `switch (write) { case 0: ${FAULT} break; default: range->default_flags = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE; }`,
    ],
    ['is a compound literal', '*range = (struct hmm_range){ .default_flags = HMM_PFN_REQ_FAULT };'],
    ['comes after memset()', `memset(range, 0, sizeof(*range)); ${FAULT}`],
    [
      'loses only its WRITE',
      'range->default_flags = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE; if (!write) range->default_flags &= ~HMM_PFN_REQ_WRITE;',
    ],
    ['has another in a branch that returns', `${FAULT} if (write) { ${NONE} return -EPERM; }`],
    [
      'has a bit of a name that is not known',
      'range->default_flags = HMM_PFN_REQ_FAULT | demo->flags;',
    ],
  ];
  for (const [name, lines, declarations] of sure) {
    it(name, async () => expect(await page(taking(lines, declarations))).toEqual([]));
  }

  it('is set by a function that gets the range', async () => {
    const helper = `static void demo_init(struct hmm_range *range, struct demo *demo)
{
	range->default_flags = HMM_PFN_REQ_FAULT;
	range->pfn_flags_mask = 0;
}
`;
    expect(await page(helper + taking('demo_init(range, demo);'))).toEqual([]);
    const other = helper.replace('HMM_PFN_REQ_FAULT', '0');
    expect(await page(other + taking('demo_init(range, demo);'))).toEqual(['bug']);
  });

  it('is set by a function that makes the range', async () => {
    const maker = `static struct hmm_range *demo_new(void)
{
	struct hmm_range *one = kzalloc(sizeof(*one), GFP_KERNEL);

	if (!one)
		return NULL;
	one->default_flags = HMM_PFN_REQ_FAULT;
	return one;
}
`;
    expect(await page(maker + taking('range = demo_new();'))).toEqual([]);
    const other = maker.replace('	one->default_flags = HMM_PFN_REQ_FAULT;\n', '');
    expect(await page(other + taking('range = demo_new();'))).toEqual(['bug']);
  });

  it('is set by the function that calls, also through an alias or a structure', async () => {
    const callee = `static int g(struct demo *demo, struct hmm_range *r)
{
	demo->page = hmm_pfn_to_page(r->hmm_pfns[0]);
	return 0;
}
`;
    const caller = (lines: string, range: string) =>
      `${callee}static int f(struct demo *demo)\n{\n${lines}\n	hmm_range_fault(${range});\n	return g(demo, ${range});\n}\n`;
    expect(
      await page(caller('struct hmm_range r = { .default_flags = HMM_PFN_REQ_FAULT };', '&r')),
    ).toEqual([]);
    expect(await page(caller('struct hmm_range r = { };', '&r'))).toEqual(['bug']);
    const alias = 'struct hmm_range *r = &demo->range; demo->range.default_flags = 0;';
    expect(await page(caller(`${alias}`, '&demo->range'))).toEqual(['bug']);
    expect(
      await page(caller('demo->range.default_flags = HMM_PFN_REQ_FAULT;', '&demo->range')),
    ).toEqual([]);
  });
});

describe('a policy that does not', () => {
  const lacking: readonly (readonly [string, string, string?])[] = [
    ['is nothing', `${NONE} ${MASK}`],
    [
      'is asked for in one branch',
      `${NONE} if (write) range->default_flags = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;`,
    ],
    [
      'is nothing in one case',
      `range->default_flags = write ? HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE : 0;`,
    ],
    ['is taken back', `${FAULT} ${NONE}`],
    ['loses its FAULT', `${FAULT} range->default_flags &= ~HMM_PFN_REQ_FAULT;`],
    ['is that of a zeroed range', 'memset(range, 0, sizeof(*range));'],
    ['is that of a compound literal', '*range = (struct hmm_range){ .start = 0 };'],
    ['is nothing in a variable', 'range->default_flags = flags;', 'unsigned long flags = 0;'],
  ];
  for (const [name, lines, declarations] of lacking) {
    it(name, async () => expect(await page(taking(lines, declarations))).toEqual(['bug']));
  }
});

describe('a policy that nothing here tells', () => {
  const unknown: readonly (readonly [string, string])[] = [
    ['the caller’s', ''],
    ['of another file', 'demo_init(range);'],
    ['of a variable that is a member', 'range->default_flags = demo->flags;'],
    ['of another range', 'demo->other = kzalloc(sizeof(*demo->other), GFP_KERNEL);'],
    ['spoilt', `${NONE} range->default_flags ^= demo->flags;`],
  ];
  for (const [name, lines] of unknown) {
    it(`is a note: ${name}`, async () => expect(await page(taking(lines))).toEqual(['note']));
  }

  it('is not that of a zeroed structure whose name only ends in range', async () => {
    for (const make of [
      'prange = kzalloc(sizeof(*prange), GFP_KERNEL);',
      'prange = kvcalloc(1, sizeof(struct demo_range), GFP_KERNEL);',
      'prange = kzalloc_obj(*prange);',
      'memset(prange, 0, sizeof(*prange));',
      '*prange = (struct demo_range){ };',
    ]) {
      const text = `struct demo_range *demo_new(struct demo_range *prange)
{
	${make}
	return prange;
}

void demo_map(struct demo_range *prange, unsigned long *hmm_pfns, int i)
{
	prange->page = hmm_pfn_to_page(hmm_pfns[i]);
}
`;
      expect([make, await page(text)]).toEqual([make, ['note']]);
    }
  });

  it('is a suspicion where each page asks for itself, and a bug where only one does', async () => {
    const asking = `${NONE} range->pfn_flags_mask = HMM_PFN_REQ_FAULT;`;
    const each = taking(
      `${asking} for (i = 0; i < n; i++) range->hmm_pfns[i] = HMM_PFN_REQ_FAULT;`,
    );
    expect(await page(each)).toEqual(['suspicious']);
    const one = taking(`${asking} range->hmm_pfns[1] = HMM_PFN_REQ_FAULT;`);
    expect(await page(one)).toEqual(['bug']);
  });
});

describe('a page used after a test', () => {
  const tests = [
    'if (!(range->hmm_pfns[0] & HMM_PFN_VALID)) return -EFAULT;',
    'if (!demo_valid(range->hmm_pfns[0])) return -EFAULT;',
    'if (range->hmm_pfns[0] & HMM_PFN_WRITE)',
    'if (range->hmm_pfns[0] & HMM_PFN_DMA_MAPPED)',
    'BUG_ON(!(range->hmm_pfns[0] & HMM_PFN_VALID));',
    'if (!range->hmm_pfns[0] || range->hmm_pfns[0] & HMM_PFN_ERROR) return -EFAULT;',
    'for (write = 0; write < 9; write++) if (!(range->hmm_pfns[write] & HMM_PFN_VALID)) return -EFAULT;',
    'if (DEMO_VALID(range->hmm_pfns[0]))',
  ];
  const helper = 'static bool demo_valid(unsigned long pfn)\n{\n	return pfn & HMM_PFN_VALID;\n}\n';
  for (const test of tests) {
    it(test, async () => {
      const text = helper + taking(NONE).replace('	demo->page', `	${test}\n	demo->page`);
      expect(await page(text)).toEqual([]);
    });
  }

  const none = [
    'if (!(range->hmm_pfns[0] & HMM_PFN_WRITE))',
    'WARN_ON(!(range->hmm_pfns[0] & HMM_PFN_VALID));',
    'if (!(range->hmm_pfns[0] & HMM_PFN_VALID)) pr_debug("none");',
    'if (range->hmm_pfns[0] & HMM_PFN_ERROR) return -EFAULT;',
    'if (!range->hmm_pfns[0]) return -EFAULT;',
    'if (write && !(range->hmm_pfns[0] & HMM_PFN_VALID)) return -EFAULT;',
    'if (!(range->hmm_pfns[0] & (HMM_PFN_VALID | HMM_PFN_ERROR))) return -EFAULT;',
  ];
  for (const test of none) {
    it(`is none: ${test}`, async () => {
      const text = taking(NONE).replace('	demo->page', `	${test}\n	demo->page`);
      expect(await page(text)).toEqual(['bug']);
    });
  }
});

describe('requests that the last attempt destroyed', () => {
  const stale = (policy: string) =>
    found(
      `static int f(struct hmm_range *range)
{
	int ret;

	${policy}
	do {
		ret = hmm_range_fault(range);
	} while (ret == -EBUSY);
	return ret;
}
`,
      'retry-stale-requests',
    );

  it('do not matter where the default asks for all that the mask lets count', async () => {
    for (const policy of [
      'range->pfn_flags_mask = HMM_PFN_REQ_FAULT; range->default_flags = HMM_PFN_REQ_FAULT;',
      'range->pfn_flags_mask = -1UL; range->default_flags = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;',
      'range->pfn_flags_mask = 0; range->default_flags = 0;',
      'range->pfn_flags_mask = HMM_PFN_REQ_FAULT; range->pfn_flags_mask = 0;',
      'memset(range, 0, sizeof(*range));',
    ]) {
      expect([policy, await stale(policy)]).toEqual([policy, []]);
    }
  });

  it('matter where they make a difference', async () => {
    for (const policy of [
      'range->pfn_flags_mask = HMM_PFN_REQ_FAULT; range->default_flags = 0;',
      'range->pfn_flags_mask = -1UL; range->default_flags = HMM_PFN_REQ_FAULT;',
      'range->pfn_flags_mask = 0; range->pfn_flags_mask |= HMM_PFN_REQ_WRITE;',
      '*range = (struct hmm_range){ .pfn_flags_mask = HMM_PFN_REQ_FAULT };',
    ]) {
      expect([policy, await stale(policy)]).toEqual([policy, ['bug']]);
    }
  });
});

describe('text that nobody would write', () => {
  const body = (line: string, times: number) =>
    `int f(struct hmm_range *range)\n{\n${line.repeat(times)}\n}\n`;
  const staleUse = (rest: string) =>
    `int f(struct own *own, struct hmm_range *range)\n{\n\tif (mmu_interval_read_retry(range->notifier, 1))\n\t\town_map(own);\n${rest}}\n`;
  const chain = Array.from(
    { length: 2000 },
    (_, at) => `int f${at}(struct hmm_range *range) { return f${at + 1}(range); }\n`,
  ).join('');

  for (const [name, text] of [
    ['thousands of pages', body('	p = hmm_pfn_to_page(range->hmm_pfns[0]);\n', 3000)],
    ['thousands of stores', body('	if (a) range->default_flags |= X;\n', 3000)],
    ['thousands of calls', body('	r = hmm_range_fault(range);\n', 3000)],
    [
      'a thousand calls, each with a way back',
      body('again:\n\tr = hmm_range_fault(range);\n\tif (r == -EBUSY)\n\t\tgoto again;\n', 1000),
    ],
    ['functions that call each other', chain],
    [
      'functions that call each other, down to a check of the sequence',
      chain.replaceAll('int f', 'bool f') +
        'bool f2000(struct hmm_range *range) { return mmu_interval_read_retry(range->notifier, 1); }\n',
    ],
    [
      'choices within choices after a check of the sequence',
      staleUse(`${'if (own) return 0; else '.repeat(1900)} return 1;\n`),
    ],
    [
      'jumps from label to label after a check of the sequence',
      staleUse(
        `${Array.from({ length: 3000 }, (_, at) => `a${at}: goto a${at + 1};\n`).join('')}a3000: return 0;\n`,
      ),
    ],
    [
      'a thousand ranges',
      `int f(struct own *own)\n{\n${Array.from(
        { length: 1000 },
        (_, at) =>
          `	struct hmm_range r${at} = { .notifier = own->n, .hmm_pfns = own->p };\n	if (hmm_range_fault(&r${at}))\n		return -EFAULT;\n`,
      ).join('')}	return 0;\n}\n`,
    ],
    [
      'thousands of checks of the sequence',
      body('	if (mmu_interval_read_retry(range->notifier, 1))\n		return -EAGAIN;\n', 3000),
    ],
    ['a function that calls itself a thousand times', body('	range = f(range);\n', 1000)],
    ['brackets without an end', `hmm ${'pfns['.repeat(30_000)}`],
    ['spaces without an end', `hmm default_flags =${' '.repeat(100_000)}`],
  ] as const) {
    it(`is read to its end: ${name}`, async () => {
      const findings = await sourceFindings(text);
      const rules = findings.flatMap(({ rule, severity }) => (severity === 'note' ? [] : rule));
      expect(rules).toEqual(name.includes('way back') ? ['loop-unbounded'] : []);
    }, 60_000);
  }
});
