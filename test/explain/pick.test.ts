// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { choose, pickScenario } from '../../oracle/explain/choose';
import { goldenLines, goldenPath } from '../scenario/sample';
import { at, sampleDocument } from './samples';

const FIXTURES = join(__dirname, '../../fixtures');

const ONE = sampleDocument('r', 1, [{ at: at(0), level: 'pte', is: 'swap' }]);
const OTHER = { ...ONE, id: 'other' };

function file(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'hmm-pfn-')), 'some.jsonl');
  writeFileSync(path, text);
  return path;
}

describe('pickScenario', () => {
  it.each([
    ['a bare document', JSON.stringify(ONE)],
    ['one over several lines', JSON.stringify(ONE, null, 2)],
    ['a wrapped one with other fields', JSON.stringify({ scenario: ONE, shows: ['x'], pairs: [] })],
  ])('reads %s', async (_name, text) => {
    const { scenario, line, expect: results, more } = await pickScenario(file(text), {});
    expect({ id: scenario.id, line, results, more }).toEqual({
      id: 'sample',
      line: 1,
      results: undefined,
      more: false,
    });
  });

  it('takes the first of several, and says that there are more', async () => {
    const path = file(`${JSON.stringify(ONE)}\n${JSON.stringify(OTHER)}\n`);
    expect(await pickScenario(path, {})).toMatchObject({ line: 1, more: true });
  });

  it('takes the one of an id, or at a line', async () => {
    const path = file(`${JSON.stringify(ONE)}\n\n${JSON.stringify({ scenario: OTHER })}\n`);
    const wanted = { file: path, line: 3, scenario: { id: 'other' }, more: false };
    expect(await pickScenario(path, { id: 'other' })).toMatchObject(wanted);
    expect(await pickScenario(path, { line: 3 })).toMatchObject(wanted);
    expect(await pickScenario(path, { id: 'other', line: 3 })).toMatchObject(wanted);
  });

  it('passes a bad line on its way to another', async () => {
    const path = file(`{"schema":\n${JSON.stringify(OTHER)}\n`);
    expect(await pickScenario(path, { id: 'other' })).toMatchObject({ line: 2 });
    expect(await pickScenario(path, { line: 2 })).toMatchObject({ line: 2 });
    await expect(pickScenario(path, {})).rejects.toThrow(':1: expected');
  });

  it('takes the results that stand beside it', async () => {
    const [line = ''] = goldenLines('small');
    const picked = await pickScenario(goldenPath('small'), {});
    expect(picked.expect).toEqual(JSON.parse(line).expect);
  });

  it.each([
    ['', {}, ': expected a scenario, got nothing'],
    [JSON.stringify(ONE), { line: 2 }, ': expected a scenario at line 2, got 1 document at other'],
    [
      JSON.stringify(ONE),
      { id: 'smaple' },
      'id "smaple", got 1 document without it; there is sample',
    ],
    [JSON.stringify({ ...ONE, id: 7 }), {}, ':1: id: expected a string, got 7'],
    [JSON.stringify({ scenario: ONE, expect: { modern: 1 } }), {}, ':1: expect.modern: expected'],
    ['[1]', {}, ':1: expected a scenario document, got an array of 1'],
  ])('refuses %j with %j', async (text, wanted, message) => {
    await expect(pickScenario(file(text), wanted)).rejects.toThrow(message);
  });
});

describe('choose', () => {
  it('takes the id of whatever is known', async () => {
    const ids = readdirSync(join(FIXTURES, 'minimal')).map((name) => name.replace(/\.json$/, ''));
    for (const id of ids) {
      const { entry, measured } = await choose(id, {}, FIXTURES);
      expect({ id: entry?.id, measured }).toEqual({ id, measured: false });
    }
  });

  it.each([
    ['small-1-00017', 18],
    ['edge-hugetlb-first-page-only', 29],
  ])('takes golden vector %s', async (id, line) => {
    const chosen = await choose(id, {}, FIXTURES);
    expect(chosen).toMatchObject({ line, measured: true, entry: undefined, scenario: { id } });
    expect(chosen.expect).toBeDefined();
  });

  it('knows a golden vector by its file, too', async () => {
    expect(await choose(goldenPath('edge'), { line: 3 }, FIXTURES)).toMatchObject({
      measured: true,
    });
    const path = file(JSON.stringify(ONE));
    expect(await choose(path, {}, FIXTURES)).toMatchObject({ measured: false });
  });

  it.each([
    ['pte-protnone-valdi', {}, 'got none of them; there is pte-protnone-valid, pmd-protnone-valid'],
    [
      'frobnicate',
      {},
      'frobnicate: expected a file, or the id of a known difference, violation or',
    ],
    ['small-1-99999', {}, 'expected a scenario with the id "small-1-99999", got 3000 documents'],
    ['./frobnicate.json', {}, './frobnicate.json: expected a file, got no such file'],
    ['pte-protnone-valid', { line: 1 }, '--id and --line expected a file to choose from'],
    ['.', {}, '.: expected a file, got a directory'],
  ])('refuses %j with %j', async (target, wanted, message) => {
    await expect(choose(target, wanted, FIXTURES)).rejects.toThrow(message);
  });
});
