// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  compareScenario,
  explainScenario,
  explanationText,
  goldenVectors,
  InputError,
  KNOWN_CAUSES,
  minimalScenario,
  parseScenario,
  readScenario,
  readVectors,
  runScenario,
  type SideName,
  sidesShowing,
  validateScenario,
  writeScenario,
} from '../../api';
import { packageFile } from '../../oracle/package/files';
import { sample } from '../scenario/sample';

const GOLDEN = packageFile('fixtures', 'golden');
const HUGETLB_NONE = minimalScenario('hugetlb-none-valid');

describe('reading and writing', () => {
  it('gives the value back as a document, in canonical form', () => {
    const value: unknown = { ...HUGETLB_NONE, events: [] };
    expect(parseScenario(value)).toEqual(HUGETLB_NONE);
    expect(writeScenario(HUGETLB_NONE)).toBe(JSON.stringify(HUGETLB_NONE));
  });

  it('names what is wrong, where, and what belongs there', () => {
    const wrong = sample();
    const value = { ...wrong, range: { ...HUGETLB_NONE.range, owner: 5000 } };
    const message = 'mine: range.owner: expected an integer from 0 to 4095, got 5000';
    expect(() => parseScenario(value, 'mine')).toThrow(message);
    const validation = validateScenario(value, 'mine');
    expect(validation.valid ? undefined : validation.error.field).toBe('range.owner');
    expect(validateScenario(HUGETLB_NONE)).toEqual({ valid: true, scenario: HUGETLB_NONE });
  });

  it('picks one scenario of a file, by its id or line', async () => {
    const file = join(GOLDEN, 'small.jsonl.gz');
    expect((await readScenario(file)).id).toBe('small-1-00000');
    expect((await readScenario(file, { line: 18 })).id).toBe('small-1-00017');
    const wanted = readScenario(file, { id: 'small-1-99999' });
    await expect(wanted).rejects.toThrow('expected a scenario with the id "small-1-99999"');
  });

  it('reads text in pieces, and bytes that are gzip', async () => {
    const text = writeScenario(HUGETLB_NONE);
    const found = [];
    for await (const { line, scenario, expect: results } of readVectors([
      `${text}\n${text.slice(0, 30)}`,
      text.slice(30),
    ])) {
      found.push({ line, scenario, results });
    }
    const plain = { scenario: HUGETLB_NONE, results: {} };
    expect(found).toEqual([
      { line: 1, ...plain },
      { line: 2, ...plain },
    ]);
    const bytes = readFileSync(join(GOLDEN, 'edge.jsonl.gz'));
    expect((await readScenario([bytes])).id).toBe(
      (await readScenario(join(GOLDEN, 'edge.jsonl.gz'))).id,
    );
  });

  it('refuses a bad line by its place', async () => {
    const all = async (): Promise<void> => {
      for await (const _ of readVectors(['{"schema": 1}\n']));
    };
    await expect(all()).rejects.toThrow(
      '<stream>:1: schema: expected one of hmm-scenario/1 hmm-scenario/2, got 1',
    );
  });
});

describe('running', () => {
  it('gives the results of every golden vector, as the file has them', async () => {
    let vectors = 0;
    for await (const { scenario, expect: results } of goldenVectors()) {
      vectors++;
      expect(runScenario(scenario)).toEqual(results);
    }
    expect(vectors).toBe(10_441);
  });

  it('runs the sides that are named', () => {
    const { 'modern-32': narrow, v5 } = { v5: 0, ...runScenario(HUGETLB_NONE, ['modern-32']) };
    expect([narrow, v5]).toEqual([{ ret: 0, pfns: ['0x0'], faults: [], walks: 1 }, 0]);
    const high = { ...HUGETLB_NONE.mm, zeroPfn: '0x20000000', vmas: [anon()] };
    const range = { ...HUGETLB_NONE.range, default: 'r' as const };
    const results = runScenario({ ...HUGETLB_NONE, mm: high, range }, ['modern-32', 'modern']);
    expect(results['modern-32']).toEqual({ overflow: { page: 0, pfn: '0x20000000' } });
    expect(results.modern.ret).toBe(0);
  });

  it('sees what was changed in a document since the last run', () => {
    const document = structuredClone(HUGETLB_NONE);
    const before = runScenario(document).modern.faults.length;
    Object.assign(document.range, { default: 'r' });
    expect([before, runScenario(document).modern.faults.length]).toEqual([0, 1]);
  });

  it('refuses what is no scenario or no side', () => {
    const empty: unknown = {};
    expect(() => Reflect.apply(runScenario, undefined, [empty])).toThrow(InputError);
    const sides = ['modern', 'ancient'];
    expect(() => Reflect.apply(runScenario, undefined, [HUGETLB_NONE, sides])).toThrow(
      '"sides" expected some of v5.7, legacy, modern,',
    );
  });
});

function anon(): Parameters<typeof runScenario>[0]['mm']['vmas'][number] {
  return { start: '0x7f0000000000', end: '0x7f0000200000', flags: ['read'], backing: 'anon' };
}

describe('comparing and explaining', () => {
  it('names the known cause, and nothing new', () => {
    const { pairs, broken, fresh } = compareScenario(HUGETLB_NONE);
    expect(pairs.map(({ left, right, verdict }) => [left, right, verdict])).toEqual([
      ['v5.7', 'legacy', 'equal'],
      ['legacy', 'modern', 'differ'],
    ]);
    const [, second] = pairs;
    expect(second?.verdict === 'differ' ? second.causes.map(({ id }) => id) : []).toEqual([
      'hugetlb-none-valid',
    ]);
    expect(broken?.map(({ id }) => id)).toContain('valid-is-accessible.hugetlb-none');
    expect(fresh).toEqual([]);
  });

  it('leaves the contract alone if it is told to', () => {
    const sides: readonly SideName[] = ['modern'];
    expect(compareScenario(HUGETLB_NONE, { contract: false, sides })).toEqual({
      pairs: [],
      broken: undefined,
      fresh: [],
    });
  });

  it.each(KNOWN_CAUSES.map(({ id }) => id))('%s has a scenario that shows it', (id) => {
    const { pairs, broken } = compareScenario(minimalScenario(id), { sides: sidesShowing(id) });
    const ids = pairs.flatMap((pair) => {
      if (pair.verdict === 'incomparable') return [pair.why.id];
      return pair.verdict === 'differ' ? pair.causes.map((cause) => cause.id) : [];
    });
    expect([...ids, ...(broken ?? []).map((cause) => cause.id)]).toContain(id);
  });

  it('explains as the command does', () => {
    const explanation = explainScenario(HUGETLB_NONE, { expect: runScenario(HUGETLB_NONE) });
    expect(explanation.sides.map(({ expected }) => expected)).toEqual(
      Array(3).fill({ agrees: true }),
    );
    expect(explanationText(explanation)).toContain('legacy / modern: differ');
    expect(() => explanationText(explanation, 20)).toThrow('"width" expected at least 80, got 20');
  });

  it('refuses an id or a corpus that is none', async () => {
    expect(() => minimalScenario('../golden')).toThrow('expected that of a known cause');
    await expect(goldenVectors('tiny').next()).rejects.toThrow(
      '"corpus" expected one of edge events formats huge illformed small systematic, got tiny',
    );
  });
});
