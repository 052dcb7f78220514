// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { buildGuest } from '../../../kernel/boot/build';
import { describeWith, temporaryFolder } from './support';

const GUEST = resolve(__dirname, '../../../kernel/guest');
const EXAMPLES = join(GUEST, 'examples.recipe');
/** The parser reads what the host wrote, and still must not trip over anything. */
const FLAGS = [
  '-std=gnu11',
  '-O1',
  '-g',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-fsanitize=address,undefined',
  '-fno-sanitize-recover=all',
];

const folder = temporaryFolder();
let program = '';

/** What `--check` says of a recipe: its output, or its complaint without the file's name. */
function check(recipe: string): string {
  const file = join(folder, 'recipe');
  writeFileSync(file, recipe);
  const env = { ...process.env, ASAN_OPTIONS: 'detect_leaks=0' };
  const ran = spawnSync(program, ['--check', file], { encoding: 'utf8', env });
  expect([0, 1]).toContain(ran.status);
  return ran.status === 0 ? ran.stdout.trim() : ran.stderr.trim().replace(`${file}: `, '');
}

const CASE = 'begin 0x7f0000000000 0x7f0000002000\ncall . * rw\n';
const withStep = (step: string): string => `hmm-recipe/1\ncase a\n${step}\n${CASE}`;
const withCall = (call: string): string =>
  `hmm-recipe/1\ncase a\nbegin 0x7f0000000000 0x7f0000004000\n${call}\n`;

