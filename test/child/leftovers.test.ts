// SPDX-License-Identifier: GPL-2.0-or-later
import { chmodSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Ended, ended, start } from '../support/command';
import { temporaryFolder } from '../support/surroundings';
import { OWN_TREE } from '../tree/support';

const folder = temporaryFolder();

afterEach(() => vi.unstubAllEnvs());

/** Has the next command put its temporary files into a folder of their own, and run this as the compiler. */
function surroundings(compiler: string): string {
  const place = mkdtempSync(join(folder, 'tmp-'));
  const cc = join(place, 'compiler');
  writeFileSync(cc, `#!/bin/sh\n${compiler}\n`);
  chmodSync(cc, 0o755);
  vi.stubEnv('TMPDIR', place);
  vi.stubEnv('CC', cc);
  return place;
}

/** What a command has left there. */
function leftIn(place: string): readonly string[] {
  return readdirSync(place).filter((name) => name.startsWith('hmm-pfn-'));
}

/** The processes whose command names a folder. */
function processesOf(place: string): readonly string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(place);
    } catch {
      return false;
    }
  });
}

const COMMANDS: readonly (readonly string[])[] = [
  ['check', '--tree', `own=${OWN_TREE}`, '--no-vectors'],
  ['explain', '--tree', `own=${OWN_TREE}`, 'pfn-overflow'],
  ['audit', 'kernel', '--before', OWN_TREE, '--after', OWN_TREE],
];

describe('a command that is ended while it compiles', () => {
  it.each(
    COMMANDS.flatMap((words) =>
      (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name) => ({ words, name })),
    ),
  )('by $name is 130, and leaves nothing behind: $words', async ({ words, name }) => {
    const place = surroundings('sleep 1000 & wait');
    const child = start(...words);
    const end = ended(child);
    while (processesOf(place).length === 0) await after(20);
    child.kill(name);
    const { code } = await end;
    expect([code, leftIn(place)]).toEqual([130, []]);
    await vi.waitFor(() => expect(processesOf(place)).toEqual([]), { timeout: 10_000 });
  });
});

it.each(COMMANDS)('a command without a compiler leaves nothing behind: %s', async (...words) => {
  const place = surroundings('exit 1');
  const { code, stderr }: Ended = await ended(start(...words));
  expect(stderr).toContain('does not compile even a minimal program');
  expect([code, leftIn(place)]).toEqual([2, []]);
});
