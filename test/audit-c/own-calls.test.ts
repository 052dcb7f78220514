// SPDX-License-Identifier: GPL-2.0-or-later
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditBuilt, type Ready } from '../../audit/c/audit-c';
import { build } from '../../audit/c/build';
import { findCompiler } from '../../audit/c/compiler';
import { findConfinement } from '../../audit/c/confinement';
import type { AuditCOptions, AuditCReport } from '../../audit/c/report';
import { describeWithCompiler, noCompiler, optionsFor, SILENT, temporaryFolder } from './support';

const FOLDER = join(__dirname, 'own-calls');

/** The wrong lines of own-calls/driver.c, and what is found; each in a scenario of few pages. */
const FOUND: readonly (readonly [line: number, what: string, cause: RegExp])[] = [
  [2, 'the order leads out of the range', /writes … bytes after the end of the array of npages/],
  [3, 'only the first page of a huge mapping is mapped', /output from memory nobody wrote/],
  [
    4,
    'every page is mapped for writing',
    /for writing that may only be read, and asks for no write/,
  ],
  [5, 'the array is one entry short', /reads … bytes after the end of the memory from kmalloc/],
  [6, 'a failed allocation is used', /through a NULL pointer/],
  [7, 'the mask is not initialised', /uninitialised pfn_flags_mask reaches/],
  [8, 'the default flags are not initialised', /uninitialised default_flags reach/],
  [9, 'no fault is requested', /succeeds without a page that the device needs/],
  [
    10,
    'no right to write is requested',
    /succeeds without the right to write that the device needs/,
  ],
  [11, 'the owner is missing', /an owner that is not that of the driver's own pages/],
  [12, 'the owner is another', /an owner that is not that of the driver's own pages/],
  [13, 'the sequence is read once only', /stale sequence: it is not read again/],
  [14, 'the sequence is not read', /uninitialised notifier_seq reaches/],
  [15, 'the mmap lock is not taken', /without the mmap lock/],
  [16, 'the mmap lock is not given back', /returns with a lock held/],
  [17, 'the sequence is read too late', /result of a range fault that was invalidated since/],
  [18, 'the loop has no bound', /without end while it fails with -EBUSY/],
  [
    19,
    'an error is ignored',
    // What a failed call has left untouched is a pattern, whose page is nowhere.
    /succeeds, although its range fault did not|dereferences an invalid pointer/,
  ],
  [20, 'the sequence is checked without the lock', /without the lock that invalidations take/],
  [21, 'the sequence is not checked', /result of a range fault that was invalidated since/],
  [22, 'the lock is kept on a retry', /mutex_lock\(&gpu->lock\): the lock is held already/],
  [23, 'the lock is kept after success', /returns with a lock held/],
  [24, 'the reference to the mm is kept', /reference to the mm held/],
  [25, 'the array is not freed', /does not free memory from kmalloc$/],
  [26, 'the array is freed twice', /frees the memory from kmalloc twice/],
  [27, 'only the retry after success has a bound', /without end while it fails with -EBUSY/],
  [28, 'only the retry after -EBUSY has a bound', /without end while others invalidate what it/],
  [29, 'the limit is tested the wrong way round', /gives up when one range fault fails/],
  [30, 'the helper is called without a look at the time', /_timeout\(\) when its time is over/],
  [31, 'the helper gets a point of time', /_timeout\(\) with a point of time/],
  [32, 'the limit begins anew', /without end while it fails .* its limit begins anew$/],
  [38, 'less is mapped for DMA than the order says', /that it has not mapped for DMA$/],
  [
    40,
    'pages that are written are mapped to the device',
    /write a page that it has mapped for DMA in/,
  ],
  [
    41,
    'pages that are read are mapped from the device',
    /read a page that it has mapped for DMA in/,
  ],
  [37, 'the sequence is no sequence', /that mmu_interval_read_begin\(\) has not given$/],
  [36, 'the sequence is checked under a lock that was held before', /without the lock that inv/],
  [33, 'the sequence is checked under the mmap lock', /without the lock that invalidations take/],
  [
    34,
    'the array is written after it was freed',
    /into the memory from kmalloc after it was freed/,
  ],
  [35, 'the requests are not written anew', /asks for more in a further attempt/],
];

/** Other ways to be right. */
const RIGHT: readonly (readonly [line: number, what: string])[] = [
  [51, 'a limit of a hundred attempts, each with memory of its own'],
  [52, 'a limit of a minute'],
  [54, 'all that is mapped is mapped for DMA'],
  [55, 'what is only read is mapped to the device'],
  [53, 'requests in the array, written for each attempt'],
];

/** Those that end many processes, or take many attempts. */
const SLOW: readonly number[] = [18, 20, 27, 28, 30, 31, 32, 33, 36, 37];

const folder = temporaryFolder();

describeWithCompiler(noCompiler(), 'a driver that calls the range fault itself', () => {
  let ready: Ready;
  const options: AuditCOptions = optionsFor({
    before: undefined,
    after: join(FOLDER, 'driver.c'),
    adapter: join(FOLDER, 'adapter.c'),
    sides: { before: 'v5.7', after: 'modern-6.12' },
    runs: 120,
  });

  beforeAll(async () => {
    const limits = { seconds: 60, folder, signal: new AbortController().signal };
    const compiler = await findCompiler(undefined, limits);
    const built = await build(options, compiler, folder);
    ready = { compiler, confinement: await findConfinement(limits), built };
  });
  afterAll(() => {
    delete process.env['LC_HMM_AUDIT_TEST_MISTAKE'];
  });

  function audit(line: number, given: Partial<AuditCOptions> = {}): Promise<AuditCReport> {
    process.env['LC_HMM_AUDIT_TEST_MISTAKE'] = String(line);
    const runs = SLOW.includes(line) ? 60 : options.runs;
    const all = { ...options, runs, ...given };
    return auditBuilt(all, ready, SILENT, new AbortController().signal);
  }

  it('is clean if it is right', async () => {
    const { findings, converted } = await audit(0);
    expect(findings).toEqual([]);
    expect(converted).toBeGreaterThan(80);
  });

  it('tells all that one run warns of, not the first alone', async () => {
    const circumstances = { schedule: 'quiet', access: 'read' } as const;
    const { findings, converted } = await audit(39, { runs: 1, seed: 5, circumstances });
    expect(converted).toBe(1);
    expect(findings.map(({ cause }) => cause)).toEqual([
      expect.stringMatching(/^WARN_ON\(gpu\) at driver\.c:\d+$/),
      'returns with a lock held',
    ]);
  });

  it.each(RIGHT)('line %i is as right: %s', async (line) => {
    expect((await audit(line)).findings.map(({ cause }) => cause)).toEqual([]);
  });

  it.each(FOUND)('wrong line %i is found: %s', async (line, _what, cause) => {
    const { findings } = await audit(line);
    const causes = findings.map((one) => one.cause);
    expect(
      causes.filter((one) => cause.test(one)),
      causes.join('; '),
    ).not.toEqual([]);
    const pages = findings.map(
      ({ scenario: { range } }) => (Number(range.end) - Number(range.start)) / 4096,
    );
    expect(Math.min(...pages)).toBeLessThanOrEqual(2);
  });
});
