// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { expect, it } from 'vitest';
import { sidesShowing } from '../../oracle/check/minimal';
import { INCOMPARABLE_IDS } from '../../oracle/compare/compare';
import { choose } from '../../oracle/explain/choose';
import { explain } from '../../oracle/explain/explain';
import { KNOWN_ENTRIES } from '../../oracle/explain/known';
import { Runner } from '../../oracle/run/runner';
import { readCorpus } from '../../oracle/scenario/corpus';
import { readScenario } from '../../oracle/scenario/read';
import { writeScenario } from '../../oracle/scenario/write';
import { casesOf } from '../../report/machine/report';
import { explainDocument } from '../../report/machine/schema/explain';
import { facts, OPTIONS } from './samples';

const ROOT = join(__dirname, '../..');
const FIXTURES = join(ROOT, 'fixtures');
const schema = readFileSync(join(ROOT, 'schema/report-explain.json'), 'utf8');
const isReport = new Ajv2020().compile(JSON.parse(schema));
const runner = Runner.of([...OPTIONS.sides, 'modern-32']);

it('the explanation of every known cause is of the schema, and has the cause as a known case', async () => {
  for (const { id } of KNOWN_ENTRIES) {
    const chosen = await choose(id, {}, FIXTURES);
    const shown = explain(chosen, Runner.of(sidesShowing(id)));
    const document = explainDocument(shown, facts('explain', 0));
    isReport(JSON.parse(JSON.stringify(document)));
    expect({ id, errors: isReport.errors }).toEqual({ id, errors: null });
    const known = casesOf(document).filter(({ status }) => status === 'known');
    const apart = casesOf(document).filter(({ status }) => status === 'skipped');
    if (INCOMPARABLE_IDS.some((one) => one === id)) expect(apart).toHaveLength(1);
    else expect(known.map((one) => one.id)).toContain(id);
    expect(casesOf(document).filter(({ status }) => status === 'failed')).toEqual([]);
  }
});

it('a rule that is simpler than a kernel is a case, with its note', async () => {
  const golden = await choose('edge-many-walks-70-migrating', {}, FIXTURES);
  const entries = [{ at: '0x7f0000000000', level: 'pmd', is: 'huge', pfn: '0x2000' } as const];
  const { scenario } = golden;
  const document = { ...writeScenario(scenario), mm: { ...writeScenario(scenario).mm, entries } };
  const changed = readScenario(
    { ...document, range: { ...document.range, default: 'w' } },
    { file: 'x' },
  );
  const shown = explain({ ...golden, scenario: changed, expect: undefined }, runner);
  const report = explainDocument(shown, facts('explain', 0));
  isReport(JSON.parse(JSON.stringify(report)));
  expect(isReport.errors).toBe(null);
  expect(report.notes).toMatchObject([{ id: 'huge-page-split', pages: [{ first: 0, pages: 1 }] }]);
  expect(casesOf(report).filter(({ rule }) => rule.startsWith('simplification.'))).toMatchObject([
    { id: 'simplification/huge-page-split', status: 'known', level: 'note' },
  ]);
  expect(report.rules.map(({ page }) => page)).toContain('docs/simplifications.md#huge-page-split');
});

it('the explanation of every measured edge case is of the schema, and agrees', async () => {
  const file = join(FIXTURES, 'golden/edge.jsonl.gz');
  for await (const { scenario, expect: expected, line } of readCorpus(file)) {
    if (scenario.range.asks.length > 2048) continue;
    const chosen = { file, line, measured: true, scenario, expect: expected, entry: undefined };
    const document = explainDocument(explain(chosen, runner), facts('explain', 0));
    isReport(JSON.parse(JSON.stringify(document)));
    expect({ line, errors: isReport.errors }).toEqual({ line, errors: null });
    const vectors = casesOf(document).filter((one) => one.id.startsWith('vectors/'));
    expect(vectors.map(({ status }) => status)).toEqual(vectors.map(() => 'passed'));
    expect(vectors.length).toBeGreaterThan(0);
  }
});
