// SPDX-License-Identifier: GPL-2.0-or-later
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { auditBuilt } from '../../audit/c/audit-c';
import { build } from '../../audit/c/build';
import { findCompiler } from '../../audit/c/compiler';
import { findConfinement } from '../../audit/c/confinement';
import type { AuditCOptions } from '../../audit/c/report';
import { describeWithCompiler, noCompiler, optionsFor, SILENT, temporaryFolder } from './support';

const FOLDER = join(__dirname, 'two-pieces');
const folder = temporaryFolder();

describeWithCompiler(noCompiler(), 'a driver that maps one piece, and then checks both', () => {
  afterEach(() => {
    delete process.env['LC_HMM_AUDIT_TEST_PIECES'];
  });

  async function causes(): Promise<readonly string[]> {
    const options: AuditCOptions = optionsFor({
      before: undefined,
      after: join(FOLDER, 'driver.c'),
      adapter: join(FOLDER, 'adapter.c'),
      sides: { before: 'v5.7', after: 'modern-6.12' },
      runs: 300,
    });
    const { signal } = new AbortController();
    const limits = { seconds: 60, folder, signal };
    const compiler = await findCompiler(undefined, limits);
    const confinement = await findConfinement(limits);
    const built = await build(options, compiler, folder);
    const ready = { compiler, confinement, built };
    const { findings, converted } = await auditBuilt(options, ready, SILENT, signal);
    expect(converted).toBeGreaterThan(200);
    return findings.map(({ cause }) => cause);
  }

  it('uses nothing of a piece that a check gave up, where it asks for it again', async () => {
    expect(await causes()).toEqual([]);
  });

  it('uses a stale result where it does not', async () => {
    process.env['LC_HMM_AUDIT_TEST_PIECES'] = '1';
    expect(await causes()).toEqual(['uses the result of a range fault that was invalidated since']);
  });
});
