// SPDX-License-Identifier: GPL-2.0-or-later
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { type ReportArguments, ReportFiles, withReports } from '../../cli/report-files';
import { casesOfJunit, readJunit } from '../report/read-junit';
import { readKtap } from '../report/read-ktap';
import { type Ended, ended, start } from '../support/command';
import { hmmPfnHere } from '../support/command-here';

const PATCH = 'examples/port/first-try.patch';

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'hmm-pfn-reports-'));
}

function audit(...parameters: readonly string[]): Promise<Ended> {
  return hmmPfnHere(['audit', 'patch', ...parameters]);
}

describe('--report', () => {
  it('writes any number of reports beside the text, also of a run that found something', async () => {
    const at = folder();
    const [xml, ktap, json, sarif] = ['a b.xml', 'k', 'j', 's'].map((name) => join(at, name));
    const { code, stdout, stderr } = await audit(
      ...['--report', 'junit', xml ?? '', PATCH, '--report', 'ktap', ktap ?? ''],
      ...['--report=json', json ?? '', '--report', 'sarif', sarif ?? ''],
    );
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/5 bugs, 1 suspicious, 1 note in 1 file\.\n$/);
    const read = readFileSync(json ?? '', 'utf8');
    const { schema, command, exitCode, counts, findings } = JSON.parse(read);
    expect({ schema, command, exitCode }).toEqual({
      schema: 'hmm-text-report/1',
      command: 'audit patch',
      exitCode: 1,
    });
    expect(findings).toHaveLength(7);
    const cases = casesOfJunit(readJunit(readFileSync(xml ?? '', 'utf8')));
    expect(cases).toHaveLength(counts.passed + counts.failed + counts.known);
    expect(readKtap(readFileSync(ktap ?? '', 'utf8'))[0]?.ok).toBe(false);
    expect(JSON.parse(readFileSync(sarif ?? '', 'utf8')).runs[0].results).toHaveLength(7);
    expect(readdirSync(at)).toHaveLength(4);
  });

  it('to standard output leaves it alone there', async () => {
    const file = join(folder(), 'report.ktap');
    const words = ['--report', 'junit', '-', '--report', 'ktap', file];
    const { stdout, code } = await audit(PATCH, ...words);
    expect(code).toBe(1);
    expect(casesOfJunit(readJunit(stdout)).length).toBeGreaterThan(0);
    readKtap(readFileSync(file, 'utf8'));
  });

  it('is what --json and --sarif print', async () => {
    const [json, report] = await Promise.all([
      audit(PATCH, '--json'),
      audit(PATCH, '--report', 'json', '-'),
    ]);
    const { arguments: _, ...one } = JSON.parse(json.stdout);
    const { arguments: __, ...other } = JSON.parse(report.stdout);
    expect(one).toEqual(other);
    expect(json.stdout.trimEnd()).not.toContain('\n');
    const { runs } = JSON.parse((await audit(PATCH, '--sarif')).stdout);
    expect(runs[0].results).toHaveLength(7);
  });

  it('is there for every command that gives a verdict', async () => {
    const at = folder();
    const runs = {
      check: ['check', '--scope', '0', '--runs', '10', '--no-vectors', '--seed', '1'],
      path: ['check', '--seed', '7', '--path', '12'],
      explain: ['explain', 'hugetlb-none-valid'],
      driver: ['audit', 'amdgpu', '--scope', '0', '--runs', '10', '--no-vectors', '--seed', '1'],
      source: ['audit', 'source', 'examples/audit-c/old.c'],
    };
    for (const [name, parameters] of Object.entries(runs)) {
      const file = join(at, name);
      const { code } = await hmmPfnHere([...parameters, '--report', 'json', file]);
      const { exitCode, arguments: words } = JSON.parse(readFileSync(file, 'utf8'));
      expect({ name, exitCode }).toEqual({ name, exitCode: code });
      expect(words.slice(0, parameters.length)).toEqual(parameters);
    }
  });
});

