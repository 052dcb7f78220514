// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { exports as entries, version } from '../../package.json';
import { noCompiler } from '../audit-c/support';
import { blocksOf, mismatch, pages } from '../docs/blocks';
import { compile } from './compile';
import {
  EXAMPLE,
  exampleAs,
  imports,
  NAMES,
  PRINTED,
  QUICK,
  RESOLUTIONS,
  runExample,
  typeErrors,
  USE,
  write,
} from './consumer';
import {
  type Installed,
  install,
  installBeside,
  installed,
  lend,
  type Project,
  packAndInstall,
  ROOT,
  run,
} from './install';

let project: Project | undefined;

beforeAll(async () => {
  project = await packAndInstall();
  if (project.missing !== undefined) console.log(`SKIP the installed package: ${project.missing}`);
}, 300_000);

function packed(): Project {
  if (project === undefined) throw new Error('npm pack came to no end');
  return project;
}

/** A test of the installed package; skipped, with the reason, where it cannot be installed. */
function itInstalled(
  name: string,
  test: (project: Project, skip: (reason: string) => void) => void | Promise<void>,
): void {
  it(name, { timeout: 300_000 }, async ({ skip }) => {
    const { missing } = packed();
    if (missing !== undefined) skip(missing);
    await test(packed(), skip);
  });
}

