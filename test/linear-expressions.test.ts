// SPDX-License-Identifier: GPL-2.0-or-later
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { check } from 'recheck';
import * as ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** Folders whose code meets text that somebody else wrote. */
const FOLDERS = ['audit', 'cli', 'corpus', 'kernel', 'oracle', 'proof', 'report'];

function sources(path: string): string[] {
  if (!statSync(path).isDirectory()) return path.endsWith('.ts') ? [path] : [];
  return readdirSync(path).flatMap((name) => sources(join(path, name)));
}

interface Expression {
  readonly at: string;
  readonly source: string;
  readonly flags: string;
}

function expressionsOf(file: string): Expression[] {
  const parsed = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const found: Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const close = node.text.lastIndexOf('/');
      const { line } = parsed.getLineAndCharacterOfPosition(node.getStart(parsed));
      found.push({
        at: `${file}:${line + 1}`,
        source: node.text.slice(1, close),
        flags: node.text.slice(close + 1),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return found;
}

/**
 * What is matched is counted, so that the answer is the same on a busy machine: the limits of time
 * only end what hangs.
 */
const LIMITS = {
  timeout: 120_000,
  attackTimeout: 60_000,
  incubationTimeout: 60_000,
  randomSeed: 1,
};

/** Without a repetition that has no end, each attempt at a place costs a constant at most. */
function isBounded(source: string): boolean {
  const bare = source.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  return !/[*+]|\{\d+,\}/.test(bare);
}

const checked = new Map<string, Promise<string | undefined>>();

/** undefined if no input takes more than linear time, else what the checker says; an expression is checked once. */
async function complaint({ at, source, flags }: Expression): Promise<string | undefined> {
  if (isBounded(source)) return undefined;
  const text = `/${source}/${flags}`;
  const why = checked.get(text) ?? notLinear(source, flags);
  checked.set(text, why);
  const said = await why;
  return said && `${at}: ${text}: ${said}`;
}

async function notLinear(source: string, flags: string): Promise<string | undefined> {
  const result = await check(source, flags, LIMITS);
  if (result.status === 'safe') return undefined;
  return result.status === 'unknown' ? result.error.kind : result.complexity.summary;
}

describe('a regular expression over what somebody else wrote', () => {
  it.each(FOLDERS)(
    'takes linear time, all of %s/',
    async (folder) => {
      const expressions = sources(folder).flatMap(expressionsOf);
      expect(expressions.length).toBeGreaterThan(0);
      const complaints: string[] = [];
      for (const expression of expressions) {
        const found = await complaint(expression);
        if (found !== undefined) complaints.push(found);
      }
      expect(complaints).toEqual([]);
    },
    600_000,
  );

  it('is caught if it tries every end with every beginning', async () => {
    const planted = { at: 'planted', flags: '', source: '^From \\S+.*\\d{2}:\\d{2}.*\\d{4}' };
    expect(await complaint(planted)).toContain('polynomial');
  });
});