describe('--report refuses', () => {
  const at = folder();
  const source = join(at, 'source.c');
  writeFileSync(source, 'int x;\n');
  mkdirSync(join(at, 'sub'));

  /** What becomes of these words, without running anything. */
  function opened(...words: readonly string[]): void {
    const command = withReports(new Command('test'))
      .exitOverride()
      .configureOutput({ writeErr: () => undefined });
    ReportFiles.open(command.parse(words, { from: 'user' }).opts<ReportArguments>());
  }

  it.each([
    [
      'an unknown format',
      ['xml', 'x'],
      'expected a format from json, junit, ktap, sarif, then a file, got xml',
    ],
    ['a format alone', ['junit'], 'or - for standard output, after junit, got nothing'],
    ['nothing', [], 'expected a format from json, junit, ktap, sarif, then a file, got nothing'],
    ['an option for a file', ['junit', '--report'], 'after junit, got --report'],
    ['an empty name', ['junit', ''], 'after junit, got an empty name'],
    ['a folder', ['junit', join(at, 'sub')], `${join(at, 'sub')}: expected a file, got a folder`],
    [
      'a missing folder',
      ['junit', join(at, 'no/x')],
      `expected ${join(at, 'no')} to be a folder, got no such folder`,
    ],
    [
      'a file for a folder',
      ['junit', join(source, 'x')],
      `${join(source, 'x')}: expected ${source} to be a folder, got something else`,
    ],
    [
      'a place below a file',
      ['junit', join(source, 'x', 'y')],
      `${join(source, 'x', 'y')}: expected ${join(source, 'x')} to be a folder, got no such folder`,
    ],
    ['a place that takes no files', ['junit', '/proc/x'], '/proc/x: expected a writable file, got'],
    [
      'a source file',
      ['sarif', source],
      `${source}: expected a new file, or an earlier report that can be replaced, got a file with other content`,
    ],
    [
      'one place twice',
      ['json', join(at, 'a'), '--report', 'junit', join(at, 'sub/../a')],
      'expected a different file for each report, got two for',
    ],
    [
      'standard output twice',
      ['json', '-', '--report', 'junit', '-'],
      'expected a different file for each report, got two for standard output',
    ],
  ])('%s', (_, words, message) => {
    expect(() => opened('--report', ...words)).toThrow(message);
  });

  it('before anything is read, with exit code 2 and no stack', async () => {
    const { code, stdout, stderr } = await audit('no-such.patch', '--report', 'sarif', source);
    expect(stderr).toMatch(/^hmm-pfn: .*source\.c: expected a new file, .* other content\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('and leaves everything as it was', () => {
    expect(readdirSync(at).sort()).toEqual(['source.c', 'sub']);
    expect(readFileSync(source, 'utf8')).toBe('int x;\n');
  });

  it('to take the command’s own argument silently', async () => {
    const { code, stderr } = await audit('--report', 'junit', PATCH);
    expect(stderr).toBe("error: missing required argument 'file'\n");
    expect(code).toBe(2);
    const { stderr: kept } = await audit(PATCH, '--', '--report', 'junit', 'x');
    expect(kept).toContain('too many arguments');
  });
});

describe('a report that is there already', () => {
  it('is replaced as a whole, through a link, too', async () => {
    const at = folder();
    const [file, link] = [join(at, 'report.json'), join(at, 'link')];
    symlinkSync(file, link);
    await audit(PATCH, '--report', 'json', file);
    await audit('examples/port/second-try.patch', '--report', 'junit', link);
    expect(casesOfJunit(readJunit(readFileSync(file, 'utf8'))).length).toBeGreaterThan(0);
    expect(readdirSync(at).sort()).toEqual(['link', 'report.json']);
  });

  it('stays if the run cannot begin, and the file of no run is never there', async () => {
    const at = folder();
    const file = join(at, 'report.json');
    await audit(PATCH, '--report', 'json', file);
    const before = readFileSync(file, 'utf8');
    const { code } = await audit('no-such.patch', '--report', 'json', file);
    expect(code).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe(before);
    await audit('no-such.patch', '--report', 'json', join(at, 'other'));
    expect(readdirSync(at)).toEqual(['report.json']);
  });

  it('need not be a file: a device is written to, not replaced', async () => {
    const { code } = await audit(PATCH, '--report', 'json', '/dev/null');
    expect(code).toBe(1);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    const full = await audit(PATCH, '--report', 'json', '/dev/full');
    expect(full.stderr).toMatch(/^hmm-pfn: \/dev\/full: expected a writable file, got ENOSPC/);
    expect(full.code).toBe(2);
  });
});

describe('what killed runs have left beside a report', () => {
  it('goes with the next run; what another one is writing stays', async () => {
    const at = folder();
    const report = join(at, 'report.json');
    // Linux gives no process a number above 2^22.
    const left = '.hmm-pfn-report.json.4194305.partial';
    const others = [`.hmm-pfn-report.json.${process.ppid}.partial`, '.hmm-pfn-x'];
    for (const name of [left, ...others]) writeFileSync(join(at, name), 'half');
    await hmmPfnHere(['explain', 'hugetlb-none-valid', '--report', 'json', report]);
    expect(readdirSync(at).sort()).toEqual([...others, 'report.json'].sort());
    writeFileSync(join(at, left), 'half');
    await hmmPfnHere(['report', report, '--out', join(at, 'page.html')]);
    expect(readdirSync(at)).not.toContain(left);
  });

  it('is nothing if the run was not killed, and rights of a file stay', async () => {
    const at = folder();
    const report = join(at, 'report.json');
    await audit(PATCH, '--report', 'json', report);
    chmodSync(report, 0o640);
    await audit(PATCH, '--report', 'json', report);
    expect(readdirSync(at)).toEqual(['report.json']);
    expect(statSync(report).mode & 0o777).toBe(0o640);
  });
});

describe('a run that is ended', () => {
  const FOR_EVER = ['--seed', '7', '--scope', '0', '--runs', '1000000000', '--no-vectors'];
  const LONG = ['check', ...FOR_EVER];

  it.each([
    ['SIGINT', LONG],
    ['SIGTERM', LONG],
    ['SIGINT', ['audit', 'amdgpu', ...FOR_EVER]],
  ] as const)('by %s leaves the report of what was done: %j', async (signal, parameters) => {
    const file = join(folder(), 'report.json');
    const child = start(...parameters, '--report', 'json', file);
    const result = ended(child);
    child.stdout?.once('data', () => setTimeout(() => child.kill(signal), 1000));
    const { code } = await result;
    const report = JSON.parse(readFileSync(file, 'utf8'));
    const { interrupted, scenarios } = report.reports?.[0] ?? report;
    expect({ code, interrupted, exitCode: report.exitCode }).toEqual({
      ...{ code: 130, interrupted: true, exitCode: 130 },
    });
    expect(scenarios.random).toBeGreaterThan(0);
  });

  it('by SIGKILL leaves no report, and nothing else', async () => {
    const at = folder();
    const child = start(...LONG, '--report', 'json', join(at, 'report.json'));
    const result = ended(child);
    child.stdout?.once('data', () => setTimeout(() => child.kill('SIGKILL'), 500));
    await result;
    expect(existsSync(join(at, 'report.json'))).toBe(false);
    expect(readdirSync(at)).toEqual([]);
  });
});
