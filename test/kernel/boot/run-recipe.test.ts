// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type RunEvent, runRecipe } from '../../../kernel/boot/run-recipe';
import { CONSOLE, describeWith, script, smallKernel, smallParts, temporaryFolder } from './support';

const folder = temporaryFolder();

/**
 * An emulator of a guest: reports the cases of the recipe in its root file system, until one is
 * named after what it does to the guest. Words of the recipe say in how many boots nothing happens
 * at all; a case `late-once` is late when it is not alone.
 */
const emulatorLines = (counter: string): readonly string[] => [
  CONSOLE,
  'while [ $# -gt 0 ]; do',
  '  case $1 in -initrd) root=$2;; esac',
  '  shift',
  'done',
  `echo x >> "${counter}"; boot=$(wc -l < "${counter}")`,
  'off() { echo "[    5.0] reboot: Power down" > "$console"; exit 0; }',
  'die() { echo "[    5.0] Kernel panic - not syncing: $1" > "$console"; exit 0; }',
  'late() { echo "not ok $n $1 # TIMEOUT the case did not end within 30 s, at line 1$2"; }',
  'ids=$(grep -a "^case " "$root" | cut -d " " -f 2)',
  'for dead in 1 2 3; do',
  '  if [ $boot = $dead ] && grep -aq "^# boot $dead panics" "$root"; then die "early"; fi',
  '  if [ $boot = $dead ] && grep -aq "^# boot $dead is killed" "$root"; then kill -KILL $$; fi',
  'done',
  'echo "KTAP version 1"',
  'if grep -aq "^# refused" "$root"; then echo "Bail out! recipe: line 1"; off; fi',
  'echo "1..$(echo "$ids" | wc -l)"',
  'n=0',
  'if grep -aq "^selftest" "$root"; then',
  '  if grep -aq "^# selftest hangs" "$root"; then exec sleep 100; fi',
  '  n=1; echo "ok 1 selftest/one"',
  '  if grep -aq "^# selftest panics" "$root"; then die "in a test"; fi',
  'fi',
  'for id in $ids; do',
  '  n=$((n + 1))',
  '  case $id in',
  '    panics*) die "in $id";;',
  '    late-once) if [ "$ids" = "$id" ]; then echo "ok $n $id"; else late $id; fi;;',
  '    late*) late $id;;',
  '    spins*) late $id "; it cannot be ended: it spins in the kernel"; off;;',
  '    killed-once) if [ $boot = 1 ]; then kill -KILL $$; fi; echo "ok $n $id";;',
  '    killed*) kill -KILL $$;;',
  '    hangs*) exec sleep 100;;',
  '    *) echo "# hmm-probe-alive"; echo "ok $n $id";;',
  '  esac',
  'done',
  'echo "# hmm-probe-end {}"',
  'off',
];

async function run(
  recipe: string,
): Promise<{ readonly tests: string[]; readonly ends: unknown[]; readonly lines: string[] }> {
  const own = mkdtempSync(join(folder, 'run-'));
  const emulator = script(own, 'emulator', emulatorLines(join(own, 'boots')));
  const parts = { kernel: smallKernel(folder), ...smallParts(folder) };
  const options = { accelerator: 'tcg', emulator, silenceLimit: 3 } as const;
  const events: RunEvent[] = [];
  for await (const event of runRecipe({ ...parts, ...options, recipe })) events.push(event);
  const lines = events.flatMap((event) => (event.is === 'line' ? [event.line] : []));
  const tests = lines.flatMap((line) => /^(?:not )?ok \d+ \S+/.exec(line)?.[0] ?? []);
  const ends = events.flatMap((event) => {
    if (event.is !== 'end') return [];
    const { purpose, end, whole, culprit, left } = event;
    return [[purpose, end.is, whole, culprit, left]];
  });
  return { tests, ends, lines };
}

const HEADER = 'hmm-recipe/1\n';
const recipe = (...ids: string[]): string =>
  `${HEADER}${ids.map((id) => `case ${id}\ncall . * -\n`).join('')}`;
const withWords = (words: string, ...ids: string[]): string =>
  `${HEADER}${words}\n${recipe(...ids).slice(HEADER.length)}`;

