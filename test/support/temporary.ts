// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Has all tests, and the commands that they start, put their temporary files into one folder, which is removed after the
 * last one: what a test is ended in, or a command that is killed, leaves nothing to anybody.
 */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'hmm-pfn-tests-'));
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