describeWith('gcc', 'a recipe', () => {
  beforeAll(async () => {
    program = await buildGuest(undefined, FLAGS);
  });

  it('of examples is accepted, and they hold every step, kind of map, advice and knob', () => {
    const text = readFileSync(EXAMPLES, 'utf8');
    expect(check(text)).toBe('116 cases, 552 steps');
    const words = new Set(text.split(/\s+/));
    const names = ['verbs.c', 'names.c']
      .map((file) => readFileSync(join(GUEST, file), 'utf8'))
      .flatMap((source) => [...source.matchAll(/"([a-z][a-z0-9-]*)"/g)].map((match) => match[1]));
    const harmless = /^(?:normal|random|sequential|willneed|dontfork|dofork|keeponfork|dontdump)$/;
    expect(names.length).toBeGreaterThan(50);
    expect(
      names.filter((name) => name !== undefined && !words.has(name) && !harmless.test(name)),
    ).toEqual([]);
  });

  it('may have comments, blank lines, tabs and no line end', () => {
    expect(
      check('hmm-recipe/1\n\n# all\n\tcase\ta  # one\nbegin @vvar @vvar+0x1000 # x\ncall r . .'),
    ).toBe('1 cases, 2 steps');
    expect(check('hmm-recipe/1\nselftest\n')).toBe('0 cases, 0 steps');
  });

  it.each([
    ['2*0xffffffffffffffff,1*0x0,1*0x8000000000000000'],
    ['r2.w'],
    ['4x'],
    ['4*'],
    ['r*.*'],
  ])('takes the requests %s', (requests) => {
    expect(check(withCall(`call 0xc000000000000000 0x0 ${requests}`))).toBe('1 cases, 2 steps');
  });

  it('takes every option of a call', () => {
    const options = 'attempts=1024 walks=0 input=keep owner=4294967295';
    expect(check(withCall(`call r * 4. ${options}`))).toBe('1 cases, 2 steps');
    expect(check(withCall('call r * 4. unlocked timeout=1073741824'))).toBe('1 cases, 2 steps');
  });

  it.each([
    ['', "line 1: expected 'hmm-recipe/1', got ''"],
    [`hmm-recipe/1\ncase a\n${CASE}\0case b`, 'line 5: expected a text, got a NUL byte in it'],
    ['hmm-recipe/2\n', "line 1: expected 'hmm-recipe/1', got 'hmm-recipe/2'"],
    ['hmm-recipe/1\n', 'line 2: expected a case, got the end of the recipe'],
    [`hmm-recipe/1\n${CASE}`, "line 2: expected 'case', got 'begin'"],
    ['hmm-recipe/1\ncase a\n', "line 3: expected the call of case 'a', got its end"],
    [
      `hmm-recipe/1\ncase a b\n${CASE}`,
      "line 2: case: expected one id of at most 120 of letters, digits and . _ - + : / = ,, got 'a'",
    ],
    [`hmm-recipe/1\ncase a\ncall . * -\n`, "line 3: expected 'begin' before 'call', got none"],
    [
      `hmm-recipe/1\ncase a\n${CASE}case a\n${CASE}`,
      "line 5: case: expected an id of its own, got 'a' again",
    ],
    [`hmm-recipe/1\ncase a\n${CASE}drain\n`, "line 5: expected 'case' after a call, got 'drain'"],
    [
      `hmm-recipe/1\ncase a\n${CASE}selftest\n`,
      "line 5: expected 'selftest' alone, before the first case",
    ],
    [
      `hmm-recipe/1\ncase a\nbegin 0x0 0x0\n${CASE}`,
      'line 4: expected one begin in a case, got a second one',
    ],
    [
      `hmm-recipe/1\ncase a\nduring 0x0 1\n${CASE}`,
      "line 3: expected one during after 'begin', got one before it",
    ],
    [
      `hmm-recipe/1\ncase a\nbegin 0x0 0x0\nduring 0x0 1\nduring 0x0 1\ncall . * -\n`,
      "line 5: expected one during after 'begin', got a second one",
    ],
    [`hmm-recipe/1\ncase ${'a'.repeat(121)}\n${CASE}`, 'case: expected one id of at most 120'],
    [withStep('drain '.repeat(17)), 'line 3: expected at most 16 words, got more'],
  ])('%j is refused: %s', (recipe, complaint) => {
    expect(check(recipe)).toContain(complaint);
  });

  it.each([
    ['frobnicate 0x1000 1', "expected a step, got 'frobnicate'"],
    [
      'write 0x1001 1',
      "write: expected an address: 0x…, page aligned, below 0x800000000000, or @vdso, @vvar, got '0x1001'",
    ],
    ['write 0x800000000000 1', 'write: expected an address'],
    ['write 0xABC000 1', 'write: expected an address'],
    ['write 4096 1', 'write: expected an address'],
    ['write @heap 1', 'write: expected an address'],
    ['write @vdso+1 1', 'write: expected an address'],
    [
      'write 0x1000',
      'write: expected a number of pages from 1 to 16777216, got the end of the line',
    ],
    ['write 0x1000 0', "write: expected a number of pages from 1 to 16777216, got '0'"],
    ['write 0x1000 16777217', 'write: expected a number of pages'],
    ['write 0x1000 0x4', 'write: expected a number of pages'],
    ['write 0x1000 -1', 'write: expected a number of pages'],
    ['write 0x1000 1 now', "write: expected an option that it has, got 'now'"],
    ['protect 0x1000 1 wr', 'protect: expected a protection: - or some of r, w, x, in this order'],
    ['map 0x1000 1 rw public anon', "map: expected private or shared, got 'public'"],
    ['map 0x1000 1 rw shared floppy', 'map: expected a kind of map'],
    ['map 0x1000 1 rw private anon pages=2', "map: expected an option that it has, got 'pages=2'"],
    ['map 0x1000 1 rw private file pages=x', "map: expected an option that it has, got 'pages=x'"],
    [
      'map 0x1000 1 rw private hugetlb size=4M',
      "map: expected an option that it has, got 'size=4M'",
    ],
    ['advise 0x1000 1 please', 'advise: expected an advice of madvise'],
    ['uffd 0x1000 1 always', 'uffd: expected missing, wp or minor'],
    ['move 0x1000 1 2', "move: expected 0 or 1, got '2'"],
    ['numa 0x1000 1 force', "numa: expected an option that it has, got 'force'"],
    ['limit 0', "limit: expected a number of seconds from 1 to 100, got '0'"],
    ['limit 101', 'limit: expected a number of seconds from 1 to 100'],
    ['knob swappiness 60', 'knob: expected a knob'],
    ['knob thp a-value-that-is-far-too-long', 'knob: expected a value of at most 20 characters'],
  ])('the step %j is refused: %s', (step, complaint) => {
    expect(check(withStep(step))).toContain(`line 3: ${complaint}`);
  });

  it.each([
    ['call * * 4r', "call: expected a word: . r w x or 0x…, got '*'"],
    ['call . q 4r', "call: expected a word: . r w x * or 0x…, got 'q'"],
    ['call . * 3r', 'call: expected 4 requests, one a page of the range, got 3'],
    ['call . * -', 'call: expected 4 requests, one a page of the range, got 0'],
    ['call . * 0r4.', 'call: expected requests'],
    ['call . * 4**', 'call: expected 4 requests, one a page of the range, got 5'],
    ['call . * 4*0x1,', 'call: expected requests'],
    ['call . * 4*0x10000000000000000', 'call: expected requests'],
    ['call . * 99999999999999999999r', 'call: expected requests'],
    ['call . * 4r attempts=0', "call: expected an option that it has, got 'attempts=0'"],
    ['call . * 4r walks=65537', "call: expected an option that it has, got 'walks=65537'"],
    ['call . * 4r locked', "call: expected an option that it has, got 'locked'"],
    ['call . * 4r timeout=0', "call: expected an option that it has, got 'timeout=0'"],
    ['call . * 4r input=mine', "call: expected an option that it has, got 'input=mine'"],
  ])('%j is refused: %s', (call, complaint) => {
    expect(check(withCall(call))).toContain(`line 4: ${complaint}`);
  });

  it('that cannot be read is told by name', () => {
    const ran = spawnSync(program, ['--check', join(folder, 'none')], { encoding: 'utf8' });
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain('No such file or directory');
  });
});
