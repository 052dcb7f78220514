// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { cParser } from '../../audit/text/code/c-parser';
import { parseFragment } from '../../audit/text/code/fragment';
import { codeView } from '../../audit/text/code/view';

type Piece = readonly [section: string, text: string];

async function functions(...hunks: readonly Piece[]) {
  const parser = await cParser();
  const fragments = hunks.map(([section, text]) => {
    const lines = text.split('\n').map((line, index) => ({
      text: line,
      change: 'context' as const,
      input: { file: 'x.patch', line: index + 1 },
      tree: { file: 'x.c', line: undefined },
    }));
    return parseFragment(parser, lines, section, false);
  });
  const view = codeView('x.c', 'c', false, fragments);
  return view.functions.map(({ name, pieces, whole }) => `${name} ${pieces.length} ${whole}`);
}

const HEAD = 'int f(void)\n{\n\tint ret;\n\n\tret = hmm_range_fault(r);\n\tif (ret)';
const MIDDLE = '\t\tgoto out;\n\n\tmutex_lock(m);';
const TAIL = '\tmutex_unlock(m);\n\treturn 0;\n}\n\nint g(void)\n{\n\treturn 1;\n}';

describe('hunks of a diff that names no function', () => {
  it('are pieces of the function that the hunk before began', async () => {
    expect(await functions(['', HEAD], ['', MIDDLE], ['', TAIL])).toEqual([
      'f 3 false',
      'g 1 true',
    ]);
  });

  it('are of another function if the one before had ended', async () => {
    expect(await functions(['', TAIL], ['', MIDDLE])).toEqual([' 1 false', 'g 1 true', ' 1 false']);
  });

  it('go on with one whose head is out of sight', async () => {
    expect(await functions(['', MIDDLE], ['', MIDDLE])).toEqual([' 2 false']);
  });

  it('keep their names where the diff has them', async () => {
    const named = await functions(['int f(void)', MIDDLE], ['int g(void)', MIDDLE], ['', MIDDLE]);
    expect(named).toEqual(['f 1 false', 'g 1 false', ' 1 false']);
  });
});
