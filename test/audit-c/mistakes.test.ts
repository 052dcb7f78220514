// SPDX-License-Identifier: GPL-2.0-or-later
import { beforeAll, expect, it } from 'vitest';
import { auditBuilt, type Ready } from '../../audit/c/audit-c';
import { build } from '../../audit/c/build';
import { findCompiler } from '../../audit/c/compiler';
import { findConfinement } from '../../audit/c/confinement';
import type { AuditCReport } from '../../audit/c/report';
import {
  describeWithCompiler,
  MISTAKES,
  mistaken,
  noCompiler,
  optionsFor,
  SILENT,
  temporaryFolder,
} from './support';

/** The mistakes of driver/new.c: what is reported, and the most pages that its scenario has. */
const REPORTED: readonly (readonly [name: string, cause: RegExp, pages: number])[] = [
  ['WRONG_SHIFT', /^another address: system memory before, system memory after$/, 1],
  ['WRITE_DROPPED', /^right to write: read-write before, read-only after$/, 1],
  ['WRITE_ALWAYS', /^after: maps a page for writing \(the range fault gave read\)$/, 1],
  ['WRITE_TESTED_FOR_VALID', /^mapped otherwise: a page before, nothing after$/, 1],
  ['VALID_NOT_TESTED', /^after: maps an entry that is no page \(the range fault gave stray\)$/, 1],
  ['VRAM_ON_SYSTEM_PAGES', /^another memory: system memory before, VRAM after$/, 1],
  ['VRAM_MISSING', /^another memory: VRAM before, system memory after$/, 1],
  ['STALE_ENTRY_KEPT', /^after: output from memory nobody wrote$/, 1],
  ['ERROR_MAPPED', /^after: reads in the struct page of pfn 0x…, which no entry has$/, 1],
  ['LOW_BITS_MASKED_OFF', /^after: reads in the struct page of pfn 0x…, which no entry has$/, 1],
  ['ADDRESS_IN_32_BITS', /^another address: system memory before, system memory after$/, 1],
  ['PFN_IN_32_BITS', /^after: reads in the struct page of pfn 0x…, which no entry has$/, 1],
  ['ONE_PAGE_TOO_FEW', /^after: output from memory nobody wrote$/, 1],
  ['ONE_PAGE_TOO_MANY', /^after: reads … bytes after the end of the range array/, 1],
  ['NULL_PAGE', /^after: reads at 0x…: through a NULL pointer$/, 1],
  ['ENDLESS_LOOP', /^after: does not end$/, 1],
  ['BUG_ON_NONE', /^after: BUG_ON\(mistake == BUG_ON_NONE\) at new\.c:\d+$/, 1],
  ['WARN_ON_NONE', /^after: WARN_ON\(mistake == WARN_ON_NONE\) at new\.c:\d+$/, 1],
  ['NEXT_ENTRY', /^after: reads … bytes after the end of the range array/, 1],
  ['FIRST_ENTRY', /^another address: system memory before, system memory after$/, 2],
  ['VRAM_WITHOUT_BASE', /^another address: VRAM before, VRAM after$/, 1],
  ['STACK_OVERFLOW', /^after: (index … out of bounds|stack-buffer-overflow)/, 3],
  ['REFUSED_FOR_NONE', /^the range is given up: not before, with -14 after$/, 1],
  ['BEFORE_THE_ARRAY', /^after: writes before the start of the array of npages × u64$/, 1],
  ['WRITES_BEHIND', /^after: writes … bytes after the end of the array of npages × u64/, 1],
  ['STOPS_AT_NONE', /^after: output from memory nobody wrote$/, 1],
  ['VRAM_READ_ONLY', /^right to write: read-write before, read-only after$/, 1],
  ['SHIFT_BY_64', /^after: shift exponent … is too large .*\(new\.c:\d+\)$/, 1],
  ['DIVIDES_BY_ZERO', /^after: (division by zero|divides by zero)/, 1],
  ['RIGHTS_KEPT_FROM_LAST_PAGE', /^right to write: read-only before, read-write after$/, 2],
  ['PAGE_OF_WRONG_PFN', /^after: reads in the struct page of pfn 0x…, which no entry has$/, 1],
  ['KMALLOC_NOT_FILLED', /^after: output from memory nobody wrote$/, 1],
  ['REQUESTS_SWAPPED', /^request: the access "read" asks for read before, write after$/, 1],
  ['PREFETCH_ASKS_NOTHING', /^request: the access "prefetch" asks for read before, nothing/, 1],
  ['MASK_ZERO', /^request: the access "write" asks for write before, nothing after$/, 1],
  ['OWNER_MISSING', /^owner: dev_private_owner is the device before, none after$/, 1],
];

const folder = temporaryFolder();
const reason = noCompiler();

describeWithCompiler(reason, 'a mistake in a port', () => {
  let ready: Ready;

  beforeAll(async () => {
    const limits = { seconds: 60, folder, signal: new AbortController().signal };
    const compiler = await findCompiler(undefined, limits);
    const built = await build(optionsFor({}), compiler, folder);
    ready = { compiler, confinement: await findConfinement(limits), built };
  });

  async function audit(mistake: string): Promise<AuditCReport> {
    mistaken(mistake);
    return auditBuilt(optionsFor({}), ready, SILENT, new AbortController().signal);
  }

  it('is not reported of the correct port, whose range faults differ as is known', async () => {
    const { findings, notShown, known, converted } = await audit('CORRECT');
    expect(findings).toEqual([]);
    expect(notShown).toEqual([]);
    expect(converted).toBeGreaterThan(200);
    expect(known.map(({ id }) => id)).toContain('pte-protnone-valid');
  });

  it('has a row in the table', () => {
    expect(REPORTED.map(([name]) => name).sort()).toEqual(MISTAKES.slice(1).sort());
  });

  it.each(REPORTED)('%s is reported', async (name, cause, pages) => {
    const { findings } = await audit(name);
    const found = findings.find((one) => cause.test(one.cause));
    expect(found, `causes: ${findings.map((one) => one.cause).join('; ')}`).toBeDefined();
    expect(found?.scenario.range.requests.length).toBeGreaterThan(0);
    const { start = '0', end = '0' } = found?.scenario.range ?? {};
    expect((Number(end) - Number(start)) / 4096).toBeLessThanOrEqual(pages);
    expect(found?.lines.length).toBeGreaterThan(0);
  });
});
