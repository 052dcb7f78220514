// SPDX-License-Identifier: GPL-2.0-or-later
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { campaignReport } from '../../oracle/batch/campaign-report';
import { MINIMUMS_FILE, type Minimums, readMinimums } from '../../oracle/batch/minimums';
import { verdictOfCheck } from '../../oracle/check/report';
import { reachableCells } from '../../oracle/coverage/coverage';
import { SIDE_NAMES } from '../../oracle/run/side-names';
import { casesOf } from '../../report/machine/report';
import { checkDocument } from '../../report/machine/schema/check';
import { commandText } from '../../report/text/campaign-text';
import { checkText } from '../../report/text/check-text';
import { PLAIN } from '../../report/text/style';
import { facts } from '../report/samples';
import { temporaryFolder } from '../support/surroundings';
import { undisturbed } from './in-process';

async function report(minimums: Minimums, sides = ['legacy', 'modern'] as const, runs = 600) {
  const streams = [{ seed: 2, profile: 'small' }] as const;
  const plan = { sides, vectors: [], scope: 0, streams, runs, together: true } as const;
  const { spec, run } = await undisturbed(plan, minimums);
  return campaignReport(spec, run, commandText, new AbortController().signal);
}

function fileOf(value: unknown): string {
  const file = join(temporaryFolder(), 'minimums.json');
  writeFileSync(file, JSON.stringify(value));
  return file;
}

describe('a campaign with minimums', () => {
  it('is clean if it reaches all of them', async () => {
    const cells = { modern: { 'pte-present read': 1, 'pte-present write': 1 } };
    const together = { legacy: { 'gap + pte-present': 1 } };
    const done = await report({ schema: 'hmm-minimums/1', cells, together });
    expect(verdictOfCheck(done).kind).toBe('clean');
    expect(checkText(done, PLAIN)).toContain('\nMinimums: all 3 were reached\n');
  });

  it('fails if it falls short of one, and says of which, and what it never saw', async () => {
    const cells = { modern: { 'gap read': 1, 'pte-present read': 1e9, 'pte-present write': 1 } };
    const done = await report({ schema: 'hmm-minimums/1', cells });
    expect(verdictOfCheck(done).kind).toBe('found');
    const text = checkText(done, PLAIN);
    expect(text).toContain('\nMinimums: 2 of 3 were not reached\n');
    expect(text).toContain('\n  modern gap read: never seen, at least 1 expected\n');
    expect(text).toMatch(
      /\n {2}modern pte-present read: seen \d+ times, at least 1000000000 expected\n/,
    );
    expect(text).toContain('2 minimums not reached in 600 random scenarios.');
    const failed = casesOf(checkDocument(done, facts('campaign', 2, 1))).filter(
      ({ status }) => status === 'failed',
    );
    expect(failed.map(({ id }) => id)).toEqual([
      'minimum-reached/modern_gap_read',
      'minimum-reached/modern_pte-present_read',
    ]);
  });

  it('says which minimums are of sides that did not run, and compares nothing with no others', async () => {
    const cells = { 'modern-6.1': { 'pte-present read': 1 } };
    const done = await report({ schema: 'hmm-minimums/1', cells });
    expect(verdictOfCheck(done)).toMatchObject({ kind: 'nothing-compared', missing: ['minimums'] });
    expect(checkText(done, PLAIN)).toContain(
      'minimums: the minimums of modern-6.1, which was not run',
    );
  });
});

describe('a file of minimums', () => {
  it('that comes with the package asks for every cell that can be reached, of every side', () => {
    const { cells = {} } = readMinimums(MINIMUMS_FILE);
    for (const side of SIDE_NAMES) {
      const names = reachableCells(side, false).map(
        ({ origin, outcome }) => `${origin} ${outcome}`,
      );
      expect(Object.keys(cells[side] ?? {}).sort()).toEqual(names.sort());
    }
  });

  it('is refused if it names what does not exist', () => {
    const schema = 'hmm-minimums/1';
    const cells = { modern: { 'pte-persent read': 1 } };
    expect(() => readMinimums(fileOf({ schema, cells }))).toThrow(
      'cells.modern: expected "ORIGIN OUTCOME", got pte-persent read',
    );
    const together = { modern: { 'pte-present + gap': 1 } };
    expect(() => readMinimums(fileOf({ schema, together }))).toThrow(
      'together.modern: expected "ORIGIN + ORIGIN", in their order, got pte-present + gap',
    );
    expect(() => readMinimums(fileOf({ schema, cells: { other: {} } }))).toThrow('cells');
    expect(() => readMinimums(fileOf({ schema: 'hmm-minimums/2' }))).toThrow('schema');
    expect(() => readMinimums('no-such-file')).toThrow('no-such-file: expected a file');
  });
});
