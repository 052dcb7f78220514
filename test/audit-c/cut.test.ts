// SPDX-License-Identifier: GPL-2.0-or-later
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditBuilt, type Ready } from '../../audit/c/audit-c';
import { build } from '../../audit/c/build';
import { findCompiler } from '../../audit/c/compiler';
import { findConfinement } from '../../audit/c/confinement';
import { HEADERS } from '../../audit/c/folders';
import type { AuditCOptions } from '../../audit/c/report';
import { cutPlace, cutUnit, headersPlaces } from '../../audit/cut/cut-unit';
import type { Unit } from '../../audit/cut/unit';
import { treesFolder } from '../../kernel/trees/kept';
import { describeWithCompiler, noCompiler, optionsFor, SILENT, temporaryFolder } from './support';

const TREE = join(__dirname, 'tree');
const FILE = join(TREE, 'drivers/gpu/demo/demo_hmm.c');
const ADAPTER = join(TREE, 'adapter.c');
const EXAMPLES = join(__dirname, '../../examples/drivers');

function headers(): readonly string[] {
  return readdirSync(HEADERS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.h'))
    .map((name) => readFileSync(join(HEADERS, name), 'utf8'));
}

function cut(...functions: string[]): Promise<Unit> {
  return cutUnit({ file: FILE, tree: TREE, functions }, ADAPTER, headers());
}

describe('functions that are cut out of a kernel tree', () => {
  it('bring the static functions, variables and macros that they need, and nothing else', async () => {
    const { text } = await cut('demo_fault');
    for (const name of [
      'demo_fill',
      'demo_invalidate',
      'demo_ops',
      'demo_attempts',
      'DEMO_PAGES',
    ]) {
      expect(text).toContain(name);
    }
    for (const name of ['demo_suspend', 'demo_engine', 'not_this_one', 'demo_never']) {
      expect(text).not.toContain(name);
    }
  });

  it('are the lines of the file, under its name and number', async () => {
    const { text } = await cut('demo_fault');
    const source = readFileSync(FILE, 'utf8');
    const begin = source.indexOf('int demo_fault(');
    const lines = source.slice(begin, source.indexOf('\n}\n', begin) + 2);
    const number = source.slice(0, begin).split('\n').length;
    expect(text).toContain(`#line ${number} "${FILE}"\n${lines}`);
  });

  it('get types with the members that somebody names, each after what it has by value', async () => {
    const { text, standIns } = await cut('demo_fault');
    expect(standIns).toContainEqual({ name: 'demo_device', what: '3 of 5 members' });
    expect(text.indexOf('enum demo_mode {')).toBeGreaterThan(0);
    expect(text.indexOf('enum demo_mode {')).toBeLessThan(text.indexOf('struct demo_device {'));
  });

  it('get a stand-in for what has no body, by what it returns; the adapter comes first', async () => {
    const { text, standIns } = await cut('demo_fault');
    const functions = standIns.filter(({ name }) => name.endsWith('()'));
    expect(functions).toEqual([
      { name: 'demo_power_get()', what: 'returns 0' },
      { name: 'demo_trace()', what: 'does nothing' },
    ]);
    expect(text).toContain('bool demo_is_wrong(const char *what);');
  });

  it('are refused if nothing calls them, unless the adapter includes what may', async () => {
    await expect(cut('demo_fault', 'demo_suspend')).rejects.toThrow(
      `${ADAPTER}: expected a call of demo_suspend(), got none`,
    );
    const adapter = join(temporaryFolder(), 'including.c');
    writeFileSync(adapter, `#include "calls.h"\n${readFileSync(ADAPTER, 'utf8')}`);
    const request = { file: FILE, tree: TREE, functions: ['demo_fault', 'demo_suspend'] };
    expect((await cutUnit(request, adapter, headers())).text).toContain('demo_suspend');
  });

  it('are refused if the file does not define them, or does so twice', async () => {
    await expect(cut('demo_falt')).rejects.toThrow(
      `${FILE}: defines no function demo_falt(); hmm_range_fault() is called by demo_fault()`,
    );
    await expect(cut('demo_never')).rejects.toThrow('defines no function demo_never()');
    await expect(cut('demo_ops')).rejects.toThrow(
      'defines demo_ops, but as no function with a body',
    );
    await expect(cut('demo_twice')).rejects.toThrow(
      'defines demo_twice() more than once, in lines 91 and 96',
    );
  });
});

describe('a driver outside of a kernel tree', () => {
  const outside = (): string => {
    const folder = temporaryFolder();
    cpSync(join(TREE, 'drivers'), join(folder, 'drivers'), { recursive: true });
    return folder;
  };
  const cutOutside = async (...from: readonly string[]): Promise<string> => {
    const tree = outside();
    const file = join(tree, 'drivers/gpu/demo/demo_hmm.c');
    const request = { file, tree, headers: from, functions: ['demo_fault'] };
    return (await cutUnit(request, ADAPTER, headers())).text.replaceAll(tree, TREE);
  };

  it('is cut as one inside, with headers of a tree or of a folder of headers', async () => {
    const { text } = await cut('demo_fault');
    expect(await cutOutside(TREE)).toBe(text);
    expect(await cutOutside(temporaryFolder(), join(TREE, 'include'))).toBe(text);
  });

  it('has nothing of headers that are nowhere', async () => {
    const text = await cutOutside();
    expect(text).not.toContain('enum demo_mode {');
  });

  it('is refused headers in a folder that is none', () => {
    expect(headersPlaces([TREE])).toEqual([TREE]);
    expect(() => headersPlaces([TREE, FILE])).toThrow(
      `${FILE}: expected a folder with headers, got none`,
    );
  });
});

describe('the file that functions are cut out of', () => {
  it('is one of the tree, by its path there or by one that leads to it', () => {
    const place = { file: FILE, tree: TREE };
    expect(cutPlace('drivers/gpu/demo/demo_hmm.c', TREE)).toEqual(place);
    expect(cutPlace(FILE, TREE)).toEqual(place);
    expect(cutPlace(FILE, undefined)).toEqual(place);
  });

  it('is refused if it is not there, or in no tree', () => {
    expect(() => cutPlace('drivers/no.c', TREE)).toThrow(`${TREE}/drivers/no.c: expected a C file`);
    expect(() => cutPlace('no.c', undefined)).toThrow('name its tree with --tree-dir');
    expect(() => cutPlace(FILE, join(TREE, 'no'))).toThrow('expected the folder of a kernel tree');
    expect(() => cutPlace(join(EXAMPLES, 'xe-6.12.c'), undefined)).toThrow(
      'expected a file in a kernel tree',
    );
  });
});

const folder = temporaryFolder();

async function ready(options: AuditCOptions): Promise<Ready> {
  const limits = { seconds: 60, folder, signal: new AbortController().signal };
  const compiler = await findCompiler(undefined, limits);
  const confinement = await findConfinement(limits);
  return { compiler, confinement, built: await build(options, compiler, folder) };
}

describeWithCompiler(noCompiler(), 'a driver’s file of a tree, run', () => {
  const options = optionsFor({
    before: undefined,
    after: FILE,
    cut: { file: FILE, tree: TREE, functions: ['demo_fault'] },
    adapter: ADAPTER,
    sides: { before: 'v5.7', after: 'modern-6.12' },
    runs: 150,
  });
  let made: Ready;
  beforeAll(async () => {
    made = await ready(options);
  }, 60_000);
  afterAll(() => {
    delete process.env['LC_HMM_AUDIT_TEST_MISTAKE'];
  });

  async function causes(mistake: string): Promise<readonly string[]> {
    process.env['LC_HMM_AUDIT_TEST_MISTAKE'] = mistake;
    const report = await auditBuilt(options, made, SILENT, new AbortController().signal);
    expect(report.converted).toBeGreaterThan(0);
    return report.findings.map(({ cause }) => cause);
  }

  it('has no finding as it is', async () => {
    expect(await causes('none')).toEqual([]);
  });

  it('that does not compile with its adapter is named itself, not what was cut out of it', async () => {
    const adapter = join(temporaryFolder(), 'wrong.c');
    writeFileSync(adapter, `${readFileSync(ADAPTER, 'utf8')}\nint x = ;\n`);
    await expect(ready({ ...options, adapter })).rejects.toThrow(
      `${FILE}: does not compile with its adapter as the code after:`,
    );
  });

  it('is found to map for writing, and to skip the check of the sequence', async () => {
    const unproved = 'maps a page for writing that may only be read, and asks for no write';
    expect(await causes('write')).toEqual([unproved]);
    expect(await causes('retry')).toEqual([
      'uses the result of a range fault that was invalidated since',
    ]);
  });
});

const SERIES = '7.3';
const TEST_HMM = join(treesFolder(), SERIES, 'lib/test_hmm.c');

function noTestHmm(): string | undefined {
  if (existsSync(TEST_HMM)) return noCompiler();
  return `no lib/test_hmm.c of ${SERIES} in the cache: npm run test:tree -- --install`;
}

describeWithCompiler(noTestHmm(), `lib/test_hmm.c of ${SERIES}, as it is`, () => {
  it('warns of a read-only page of its own, as it does in the kernel, and of nothing else', async () => {
    const options = optionsFor({
      before: undefined,
      after: TEST_HMM,
      cut: { file: TEST_HMM, tree: join(treesFolder(), SERIES), functions: ['dmirror_fault'] },
      adapter: join(EXAMPLES, `test_hmm-${SERIES}.c`),
      sides: { before: 'v5.7', after: `modern-${SERIES}` },
      runs: 300,
    });
    const report = await auditBuilt(
      options,
      await ready(options),
      SILENT,
      new AbortController().signal,
    );
    expect(report.converted).toBeGreaterThan(200);
    expect(report.findings.map(({ cause }) => cause)).toEqual([
      expect.stringMatching(
        /^WARN_ON\(range->default_flags & HMM_PFN_WRITE\) at lib\/test_hmm\.c:\d+$/,
      ),
    ]);
  }, 60_000);
});
