// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { expect, it } from 'vitest';
import { RUN_SOURCES } from '../../oracle/package/files';

const FULL = '/dev/full';

it.skipIf(!existsSync(FULL))(
  'a full disk behind standard output is bad output, not a finding',
  () => {
    const full = openSync(FULL, 'w');
    const { status, stderr } = spawnSync(
      process.execPath,
      [...RUN_SOURCES, 'cli/main.ts', 'requests'],
      { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' },
    );
    closeSync(full);
    expect(stderr).toMatch(/^hmm-pfn: standard output cannot be written: ENOSPC.*\n$/);
    expect(status).toBe(2);
  },
);
