// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { FailureStore } from '../../oracle/batch/failure-store';
import { Judge } from '../../oracle/campaign/judge';
import { check } from '../../oracle/check/check';
import { causeCountsOf } from '../../oracle/check/examined';
import { findingsOf } from '../../oracle/check/finding';
import { verdictOfCheck, withStored } from '../../oracle/check/report';
import { runChunk } from '../../oracle/chunk/run-chunk';
import { makeSide, Runner } from '../../oracle/run/runner';
import type { SideName } from '../../oracle/run/side-names';
import { checkText } from '../../report/text/check-text';
import { PLAIN } from '../../report/text/style';
import { faultyMaker, type PlantedFault } from '../faults/graph';
import { OPTIONS, PLANTED, PLANTED_GAP } from '../report/samples';
import { temporaryFolder } from '../support/surroundings';

const SIDES: readonly SideName[] = ['legacy', 'modern'];

function judgeWith(fault: PlantedFault): () => Judge {
  const make = faultyMaker(fault);
  return () => {
    const space = new AddressSpace();
    return new Judge(new Runner(space, [makeSide('legacy', space), make('modern', space)]));
  };
}

/** What is found with a wrong line, shrunk. */
async function findings(makeJudge: () => Judge) {
  const stream = { seed: 9, profile: 'small' } as const;
  const part = { column: 'random', stream, first: 0, stop: 800, together: false } as const;
  const result = await runChunk({ number: 0, sides: SIDES, part }, makeJudge);
  if ('refused' in result) throw new Error(result.refused.message);
  return (await findingsOf([causeCountsOf(result.counted)], SIDES, makeJudge())).shown;
}

const files = (folder: string): readonly string[] => readdirSync(join(folder, 'failures'));

describe('a store of failures', async () => {
  const wrong = judgeWith(PLANTED);
  const found = await findings(wrong);

  it('keeps a file a cause, once, with the scenario, the build and the command', () => {
    const folder = temporaryFolder();
    expect(found.length).toBeGreaterThan(0);
    expect(FailureStore.open(folder).add(found, () => 'a command')).toBe(found.length);
    expect(FailureStore.open(folder).add(found, () => 'another command')).toBe(0);
    expect(files(folder)).toHaveLength(found.length);
    const text = readFileSync(join(folder, 'failures', files(folder)[0] ?? ''), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      schema: 'hmm-failure/1',
      sides: SIDES,
      foundBy: { command: 'a command' },
      fixedBy: null,
      scenario: { schema: 'hmm-scenario/1' },
    });
  });

  it('says of each whether it is still there, fixed, changed, or was not run', () => {
    const folder = temporaryFolder();
    FailureStore.open(folder).add(found.slice(0, 1), () => 'a command');
    const states = (judge: () => Judge) =>
      FailureStore.open(folder)
        .runAgain(SIDES, judge)
        .map(({ state }) => state);
    expect(states(wrong)).toEqual(['still shown']);
    expect(states(() => new Judge(Runner.of(SIDES)))).toEqual(['fixed']);
    expect(states(wrong)).toEqual(['still shown']);
    expect(
      FailureStore.open(folder)
        .runAgain(['legacy'])
        .map(({ state }) => state),
    ).toEqual(['not run']);
    const [file = ''] = files(folder).map((name) => join(folder, 'failures', name));
    const stored = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...stored, cause: 'legacy/modern: something else' }));
    const [changed] = FailureStore.open(folder).runAgain(SIDES, wrong);
    expect(changed).toMatchObject({ state: 'changed', now: [found[0]?.cause] });
  });

  it('is part of the verdict: what is still there is found, what is fixed is clean', async () => {
    const folder = temporaryFolder();
    FailureStore.open(folder).add(found.slice(0, 1), () => 'a command');
    const options = { ...OPTIONS, sides: SIDES, runs: 50 };
    const report = await check(options, () => undefined, new AbortController().signal);
    const still = withStored(report, FailureStore.open(folder).runAgain(SIDES, wrong));
    expect(verdictOfCheck(still).kind).toBe('found');
    expect(checkText(still, PLAIN)).toContain(`  still shown: ${found[0]?.cause}\n`);
    expect(checkText(still, PLAIN)).toContain('1 stored failure not fixed in 50 random scenarios.');
    const fixed = withStored(report, FailureStore.open(folder).runAgain(SIDES));
    expect(verdictOfCheck(fixed).kind).toBe('clean');
    expect(checkText(fixed, PLAIN)).toContain(`  fixed: ${found[0]?.cause}\n`);
  });

  it('refuses a file that is no failure, and a folder that cannot be written', () => {
    const folder = temporaryFolder();
    FailureStore.open(folder);
    writeFileSync(join(folder, 'failures', 'one.json'), '{"schema":"hmm-failure/1"}');
    expect(() => FailureStore.open(folder)).toThrow('one.json: ');
    rmSync(join(folder, 'failures', 'one.json'));
    mkdirSync(join(folder, 'failures', 'one.json'));
    expect(() => FailureStore.open(folder)).toThrow(
      'one.json: expected a stored failure, got a directory',
    );
    expect(() => FailureStore.open('/proc/store')).toThrow('/proc/store: cannot be written');
  });

  it('refuses a failure whose scenario is none by the name of its file', () => {
    const folder = temporaryFolder();
    FailureStore.open(folder).add(found.slice(0, 1), () => 'a command');
    const file = join(folder, 'failures', files(folder)[0] ?? '');
    const text = readFileSync(file, 'utf8');
    // The first VMA ends where it begins.
    writeFileSync(
      file,
      text.replace(/"start": (".*"),\n(\s+)"end": ".*"/, '"start": $1,\n$2"end": $1'),
    );
    expect(() => FailureStore.open(folder)).toThrow(
      `${file}: mm.vmas[0].end: expected an address above the VMA's start`,
    );
  });

  it('keeps causes of other wrong lines beside it', async () => {
    const folder = temporaryFolder();
    const others = await findings(judgeWith(PLANTED_GAP));
    const store = FailureStore.open(folder);
    store.add(found, () => 'a command');
    store.add(others, () => 'a command');
    const causes = new Set([...found, ...others].map(({ cause }) => cause));
    expect(files(folder)).toHaveLength(causes.size);
  });
});