describeWith('cpio', 'a run', () => {
  it('that is whole takes one boot; that the guest is alive is no line of it', async () => {
    const { tests, ends, lines } = await run(recipe('a', 'b'));
    expect(tests).toEqual(['ok 1 a', 'ok 2 b']);
    expect(ends).toEqual([['all', 'powered off', true, undefined, 0]]);
    expect(lines).not.toContain('# hmm-probe-alive');
  });

  it('goes on in another boot after a case that spins in the kernel, and runs that again alone', async () => {
    expect(await run(recipe('a', 'spins', 'b'))).toMatchObject({
      tests: ['ok 1 a', 'not ok 2 spins', 'ok 1 b', 'not ok 1 spins'],
      ends: [
        ['all', 'powered off', false, undefined, 1],
        ['rest', 'powered off', true, undefined, 0],
        ['alone', 'powered off', false, undefined, 0],
      ],
    });
  });

  it('runs again alone, in a fresh machine, what did not end in time', async () => {
    expect(await run(recipe('late-once', 'a', 'late'))).toMatchObject({
      tests: ['not ok 1 late-once', 'ok 2 a', 'not ok 3 late', 'ok 1 late-once', 'not ok 1 late'],
      ends: [
        ['all', 'powered off', true, undefined, 0],
        ['alone', 'powered off', true, undefined, 0],
        ['alone', 'powered off', true, undefined, 0],
      ],
    });
  });

  it('names the case under which the kernel panicked or fell silent; the silent one has a second try', async () => {
    expect(await run(recipe('a', 'panics', 'b', 'hangs', 'c'))).toMatchObject({
      tests: ['ok 1 a', 'ok 1 b', 'ok 1 c'],
      ends: [
        ['all', 'panic', false, 'panics', 3],
        ['rest', 'hang', false, 'hangs', 1],
        ['rest', 'powered off', true, undefined, 0],
        ['alone', 'hang', false, 'hangs', 0],
      ],
    });
  });

  it('names the culprit if that is the first or the last case', async () => {
    expect((await run(recipe('panics', 'a', 'panics2'))).ends).toEqual([
      ['all', 'panic', false, 'panics', 2],
      ['rest', 'panic', false, 'panics2', 0],
    ]);
  });

  it('has all cases after the module’s own tests brought the kernel down', async () => {
    const { tests, ends } = await run(withWords('# selftest panics\nselftest', 'a'));
    expect(tests).toEqual(['ok 1 selftest/one', 'ok 1 a']);
    expect(ends).toEqual([
      ['all', 'panic', false, 'selftest', 1],
      ['rest', 'powered off', true, undefined, 0],
    ]);
  });

  it('tries the module’s own tests again if the guest fell silent in them', async () => {
    const { tests, ends } = await run(withWords('# selftest hangs\nselftest', 'a'));
    expect(tests).toEqual(['ok 1 a']);
    expect(ends).toEqual([
      ['all', 'hang', false, 'selftest', 1],
      ['rest', 'powered off', true, undefined, 0],
      ['alone', 'hang', false, 'selftest', 1],
    ]);
  });

  it('tries a boot again that reported nothing', async () => {
    expect(await run(withWords('# boot 1 panics\n# boot 2 is killed', 'a'))).toMatchObject({
      tests: ['ok 1 a'],
      ends: [
        ['all', 'panic', false, undefined, 1],
        ['again', 'failed', false, undefined, 1],
        ['again', 'powered off', true, undefined, 0],
      ],
    });
  });

  it('gives up after three boots that reported nothing', async () => {
    const words = '# boot 1 panics\n# boot 2 panics\n# boot 3 panics';
    const { ends } = await run(withWords(words, 'a'));
    expect(ends).toHaveLength(3);
  });

  it('does not boot again for a recipe that the guest refuses', async () => {
    expect((await run(withWords('# refused', 'a'))).ends).toEqual([
      ['all', 'powered off', false, undefined, 1],
    ]);
  });

  it('goes on where it was when its emulator was killed, and blames no case for it', async () => {
    expect(await run(recipe('a', 'killed-once', 'b'))).toMatchObject({
      tests: ['ok 1 a', 'ok 1 killed-once', 'ok 2 b'],
      ends: [
        ['all', 'failed', false, undefined, 2],
        ['rest', 'powered off', true, undefined, 0],
      ],
    });
    const { ends } = await run(recipe('a', 'killed', 'b'));
    expect(ends).toHaveLength(4);
    expect(ends.at(-1)).toEqual(['again', 'failed', false, undefined, 2]);
  });

  it('gives up after eight boots', async () => {
    const ids = Array.from({ length: 12 }, (_, i) => [`a${i}`, `panics${i}`]).flat();
    const { ends } = await run(recipe(...ids));
    expect(ends).toHaveLength(8);
    expect(ends.at(-1)).toEqual(['rest', 'panic', false, 'panics7', 8]);
  });
});
