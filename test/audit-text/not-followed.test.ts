// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { sourceFindings } from './support';

const CHECK = 'mmu_interval_read_retry(range->notifier, range->notifier_seq)';
const WALK = 'ret = hmm_range_fault(range);\nif (ret)\n\treturn ret;\n';

function driver(body: string): string {
  return `#include <linux/hmm.h>
int f(struct demo *d, struct hmm_range *range)
{
	int ret, a = 0;

	range->default_flags = HMM_PFN_REQ_FAULT;
	range->pfn_flags_mask = 0;
	range->notifier_seq = mmu_interval_read_begin(range->notifier);
${body}	return 0;
}
`;
}

async function notes(body: string): Promise<readonly string[]> {
  const findings = await sourceFindings(driver(body));
  return findings
    .filter(({ reason }) => reason.startsWith('not looked at'))
    .map(({ rule, severity, line, reason }) => `${line} ${rule} ${severity}: ${reason}`);
}

describe('what of a function is not followed is noted', () => {
  it('not if all of it is', async () => {
    expect(await notes(`${WALK}if (${CHECK})\n\treturn -EAGAIN;\n`)).toEqual([]);
  });

  it('the checks that a long function has beside the first ones', async () => {
    const filler = `demo_count(${'d'.repeat(2000)});\n`.repeat(400);
    const checks = `if (${CHECK}) return -EAGAIN;\n`.repeat(7);
    expect(await notes(WALK + filler + checks)).toEqual([
      '416 sequence-answer note: not looked at: what is done after either answer of this check (and of 2 more), as f() is too long or nested too deeply',
    ]);
  });

  it('a check and a walk of a function that is nested too deeply', async () => {
    const nested = `a = ${'({ if (a) a = '.repeat(600)}1${'; a; })'.repeat(600)};\n`;
    const found = await notes(`${WALK}${nested}if (${CHECK})\n\treturn -EAGAIN;\n`);
    expect(found.map((one) => one.replace(/:.*/, ''))).toEqual([
      '9 sequence-stale note',
      '13 sequence-answer note',
    ]);
  });
});