describe('the tarball', () => {
  it('holds what is public, and nothing else', () => {
    const { files } = packed();
    const own = [
      /^(?:LICENSE|README\.md|package\.json)$/,
      /^dist\/(?:api|mm|legacy|modern|drivers|oracle|audit|corpus|proof|report|tree|cli)\//,
      /^(?:docs\/[^/]+\.md|examples\/.+|fixtures\/.+|schema\/.+\.json)$/,
    ];
    expect(files.filter((file) => !own.some((pattern) => pattern.test(file)))).toEqual([]);
    const sources = files.filter((file) => /(?<!\.d)\.[cm]?ts$/.test(file));
    // A driver's model is there to be copied.
    expect(sources).toEqual(['examples/loops/my-loop.ts', 'examples/my-driver.ts']);
    expect(files.filter((file) => /\.(?:map|tsbuildinfo)$|tsconfig/.test(file))).toEqual([]);
  });

  it('holds every page, fixture, schema, and what belongs to the code', () => {
    const { files } = packed();
    const { stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' });
    const tracked = stdout.split('\0').filter((file) => existsSync(join(ROOT, file)));
    const beside = /^(?:docs\/[^/]+\.md|(?:examples|fixtures|schema)\/.+)$/;
    const code = /^(?:api|mm|legacy|modern|drivers|oracle|audit|corpus|proof|report|tree|cli)\//;
    const wanted = [
      ...['LICENSE', 'README.md'],
      ...tracked.filter((file) => beside.test(file)),
      ...tracked
        .filter((file) => code.test(file) && !file.endsWith('/tsconfig.json'))
        .map(compiled),
    ];
    expect(wanted.filter((file) => !files.includes(file))).toEqual([]);
  });

  it('holds every file that package.json exports', () => {
    const { files } = packed();
    const targets = JSON.stringify(entries).match(/(?<="\.\/)dist\/[^"]+/g) ?? [];
    expect(targets.length).toBeGreaterThan(8);
    expect(targets.filter((file) => !files.includes(file))).toEqual([]);
  });
});

function compiled(source: string): string {
  return `dist/${source.replace(/\.ts$/, '.js')}`;
}

describe('the installed command', () => {
  itInstalled('tells its version', async ({ folder }) => {
    expect(await run(folder, 'npx', '--no-install', 'hmm-pfn', '--version')).toEqual({
      code: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
  });

  itInstalled('checks vectors, a scope and random scenarios', async ({ folder }) => {
    const { code, stdout } = await installed(
      folder,
      'check',
      '--runs',
      '1000',
      '--scope',
      '1',
      '--seed',
      '1',
    );
    expect(stdout).toContain('modern     10441 of 10441 vectors');
    expect(stdout).toContain('all 300492 scenarios of scope 1, 1000 random scenarios.');
    expect(code).toBe(0);
  });

  itInstalled('judges in threads', async ({ folder }) => {
    const worker =
      "require.resolve('hmm-pfn/package.json').replace('package.json', 'dist/oracle/chunk/worker.js')";
    const part = "{ column: 'scope', family: 'pte-1', first: 0, stop: 100 }";
    const chunk = `{ number: 0, sides: ['legacy', 'modern'], part: ${part} }`;
    const script = write(
      folder,
      'threads.cjs',
      `const { Piscina } = require('piscina');
       const pool = new Piscina({ filename: ${worker} });
       pool.run(${chunk}).then(({ counted }) => { console.log(counted.scenarios); return pool.close(); });`,
    );
    expect((await run(folder, process.execPath, script)).stdout).toBe('100\n');
  });

  itInstalled('explains a cause and a golden vector, and runs scenarios', async ({ folder }) => {
    expect((await installed(folder, 'explain', 'hugetlb-none-valid')).stdout).toContain(
      'legacy / modern: differ',
    );
    expect((await installed(folder, 'explain', 'small-1-00017')).stdout).toContain(
      '2 walks  as measured',
    );
    const file = join('node_modules', 'hmm-pfn', 'fixtures', 'minimal', 'hugetlb-none-valid.json');
    const { expect: results } = JSON.parse((await installed(folder, 'run', file)).stdout);
    expect(Object.keys(results)).toEqual(['v5.7', 'legacy', 'modern']);
  });

  itInstalled('audits a driver by name, and a patch', async ({ folder }) => {
    const quick = ['--runs', '100', '--scope', '0', '--no-vectors', '--seed', '1'];
    const nouveau = await installed(folder, 'audit', 'nouveau', ...quick);
    expect(nouveau.stdout).toContain('nouveau: every difference is explained');
    expect(nouveau.code).toBe(0);
    const patch = join('node_modules', 'hmm-pfn', 'examples', 'port', 'first-try.patch');
    const { code, stdout } = await installed(folder, 'audit', 'patch', patch);
    expect(stdout).toContain('bug write-without-fault');
    expect(code).toBe(1);
  });

  itInstalled(
    'writes the example of audit c, with the command that runs it',
    async ({ folder }) => {
      const { stdout } = await installed(folder, 'audit', 'c', '--init', 'example');
      const command = 'npx hmm-pfn audit c --before example/old.c --after example/new.c';
      expect(stdout).toContain(`${command} --adapter example/adapter.c`);
    },
  );

  const noC = noCompiler();
  const title = `compiles and audits C${noC === undefined ? '' : ` (SKIP: ${noC})`}`;
  itInstalled(title, async ({ folder }, skip) => {
    if (noC !== undefined) skip(noC);
    await installed(folder, 'audit', 'c', '--init', 'c');
    const files = ['--before', 'c/old.c', '--after', 'c/new.c', '--adapter', 'c/adapter.c'];
    const quick = ['--runs', '300', '--scope', '0', '--no-vectors', '--seed', '1'];
    const { code, stdout } = await installed(folder, 'audit', 'c', ...files, ...quick);
    expect(stdout).toContain('Both versions give the device the same');
    expect(code).toBe(0);
  });
});

describe('a driver of the user', () => {
  itInstalled('in JavaScript needs no compiler', async ({ folder }) => {
    write(folder, 'driver.cjs', exampleAs(ts.ModuleKind.CommonJS));
    write(folder, 'driver.mjs', exampleAs(ts.ModuleKind.ESNext));
    for (const file of ['./driver.cjs', './driver.mjs']) {
      const { stderr, stdout } = await installed(folder, 'audit', file, ...QUICK);
      expect(stderr).toBe('');
      expect(stdout).toContain('every difference is explained');
    }
  });

  itInstalled('in TypeScript needs two packages, and says so', async ({ folder }) => {
    for (const type of ['commonjs', 'module']) {
      const place = join(folder, type);
      mkdirSync(place);
      write(place, 'package.json', JSON.stringify({ type }));
      write(place, 'driver.ts', EXAMPLE);
    }
    const { code, stderr } = await installed(folder, 'audit', './commonjs/driver.ts', ...QUICK);
    expect(stderr).toContain('npm install --save-dev typescript@6 ts-node@10');
    expect(code).toBe(2);
    lend(folder, 'typescript', 'ts-node');
    const audited = await installed(folder, 'audit', './module/driver.ts', ...QUICK);
    expect(audited.stderr).toBe('');
    expect(audited.stdout).toContain('every difference is explained');
    write(folder, 'commonjs/driver.ts', EXAMPLE.replace('windowLimit: 32', "windowLimit: 'all'"));
    const wrong = await installed(folder, 'audit', './commonjs/driver.ts', ...QUICK);
    expect(wrong.stderr).toMatch(/driver\.ts\(\d+,\d+\): error TS2322: Type/);
  });
});

describe('the installed library', () => {
  itInstalled('is required', async ({ folder }) => {
    const lines = Object.entries(NAMES).map(
      ([from, names]) => `const { ${names} } = require('${from}');`,
    );
    const text = [...lines, "const fc = require('fast-check');", USE].join('\n');
    const { stdout, stderr } = await run(folder, process.execPath, write(folder, 'use.cjs', text));
    expect({ stdout, stderr }).toEqual({ stdout: PRINTED, stderr: '' });
  });

  itInstalled('is imported', async ({ folder }) => {
    const file = write(folder, 'use.mjs', `${imports()}\n${USE}`);
    const { stdout, stderr } = await run(folder, process.execPath, file);
    expect({ stdout, stderr }).toEqual({ stdout: PRINTED, stderr: '' });
  });

  itInstalled('has types, however modules are resolved', ({ folder }) => {
    const property = 'fc.assert(fc.property(scenarioArbitrary(), ({ id }) => id !== ""));';
    const console = 'declare const console: { log(...values: readonly unknown[]): void };';
    const text = `${imports()}\n${console}\n${USE}\n${property}`;
    const right = ['use.mts', 'use.cts'].map((name) => write(folder, name, text));
    const mistake = "import { runScenario } from 'hmm-pfn';\nrunScenario(1);\n";
    const wrong = write(folder, 'wrong.mts', mistake);
    for (const [module, resolution] of RESOLUTIONS) {
      expect(typeErrors(folder, [...right, wrong], module, resolution)).toEqual([
        "wrong.mts: Argument of type 'number' is not assignable to parameter of type 'ScenarioWithFormat'.",
      ]);
    }
  });

  const blocks = pages()
    .flatMap(blocksOf)
    .filter(({ language, notRun }) => language === 'ts' && notRun === undefined);

  itInstalled('runs the examples of the pages, as ECMAScript modules', async ({ folder }) => {
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) {
      expect({ place: block.place, ...(await runExample(folder, block)) }).toEqual({
        place: block.place,
        stderr: '',
        problem: undefined,
      });
    }
  });
});

const NEWEST = ['fast-check@latest', 'typescript@6', 'ts-node@10'];
let newest: Promise<Installed> | undefined;

/** A project with the package and the newest of others, but for these; it is said why where npm reaches no registry. */
async function projectWith(
  skip: (reason: string) => void,
  ...others: readonly string[]
): Promise<string> {
  newest ??= install(packed().tarball, ...NEWEST);
  const all = await newest;
  const packages = others.length === 0 ? NEWEST : others;
  const { folder, missing } =
    others.length === 0 || all.missing !== undefined
      ? all
      : await installBeside(all.folder, ...others);
  if (missing !== undefined) {
    console.log(`SKIP beside ${packages.join(', ')}: ${missing}`);
    skip(missing);
  }
  return folder;
}

const LONG = { timeout: 600_000 };

async function auditExample(folder: string): Promise<{ said: string; code: number | null }> {
  write(folder, 'driver.ts', EXAMPLE);
  const { stdout, stderr, code } = await installed(folder, 'audit', './driver.ts', ...QUICK);
  return { said: stdout + stderr, code };
}

it('a driver in TypeScript that is too new: it is said why not', LONG, async ({ skip }) => {
  const folder = await projectWith(skip, 'typescript@7');
  const { said, code } = await auditExample(folder);
  expect(said).toMatch(
    /driver\.ts: is TypeScript, .* which TypeScript 7\.\S+ cannot: .*typescript@6/,
  );
  expect(code).toBe(2);
});

describe.each(['5.0', '6'])('beside the newest fast-check and TypeScript %s', (version) => {
  const examples = blocksOf('README.md').filter(({ language }) => language === 'ts');
  let folder = '';

  it('a driver in TypeScript is audited', LONG, async ({ skip }) => {
    const wanted = `typescript@${version}`;
    folder = await projectWith(skip, ...(NEWEST.includes(wanted) ? [] : [wanted]));
    const { said, code } = await auditExample(folder);
    expect(said).toMatch(/every difference is explained/);
    expect(code).toBe(0);
  });

  it('every example of the README compiles', LONG, async ({ skip }) => {
    if (folder === '') skip('nothing is installed');
    expect(examples.length).toBeGreaterThan(2);
    // Two copies would have types of their own, which clash.
    expect(existsSync(join(folder, 'node_modules/hmm-pfn/node_modules/fast-check'))).toBe(false);
    const files = examples.flatMap(({ text }, index) =>
      ['mts', 'cts'].map((ending) => write(folder, `example-${index}.${ending}`, text)),
    );
    const plain = examples.map(({ text }, index) => write(folder, `plain-${index}.ts`, text));
    expect(await compile(folder, files, plain, version)).toEqual({
      ...{ code: 0, stdout: '', stderr: '' },
    });
  });

  // Compiled by the older one it is the same JavaScript.
  if (version !== '6') return;
  it('every example of the README runs', LONG, async ({ skip }) => {
    if (folder === '') skip('nothing is installed');
    for (const [index, { place, shown }] of examples.entries()) {
      // As ECMAScript modules they ran before.
      const example = await run(folder, process.execPath, `out/example-${index}.cjs`);
      const problem = shown === undefined ? undefined : mismatch(shown, example.stdout);
      expect({ place, code: example.code, stderr: example.stderr, problem }).toEqual({
        ...{ place, code: 0, stderr: '', problem: undefined },
      });
    }
  });
});
