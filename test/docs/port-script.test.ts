// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { auditSource } from '../../audit/text/audit-source';
import { isOnPath } from '../../oracle/debian/command';
import { ROOT } from '../support/source-graph';
import { describeUnless, temporaryFolder } from '../support/surroundings';

const SCRIPT = join(ROOT, 'examples/port/hmm-5.8.cocci');
const MISSING = isOnPath('spatch') ? undefined : 'there is no spatch (coccinelle) on the PATH';

/** A driver of 5.7: a range that it is given, and one of its own. */
const OLD = `#include <linux/hmm.h>

static const u64 own_flags[HMM_PFN_FLAG_MAX] = { [HMM_PFN_VALID] = 1, [HMM_PFN_WRITE] = 2 };

static long own_fault(struct own *own, struct hmm_range *range, bool write)
{
	long ret;

	range->flags = own_flags;
	range->values = own_values;
	range->pfn_shift = PAGE_SHIFT;
	range->default_flags = range->flags[HMM_PFN_VALID];
	if (write)
		range->default_flags |= range->flags[HMM_PFN_WRITE];
	range->pfn_flags_mask = -1UL;
	range->pfns = own->entries;
	range->pfns[0] = range->flags[HMM_PFN_VALID] | range->flags[HMM_PFN_WRITE];
	range->pfns[1] = range->values[HMM_PFN_NONE];
	ret = hmm_range_fault(range);
	own->page = hmm_device_entry_to_page(range, range->pfns[0]);
	own->frame = hmm_device_entry_to_pfn(range, range->pfns[1]);
	return ret;
}

static long own_window(struct own *own, u64 *entries)
{
	struct hmm_range range = {
		.notifier = &own->notifier,
		.flags = own_flags,
		.values = own_values,
		.pfn_shift = PAGE_SHIFT,
		.pfns = entries,
	};

	range.default_flags = range.flags[HMM_PFN_VALID];
	range.pfn_flags_mask = ~0UL;
	return hmm_range_fault(&range);
}
`;

/** What the script leaves and writes: the lines of the functions' bodies. */
const PORTED = [
  'range->default_flags = HMM_PFN_REQ_FAULT;',
  'range->default_flags |= HMM_PFN_REQ_WRITE;',
  'range->pfn_flags_mask = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;',
  'range->hmm_pfns = own->entries;',
  'range->hmm_pfns[0] = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;',
  'range->hmm_pfns[1] = 0;',
  'own->page = hmm_pfn_to_page(range->hmm_pfns[0]);',
  'own->frame = ((range->hmm_pfns[1]) & ~HMM_PFN_FLAGS);',
  '.hmm_pfns = entries,',
  'range.default_flags = HMM_PFN_REQ_FAULT;',
  'range.pfn_flags_mask = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;',
];

describeUnless(MISSING, 'the script that ports the mechanical part', () => {
  it('writes the requests and entries of 5.8, and leaves what has to be decided', async () => {
    const file = join(temporaryFolder(), 'own.c');
    writeFileSync(file, OLD);
    const { status, stderr } = spawnSync('spatch', ['--in-place', '--sp-file', SCRIPT, file], {
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim());
    expect(PORTED.filter((line) => !lines.includes(line))).toEqual([]);
    const left = lines.filter((line) => /pfn_shift|values|->pfns|\.pfns|device_entry/.test(line));
    expect(left).toEqual([]);
    const found = (await auditSource([file])).findings.map(({ rule }) => rule);
    // The driver's table, the type of its array, and that it takes pages of a range fault that has failed are left to decide.
    expect([...new Set(found)].toSorted()).toEqual([
      'array-type',
      'removed-interface',
      'result-ignored',
    ]);
  });
});
