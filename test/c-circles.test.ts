// SPDX-License-Identifier: GPL-2.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(__dirname, '..');

/** The programs and the module that are written in C: the files of each are linked together. */
const PROGRAMS = [
  'audit/c/child',
  'kernel/guest',
  'kernel/module',
  'kernel/reproducers',
  'tree/host',
];

/** A text of C without comments, and without what stands in quotes. */
function bare(text: string): string {
  return text.replace(/\/\*.*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/gs, ' ');
}

/** The functions and variables that a file defines for others: what begins a line, and is not static. */
function defined(text: string): readonly string[] {
  const functions = /^(?!static\b)\w[\w\s*]*?\b(\w+)\s*\([^;{}]*\)\s*\{/gm;
  const variables = /^(?!(?:static|extern|typedef)\b)\w[\w\s*]*[\s*](\w+)(?:\[\w*\])*\s*[=;]/gm;
  const found = [functions, variables].flatMap((kind) => [...bare(text).matchAll(kind)]);
  return found.map(([, name = '']) => name);
}

/** A text without the names of types, which can be those of functions. */
function untagged(text: string): string {
  return bare(text).replace(/\b(?:enum|struct|union)\s+\w+/g, ' ');
}

/** Which file uses what is defined in which others, by its name. */
function uses(files: ReadonlyMap<string, string>): Map<string, readonly string[]> {
  const home = new Map<string, string>();
  for (const [file, text] of files) for (const name of defined(text)) home.set(name, file);
  return new Map(
    [...files].map(([file, text]) => {
      const names = new Set(untagged(text).match(/\b[A-Za-z_]\w*\b/g));
      const used = [...names].flatMap((name) => home.get(name) ?? []);
      return [file, [...new Set(used)].filter((one) => one !== file).toSorted()];
    }),
  );
}

/** The files from which a way leads back to them, each with where it leads. */
function circles(files: ReadonlyMap<string, string>): readonly string[] {
  const graph = uses(files);
  const reached = (from: string): Set<string> => {
    const seen = new Set<string>();
    const next = [...(graph.get(from) ?? [])];
    for (let file = next.pop(); file !== undefined; file = next.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      next.push(...(graph.get(file) ?? []));
    }
    return seen;
  };
  return [...graph.keys()]
    .filter((file) => reached(file).has(file))
    .map((file) => `${file} uses ${(graph.get(file) ?? []).join(', ')}`);
}

function read(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.c'));
  return new Map(names.map((name) => [name, readFileSync(join(ROOT, folder, name), 'utf8')]));
}

describe.each(PROGRAMS)('%s', (folder) => {
  it('has files that define something for each other', () => {
    expect([...read(folder).values()].flatMap(defined).length).toBeGreaterThan(0);
  });

  it('has no files that use each other in a circle', () => {
    expect(circles(read(folder))).toEqual([]);
  });
});

it('a circle is seen, whatever stands in comments and quotes', () => {
  const one = 'static int own(void)\n{\n}\n\nint one(int a)\n{\n\treturn other(a);\n}\n';
  const other = 'int other(int a)\n{\n\treturn one(a);\n}\n';
  const quiet = 'int other(int a)\n{\n\t/* one() */\n\treturn say("one");\n}\n';
  expect(
    circles(
      new Map([
        ['one.c', one],
        ['other.c', other],
      ]),
    ),
  ).toEqual(['one.c uses other.c', 'other.c uses one.c']);
  expect(
    circles(
      new Map([
        ['one.c', one],
        ['other.c', quiet],
      ]),
    ),
  ).toEqual([]);
});

it('a variable makes a circle, a type of the same name as a function none', () => {
  const one =
    'const struct kind *shown;\nint counts[KINDS];\n\nint one(void)\n{\n\treturn other();\n}\n';
  const other = (body: string) =>
    new Map([
      ['one.c', one],
      ['other.c', `int other(void)\n{\n\treturn ${body};\n}\n`],
    ]);
  expect(circles(other('shown->size'))).toHaveLength(2);
  expect(circles(other('counts[0]'))).toHaveLength(2);
  expect(circles(other('sizeof(enum one)'))).toEqual([]);
});
