// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { auditC } from '../../audit/c/audit-c';
import { sidesFor } from '../../audit/c/sides';
import { describeWithCompiler, noCompiler, optionsFor, SILENT, temporaryFolder } from './support';

const OWN = join(__dirname, 'own-calls');
const EXAMPLE = join(__dirname, '../../examples/audit-c');
const folder = temporaryFolder();

function changed(name: string, from: string, old: string, now: string): string {
  const file = join(folder, name);
  const text = readFileSync(from, 'utf8');
  expect(text).toContain(old);
  writeFileSync(file, text.replace(old, now));
  return file;
}

async function causes(given: Parameters<typeof optionsFor>[0]): Promise<readonly string[]> {
  const options = optionsFor({ runs: 150, ...given });
  const { findings } = await auditC(options, SILENT, new AbortController().signal);
  return findings.map(({ cause }) => cause);
}

describeWithCompiler(noCompiler(), 'the requests and orders of a driver’s own code', () => {
  it('are compared: a right to write that is no longer requested is found', async () => {
    const before = join(OWN, 'driver.c');
    const line = 'range.default_flags |= HMM_PFN_REQ_WRITE;';
    const after = changed('no-write.c', before, line, ';');
    const sides = sidesFor({ before, after, on: '6.12', beforeOn: '6.1' });
    expect(sides).toEqual({ before: 'modern-6.1', after: 'modern-6.12' });
    expect(await causes({ before, after, sides, adapter: join(OWN, 'adapter.c') })).toContain(
      'request: hmm_range_fault() is asked for write before, read after',
    );
  });

  it('are those of a release that has them: a branch on the order is run', async () => {
    const [before, adapter] = [join(EXAMPLE, 'old.c'), join(EXAMPLE, 'adapter.c')];
    const page = '\t\tif (is_device_private_page(page))';
    const branch = `\t\tif (hmm_pfn_to_map_order(range->hmm_pfns[i]))\n\t\t\tBUG();\n${page}`;
    const after = changed('orders.c', join(EXAMPLE, 'new.c'), page, branch);
    const sides = sidesFor({ before, after, on: undefined, beforeOn: undefined });
    expect(sides.after).toBe('modern-7.3');
    const [first] = await causes({ before, after, sides, adapter });
    expect(first).toMatch(/^after: BUG at orders\.c:\d+$/);
  });

  it('of the fixed format before are named where the old one is expected', async () => {
    const before = join(EXAMPLE, 'new.c');
    await expect(
      causes({ before, after: before, adapter: join(EXAMPLE, 'adapter.c') }),
    ).rejects.toThrow(/of the fixed format: name its release with --before-on/);
  });
});
