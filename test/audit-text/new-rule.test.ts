// SPDX-License-Identifier: GPL-2.0-or-later
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Edits, running } from '../support/edited-sources';
import { ROOT, sourceText } from '../support/source-graph';

const FOLDER = 'audit/text/rules';

/** A rule that finds one call by its name. */
const FILE: Edits = {
  [`${FOLDER}/trial-call.ts`]: `
import { lineOf } from '../code/fragment';
import { calledName } from '../code/nodes';
import { nodesOf } from '../code/view';
import { type Rule, source } from './rule';

export const trialCall: Rule = {
  id: 'trial-call',
  title: 'a call of trial()',
  severity: 'note',
  formats: 'both',
  concerns: 'all',
  why: 'It is a trial.',
  effect: 'Nothing.',
  bad: source('int f(struct hmm_range *range)\\n{\\n\\ttrial();\\n\\treturn hmm_range_fault(range);\\n}\\n'),
  good: source('int f(struct hmm_range *range)\\n{\\n\\treturn hmm_range_fault(range);\\n}\\n'),
  *check({ now: { view } }) {
    for (const fn of view.functions) {
      for (const { fragment, node } of nodesOf(fn, 'call_expression')) {
        const line = lineOf(fragment, node);
        if (line !== undefined && calledName(node) === 'trial') yield { line, reason: 'called' };
      }
    }
  },
};
`,
};

const LINE: Edits = {
  [`${FOLDER}/index.ts`]: [
    ['import { stackArray }', "import { trialCall } from './trial-call';\nimport { stackArray }"],
    ['  stackArray,\n];', '  stackArray,\n  trialCall,\n];'],
  ],
};

/** The ids of the rules that have a file of their own, and those that are in the list. */
function rules(edits: Edits): { readonly files: string[]; readonly listed: string[] } {
  const there = readdirSync(join(ROOT, FOLDER)).map((name) => `${FOLDER}/${name}`);
  const files = [...there, ...Object.keys(edits).filter((file) => !there.includes(file))];
  const ids = files.flatMap((file) => {
    const edit = edits[file];
    const text = typeof edit === 'string' ? edit : sourceText(file);
    return [...text.matchAll(/: Rule = \{\s+id: '([\w-]+)'/g)].map(([, id = '']) => id);
  });
  const list: unknown = Reflect.get(running(edits).load(`${FOLDER}/index.ts`), 'RULES');
  const listed = Array.isArray(list) ? list.map((rule) => String(Reflect.get(rule, 'id'))) : [];
  return { files: ids.toSorted(), listed: listed.toSorted() };
}

describe('a rule for text', () => {
  it('is in the list', () => {
    const { files, listed } = rules({});
    expect(files.length).toBeGreaterThan(10);
    expect(listed).toEqual(files);
  });

  it('is missed there if it has only its file', () => {
    const { files, listed } = rules(FILE);
    expect(files.filter((id) => !listed.includes(id))).toEqual(['trial-call']);
  });

  it('is checked by its own examples, and reported, when it is in two places', async () => {
    const edits = { ...FILE, ...LINE };
    expect(rules(edits).listed).toContain('trial-call');
    const support = running(edits).load('test/audit-text/support.ts');
    const found = await Reflect.apply(Reflect.get(support, 'exampleFindings'), undefined, [
      Reflect.get(running(FILE).load(`${FOLDER}/trial-call.ts`), 'trialCall').bad,
    ]);
    expect(found).toMatchObject([{ rule: 'trial-call', severity: 'note' }]);
  });
});
