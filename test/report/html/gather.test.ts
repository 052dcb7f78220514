// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { auditDriver } from '../../../audit/model/audit';
import { KNOWLEDGE } from '../../../audit/model/known/registry';
import type { TextFinding } from '../../../audit/text/finding';
import { DRIVER_ROWS } from '../../../drivers/registry';
import { textDocument } from '../../../report/audit-text/document';
import { SAVED_TEXT } from '../../../report/audit-text/saved';
import { gatherFile } from '../../../report/gather/gather';
import { SAVED_REPORTS } from '../../../report/gather/saved-reports';
import type { PartView } from '../../../report/html/view/page-view';
import { auditDocument } from '../../../report/machine/schema/audit';
import { checkDocument } from '../../../report/machine/schema/check';
import { explainDocument } from '../../../report/machine/schema/explain';
import { explained } from '../../explain/samples';
import { goldenLines } from '../../scenario/sample';
import { facts } from '../samples';
import { READ_ONLY, smallCheck } from './support';

const folder = mkdtempSync(join(tmpdir(), 'hmm-pfn-gather-'));
const file = join(folder, 'given.json');
const OPTIONS = {
  sides: ['v5.7', 'legacy', 'modern'] as const,
  limit: 2,
  kinds: [...SAVED_REPORTS, SAVED_TEXT],
};

/** The page that a file of these values, a line each, becomes. */
function gathered(...values: readonly unknown[]): Promise<readonly PartView[]> {
  writeFileSync(file, values.map((value) => `${JSON.stringify(value)}\n`).join(''));
  return gatherFile(file, OPTIONS);
}

async function savedCheck() {
  return checkDocument(await smallCheck(), facts('check', 0, 1));
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what was saved becomes a page:', () => {
  it('a check', async () => {
    const [part] = await gathered(await savedCheck());
    expect(part?.title).toBe('hmm-pfn check');
    expect(part?.verdict).toEqual({
      kind: 'clean',
      text: 'No unexplained differences in 41 vectors, 3000 random scenarios.',
    });
    expect(part?.blocks[0]).toMatchObject({ kind: 'agreement', missesNotShown: 0 });
  });

  it('a finding of a check, with its scenario explained', async () => {
    const found = {
      cause: 'legacy/modern: which pfn a page has',
      kind: 'decision',
      decision: 'pfn',
      broken: null,
      count: 3,
      details: [{ detail: 'pte-present, read / read', count: 3 }],
      met: ['pte-present'],
      sides: ['legacy', 'modern'],
      alsoBreaks: [],
      folded: [],
      scenario: READ_ONLY,
      shrinking: 'shrunk',
      text: 'x',
      path: '7',
    };
    const [part] = await gathered({ ...(await savedCheck()), fresh: [found] });
    expect(part?.verdict.kind).toBe('found');
    const block = part?.blocks.find((one) => one.kind === 'causes' && one.fresh);
    expect(block).toMatchObject({
      causes: [
        {
          id: 'legacy/modern: which pfn a page has',
          counts: [3],
          scenario: { id: 'sample' },
          replay:
            'npm run hmm-pfn -- check --seed 1 --profile mixed --sides v5.7,legacy,modern --path 7',
        },
      ],
    });
  });

  it('an audit', async () => {
    const pair = DRIVER_ROWS['amdgpu']?.pairs[0];
    if (pair === undefined) throw new Error('there is no amdgpu');
    const options = { seed: 1, runs: 50, vectors: [], loops: false, shown: 3, knownShown: true };
    const report = await auditDriver(pair, KNOWLEDGE[pair.name] ?? {}, { ...options, scope: 0 });
    const [part] = await gathered(auditDocument('amdgpu', [report], facts('audit driver', 0, 1)));
    expect(part?.title).toBe('hmm-pfn audit amdgpu');
    expect(part?.verdict.kind).toBe('clean');
  });

  it('an audit of text', async () => {
    const finding: TextFinding = {
      ...{ rule: 'entry-shifted', title: 't', severity: 'bug', file: 'a.c', line: 3 },
      ...{ tree: { file: null, line: null }, change: 'whole', text: 'x >> 12', reason: 'r' },
    };
    const parts = [{ what: 'a.c', compared: 1, notCompared: [], required: true }];
    const examined = { interrupted: false, parts };
    const read = { inputs: ['a.c'], files: 1, withoutHmm: 0, notRead: [] };
    const text = { ...read, examined, notLookedAt: ['the weather'], findings: [finding] };
    const [part] = await gathered(textDocument(text, facts('audit source', 1)));
    expect(part?.verdict).toEqual({ kind: 'found', text: '1 bug in 1 file.' });
    expect(part?.about).toEqual([{ term: 'not looked at by any rule', text: 'the weather' }]);
    expect(part?.blocks[0]).toMatchObject({ mark: 'BUG', causes: [{ id: 'entry-shifted' }] });
  });

  it('an explanation', async () => {
    const explanation = explained(READ_ONLY, ['modern']);
    const [part] = await gathered(explainDocument(explanation, facts('explain', 0)));
    expect(part?.title).toBe('hmm-pfn explain sample');
  });

  it('scenarios, bare and with results: all counted, some shown, news first', async () => {
    const [line = '', other = ''] = goldenLines('edge');
    const wrong = JSON.parse(other);
    wrong.expect.modern.walks += 1;
    const [part] = await gathered(JSON.parse(line).scenario, JSON.parse(line), wrong);
    expect(part?.verdict.text).toMatch(/^1 with an unexplained difference or an unexpected result/);
    expect(part?.warnings).toEqual(['All 3 scenarios are counted; 2 of them are shown.']);
    const shown = part?.blocks.find((one) => one.kind === 'scenarios');
    expect(shown).toMatchObject({ scenarios: [{ id: wrong.scenario.id, hasNews: true }, {}] });
    expect(part?.blocks[0]).toMatchObject({
      title: 'Agreement with the given results',
      sides: [{ agreeing: 2, vectors: 2 }, { agreeing: 2 }, { side: 'modern', agreeing: 1 }],
      misses: [{ field: 'walks' }],
    });
  });
});

describe('what is refused:', () => {
  it.each([
    ['another schema', { schema: 'junit/1' }, /schema: expected a known schema \(hmm-scenario\/1/],
    [
      'a newer version',
      { schema: 'hmm-check-report/2' },
      /expected a version that is supported here/,
    ],
    ['a newer scenario', { ...READ_ONLY, schema: 'hmm-scenario/3' }, /written by a newer version/],
    ['an object of another kind', { name: 'x' }, /expected a scenario, or a JSON report of check/],
    ['no object', [1], /expected a report or a scenario, got an array of 1/],
  ])('%s', async (_, value, message) => {
    await expect(gathered(value)).rejects.toThrow(message);
  });

  it('a report with a wrong field, by its name', async () => {
    await expect(gathered({ ...(await savedCheck()), missed: 'none' })).rejects.toThrow(
      `${file}:1: missed: expected an integer from 0 on, got "none"`,
    );
  });

  it('a report with a field that is not known', async () => {
    await expect(gathered({ ...(await savedCheck()), more: 1 })).rejects.toThrow(
      /:1: more: expected no field of this name \(a report of hmm-pfn check or hmm-pfn campaign has schema, tool, .*got 1$/,
    );
  });

  it('a file without anything in it', async () => {
    await expect(gathered()).rejects.toThrow('expected a report or a scenario, got nothing');
  });
});
