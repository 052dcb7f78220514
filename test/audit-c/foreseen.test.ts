// SPDX-License-Identifier: GPL-2.0-or-later
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AloneRunner, type JudgedAlone } from '../../audit/c/alone-runner';
import { build } from '../../audit/c/build';
import { type AskedRange, Status } from '../../audit/c/case-result';
import { findCompiler } from '../../audit/c/compiler';
import { findConfinement } from '../../audit/c/confinement';
import { answerCall } from '../../audit/c/driver-call';
import type { RunnerSetup } from '../../audit/c/runner-process';
import { NOUVEAU } from '../../legacy/known-formats';
import { AddressSpace } from '../../mm/address-space';
import { Ask } from '../../mm/range';
import { advance, PAGE_SIZE, PMD_SIZE } from '../../mm/units';
import { encodeRequest } from '../../modern/format';
import { makeSide } from '../../oracle/run/runner';
import type { Scenario } from '../../oracle/scenario/scenario';
import { BASE, imageOf, PLAIN_VMA, requestOf, vmas } from '../../oracle/scope/building';
import { describeWithCompiler, noCompiler, optionsFor, temporaryFolder } from './support';

const FOLDER = join(__dirname, 'pieces');
const folder = temporaryFolder();

/** A range of so many pages, which nothing is mapped at yet. */
function pagesAsked(pages: number): Scenario {
  const policy = { defaults: Ask.nothing, mask: Ask.all };
  return {
    id: 'pieces',
    mm: imageOf(vmas(PLAIN_VMA, BASE, advance(BASE, PMD_SIZE)), []),
    range: requestOf(BASE, new Uint8Array(pages), policy, 1),
    format: NOUVEAU,
  };
}

/** A range fault of so many pages from the beginning of the range on. */
function asked(pages: number, mask = 0n): AskedRange {
  return {
    ...{ start: BASE, end: BASE + pages * PAGE_SIZE, mask, owner: 1 },
    ...{ defaults: encodeRequest(Ask.read, 64), flags: [0n, 0n], values: [0n, 0n, 0n] },
    ...{ pfnShift: 0, word: () => 0n },
  };
}

describe('the range faults that will likely follow one that a driver makes', () => {
  const space = new AddressSpace();
  const side = makeSide('modern-6.12', space);

  function following(scenario: Scenario, first: AskedRange): readonly (readonly number[])[] {
    const answered = answerCall(scenario, [], first, side, space);
    if (typeof answered === 'string' || !('call' in answered)) throw new Error('no answer');
    return answered.following.map(({ answer: { start, pages } }) => [
      (start - BASE) / PAGE_SIZE,
      pages,
    ]);
  }

  it('take the rest of the range, in pieces like the first one', () => {
    expect(following(pagesAsked(8), asked(3))).toEqual([
      [3, 3],
      [6, 2],
    ]);
    expect(following(pagesAsked(8), asked(8))).toEqual([]);
  });

  it('are not known where words of the array count', () => {
    expect(following(pagesAsked(8), asked(3, encodeRequest(Ask.write, 64)))).toEqual([]);
  });

  it('end with one that fails, and where the driver would have too many', () => {
    const { mm, ...scenario } = pagesAsked(40);
    const [vma] = vmas(PLAIN_VMA, BASE, advance(BASE, 4 * PAGE_SIZE));
    if (vma === undefined) throw new Error('no VMA');
    expect(following({ ...scenario, mm: { ...mm, vmas: [vma] } }, asked(1))).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 1],
    ]);
    expect(following({ ...scenario, mm }, asked(1))).toHaveLength(23);
  });
});

describeWithCompiler(noCompiler(), 'a driver that faults its range page by page', () => {
  let setup: RunnerSetup;

  beforeAll(async () => {
    const limits = { seconds: 60, folder, signal: new AbortController().signal };
    const compiler = await findCompiler(undefined, limits);
    const options = optionsFor({
      before: undefined,
      after: join(FOLDER, 'driver.c'),
      adapter: join(FOLDER, 'adapter.c'),
      sides: { before: 'v5.7', after: 'modern-6.12' },
    });
    const built = await build(options, compiler, folder);
    const confinement = await findConfinement(limits);
    setup = { build: built, confinement, timeout: 200, signal: limits.signal };
  });
  afterAll(() => {
    delete process.env['LC_HMM_AUDIT_TEST_MISTAKE'];
  });

  /** What it makes of ranges of so many pages, at the fourth page in this way. */
  async function judge(way: number, sizes = [6, 2, 6]): Promise<readonly JudgedAlone[]> {
    process.env['LC_HMM_AUDIT_TEST_MISTAKE'] = String(way);
    const runner = await AloneRunner.start(setup);
    try {
      const circumstances = { schedule: 'quiet', access: 'read' } as const;
      const trials = sizes.map((pages) => ({ scenario: pagesAsked(pages), circumstances }));
      return await runner.judge(trials, 10);
    } finally {
      await runner.close();
    }
  }

  /** Of each call its page, what it asks for and as whom. */
  function callsOf(judged: JudgedAlone | undefined): readonly string[] {
    if (judged?.kind !== 'ran') throw new Error('it did not run');
    return judged.calls.map(({ answer, scenario: { range } }) => {
      const asks = range.defaults === Ask.write ? 'write' : 'read';
      return `${(answer.start - BASE) / PAGE_SIZE} ${asks} ${range.owner}`;
    });
  }

  const READ = ['0 read 1', '1 read 1', '2 read 1'];

  it.each([
    ['as before', 0, ['3 read 1', '4 read 1', '5 read 1']],
    ['with the right to write', 1, ['3 write 1', '4 write 1', '5 write 1']],
    ['without an owner', 2, ['3 read 0', '4 read 0', '5 read 0']],
    ['no more', 3, []],
  ] as const)('that goes on %s gets the answers to its own calls', async (_, way, rest) => {
    const [six, two, again] = await judge(way);
    expect(callsOf(six)).toEqual([...READ, ...rest]);
    expect(callsOf(two)).toEqual(READ.slice(0, 2));
    expect(callsOf(again)).toEqual(callsOf(six));
  });

  it('that crashes there has made three calls, and does so in each range', async () => {
    const [six, two, again] = await judge(5);
    expect(callsOf(six)).toEqual(READ);
    expect(callsOf(again)).toEqual(READ);
    const ends = [six, two, again].map((one) => one?.kind === 'ran' && one.result.status);
    expect(ends).toEqual([Status.bug, Status.ok, Status.bug]);
  });

  it('that warns there does so with each number of calls, as if answers went step by step', async () => {
    const warnings = (await judge(4, [5, 6, 6, 3])).map(
      (one) => one.kind === 'ran' && one.result.warnings.length,
    );
    expect(warnings).toEqual([1, 1, 0, 0]);
  });
});
