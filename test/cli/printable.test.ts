// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { terminalText, usageText } from '../../cli/print';
import { program } from '../../cli/program';
import type { Ended } from '../support/command';
import { hmmPfnHere } from '../support/command-here';
import { EVIL, EVIL_NAME, evilFile, evilScenario, troubleIn } from '../support/evil';
import { temporaryFolder } from '../support/surroundings';

const folder = join(temporaryFolder(), EVIL_NAME);
mkdirSync(folder);
const vectors = evilFile(folder);

/** A file of this name, with evil in its folder's. */
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const cli = JSON.stringify(EVIL);
const driver = file(
  'driver.cjs',
  `const { before, after } = require(${JSON.stringify(resolve('examples/my-driver.ts'))}).default;
const evil = (version) => ({ ...version, title: ${cli} });
const convert = () => { throw new Error(${cli}); };
module.exports = { name: ${cli}, title: ${cli}, before: evil(before), after: { ...evil(after), convert } };
`,
);
const SMALL = ['--scope', '0', '--no-vectors', '--seed', '1'];
const patch = readFileSync('examples/port/first-try.patch', 'utf8')
  .replaceAll('mirror_hmm.c', 'mirror\u001b[2J\u202e_hmm.c')
  .replace(/^(\+.*HMM_PFN_REQ_WRITE;)$/m, '$1 /* \u001b[2J\u009b\u202e */');
const page = join(folder, 'page.html');

/** What is run, by what is evil in it; its first word is the command. */
const RUNS: Readonly<Record<string, readonly string[]>> = {
  'an id, in check': ['check', '--vectors', vectors, '--scope', '0', '--runs', '0'],
  'an id, in KTAP': [
    ...['check', '--vectors', vectors, '--scope', '0', '--runs', '0'],
    '--report',
    'ktap',
    '-',
  ],
  'an id, in JUnit': ['explain', vectors, '--report', 'junit', '-'],
  'an id, in SARIF': ['explain', vectors, '--report', 'sarif', '-'],
  'an id, in JSON': ['explain', vectors, '--json'],
  'an id, in explain': ['explain', vectors],
  'an id that is not there': ['explain', vectors, '--id', EVIL_NAME],
  'an id, in run': ['run', vectors],
  'a key, in run': ['run', file('key.json', JSON.stringify({ ...evilScenario(), [EVIL]: EVIL }))],
  'a value, in run': ['run', file('value.json', JSON.stringify({ ...evilScenario(), mm: EVIL }))],
  'no JSON, in run': ['run', file('none.json', `{"a": ${EVIL}`)],
  'the name of a file that is not there': ['run', `${vectors}.none`],
  'an id, in fixtures verify': ['fixtures', 'verify', vectors],
  'the name of a folder, in fixtures generate': [
    ...['fixtures', 'generate', '--count', '1', '--out', join(folder, 'out')],
  ],
  'a format, in fixtures generate': ['fixtures', 'generate', '--out', '-', '--format', EVIL_NAME],
  'nothing, in fixtures features': ['fixtures', 'features'],
  'the names of files, in report': ['report', `${vectors}.none`, '--out', page],
  'the name of a page': ['report', vectors, '--out', join(folder, 'none', EVIL_NAME)],
  'a path in a patch, and its code': ['audit', 'patch', file('p.patch', patch)],
  'the name of a patch': ['audit', 'patch', file('none.patch', EVIL)],
  'the name of C': ['audit', 'source', file(`${EVIL_NAME}.c`, `int a; /* ${EVIL} */\n`)],
  'the name of a driver': ['audit', EVIL_NAME],
  'the name of a driver, its titles and what it throws': [
    'audit',
    driver,
    '--runs',
    '10',
    ...SMALL,
  ],
  'its name, in KTAP': [...['audit', driver, '--runs', '10', ...SMALL], '--report', 'ktap', '-'],
  'the message of a driver': [
    ...['audit', file('throws.mjs', `throw new Error(${cli});\n`)],
    ...['--runs', '10', ...SMALL],
  ],
  'what a compiler says of TypeScript': [
    'audit',
    file('wrong.ts', `const wrong: number = ${cli};\nexport default wrong;\n`),
  ],
  'the paths of C': [
    ...['audit', 'c', '--before', join(folder, 'no.c'), '--after', 'x.c', '--adapter', 'x.c'],
  ],
  'what a compiler says of C': [
    ...['audit', 'c', '--before', 'test/support/evil.ts', '--after', 'test/support/evil.ts'],
    ...['--function', EVIL_NAME],
  ],
  'a driver, in attempts': ['attempts', '--driver', EVIL_NAME],
  'an option, in requests': ['requests', `--${EVIL_NAME}`],
  'the name of a journal’s folder': [
    'campaign',
    '--store',
    join(folder, 'none', EVIL_NAME),
    '--resume',
  ],
  'the name of a shard': ['merge', join(folder, EVIL_NAME)],
  'the address of an engine': ['worker', '--engine', EVIL_NAME],
  'a format, in prove': ['prove', 'format', join(folder, EVIL_NAME)],
  'a tree, in prove': ['prove', 'tree', join(folder, EVIL_NAME)],
  'a folder, in audit kernel': [
    ...['audit', 'kernel', '--before', join(folder, EVIL_NAME), '--after', join(folder, EVIL_NAME)],
  ],
  'an argument': ['check', EVIL_NAME],
  'a number': ['check', '--runs', EVIL_NAME],
  'a command': [EVIL_NAME],
};

