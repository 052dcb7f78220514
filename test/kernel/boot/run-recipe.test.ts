// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { type RunEvent, runRecipe } from '../../../kernel/boot/run-recipe';
import { CONSOLE, describeWith, script, smallKernel, smallParts, temporaryFolder } from './support';

const folder = temporaryFolder();

/**
 * An emulator of a guest: reports the cases of the recipe in its root file system, until one is
 * named after what it does to the guest.
 */
const EMULATOR = [
  CONSOLE,
  'while [ $# -gt 0 ]; do',
  '  case $1 in -initrd) root=$2;; esac',
  '  shift',
  'done',
  'off() { echo "[    5.0] reboot: Power down" > "$console"; exit 0; }',
  'die() { echo "[    5.0] Kernel panic - not syncing: $1" > "$console"; exit 0; }',
  'echo "KTAP version 1"',
  'n=0',
  'if grep -aq "^selftest" "$root"; then',
  '  n=1; echo "ok 1 selftest/one"',
  '  if grep -aq "^# selftest panics" "$root"; then die "in a test"; fi',
  'fi',
  'for id in $(grep -a "^case " "$root" | cut -d " " -f 2); do',
  '  n=$((n + 1))',
  '  case $id in',
  '    panics*) die "in $id";;',
  '    spins*) echo "not ok $n $id # late; it cannot be ended: it spins in the kernel"; off;;',
  '    hangs*) exec sleep 100;;',
  '    *) echo "ok $n $id";;',
  '  esac',
  'done',
  'echo "# hmm-probe-end {}"',
  'off',
];

async function run(
  recipe: string,
): Promise<{ readonly tests: string[]; readonly ends: unknown[] }> {
  const emulator = script(folder, 'emulator', EMULATOR);
  const parts = { kernel: smallKernel(folder), ...smallParts(folder) };
  const options = { accelerator: 'tcg', emulator, silenceLimit: 0.5 } as const;
  const events: RunEvent[] = [];
  for await (const event of runRecipe({ ...parts, ...options, recipe })) events.push(event);
  const tests = events.flatMap((event) =>
    event.is === 'line' ? (/^(?:not )?ok \d+ \S+/.exec(event.line)?.[0] ?? []) : [],
  );
  const ends = events.flatMap((event) => {
    if (event.is !== 'end') return [];
    const { end, whole, culprit, left, again } = event;
    return [[end.is, whole, culprit, left, again]];
  });
  return { tests, ends };
}

const recipe = (...ids: string[]): string =>
  `hmm-recipe/1\n${ids.map((id) => `case ${id}\ncall . * -\n`).join('')}`;

describeWith('cpio', 'a run', () => {
  it('that is whole takes one boot', async () => {
    expect(await run(recipe('a', 'b'))).toEqual({
      tests: ['ok 1 a', 'ok 2 b'],
      ends: [['powered off', true, undefined, 0, false]],
    });
  });

  it('goes on in another boot behind a case that spins in the kernel', async () => {
    expect(await run(recipe('a', 'spins', 'b'))).toEqual({
      tests: ['ok 1 a', 'not ok 2 spins', 'ok 1 b'],
      ends: [
        ['powered off', false, undefined, 1, true],
        ['powered off', true, undefined, 0, false],
      ],
    });
  });

  it('names the case under which the kernel panicked or fell silent', async () => {
    expect(await run(recipe('a', 'panics', 'b', 'hangs', 'c'))).toEqual({
      tests: ['ok 1 a', 'ok 1 b', 'ok 1 c'],
      ends: [
        ['panic', false, 'panics', 3, true],
        ['hang', false, 'hangs', 1, true],
        ['powered off', true, undefined, 0, false],
      ],
    });
  });

  it('ends with the culprit if that is the last case', async () => {
    expect((await run(recipe('a', 'panics'))).ends).toEqual([['panic', false, 'panics', 0, false]]);
  });

  it('has all cases after the module’s own tests brought the kernel down', async () => {
    const text = `hmm-recipe/1\n# selftest panics\nselftest\n${recipe('a').slice(13)}`;
    expect(await run(text)).toEqual({
      tests: ['ok 1 selftest/one', 'ok 1 a'],
      ends: [
        ['panic', false, undefined, 1, true],
        ['powered off', true, undefined, 0, false],
      ],
    });
  });

  it('does not boot again a guest that never reported anything', async () => {
    expect(await run(recipe('panics', 'a'))).toEqual({
      tests: [],
      ends: [['panic', false, undefined, 1, false]],
    });
  });

  it('gives up after eight boots', async () => {
    const ids = Array.from({ length: 12 }, (_, i) => [`a${i}`, `panics${i}`]).flat();
    const { ends } = await run(recipe(...ids));
    expect(ends).toHaveLength(8);
    expect(ends.at(-1)).toEqual(['panic', false, 'panics7', 8, false]);
  });
});