describe('no text holds what a terminal would obey, or a line that another has written', () => {
  const ends = new Map<string, Ended>();

  beforeAll(async () => {
    for (const [name, words] of Object.entries(RUNS)) ends.set(name, await hmmPfnHere(words));
  }, 600_000);

  it.each(Object.keys(RUNS))('with %s that is evil', (name) => {
    const { stdout = '', stderr = '' } = ends.get(name) ?? {};
    expect(`${stdout}${stderr}`).not.toBe('');
    expect([...troubleIn(stdout), ...troubleIn(stderr)]).toEqual([]);
  });

  it('and what is shown can be told from anything else', () => {
    expect(ends.get('an id, in explain')?.stdout).toContain(
      'x\\n  ok 99 - forged\\r\\u001b[2J\\u0007',
    );
    expect(ends.get('what a compiler says of TypeScript')?.stderr).toContain(
      'does not compile:\n  | ',
    );
    const json = JSON.parse(ends.get('an id, in JSON')?.stdout ?? '');
    expect(json.scenario.id).toBe(EVIL);
    expect(JSON.parse(ends.get('an id, in run')?.stdout ?? '').scenario.id).toBe(EVIL);
  });

  it('in every command', () => {
    const tried = new Set(Object.values(RUNS).map((words) => words[0]));
    for (const command of program().commands) expect(tried).toContain(command.name());
  });
});

describe('what is printed', () => {
  it('keeps our own colours on a terminal, and nothing else', () => {
    const text = '\u001b[31mred\u001b[39m \u001b[31;1m \u001b[2J\tx\n';
    expect(terminalText(text, { isTTY: true })).toBe(
      '\u001b[31mred\u001b[39m \\u001b[31;1m \\u001b[2J\\tx\n',
    );
    expect(terminalText(text, { isTTY: false })).toBe(
      '\\u001b[31mred\\u001b[39m \\u001b[31;1m \\u001b[2J\\tx\n',
    );
  });

  it('has a line of its own for what else an argument could mean', () => {
    const text = "error: unknown option '--a\nb'\n(Did you mean --ab?)\n";
    expect(usageText(text)).toBe("error: unknown option '--a\\nb'\n(Did you mean --ab?)\n");
  });
});
