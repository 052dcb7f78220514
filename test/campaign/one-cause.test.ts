// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { Judge } from '../../oracle/campaign/judge';
import { Tally } from '../../oracle/campaign/tally';
import { causeCountsOf } from '../../oracle/check/examined';
import { findingsOf } from '../../oracle/check/finding';
import { ofTally } from '../../oracle/chunk/tallied';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { makeSide, Runner } from '../../oracle/run/runner';
import { faultySide, type PlantedFault } from '../faults/graph';

const LOOP = 'modern/range-fault.ts';
const WALK = 'modern/walk-operations.ts';
const ENDS = 'modern/vma-walk.ts';
const NEED = 'modern/hmm-pfns.ts';
const SCENARIOS = 2_000;

/** What is found of a wrong modern side beside the right legacy one. */
function findings(fault: PlantedFault) {
  const space = new AddressSpace();
  const sides = [makeSide('legacy', space), faultySide(fault, 'modern', space)];
  const judge = new Judge(new Runner(space, sides));
  const tally = new Tally(judge);
  for (let index = 0; index < SCENARIOS; index++) {
    tally.add(generateScenario(new Random(20200501, index), 'small'), index);
  }
  const names = sides.map(({ name }) => name);
  const counted = ofTally(tally, ({ index }) => ({
    ...{ chunk: 0, index, path: `seed-20200501-small#${index}`, scenario: null },
  }));
  return findingsOf([causeCountsOf(counted)], names, judge);
}

const FAULTS: readonly (readonly [name: string, file: string, right: string, wrong: string])[] = [
  [
    'legacy/modern: which fault is needed',
    WALK,
    'return this.waitFor(slot, page, page + 1, entry);',
    'return this.output.putPageFlags(page, 0, entry);',
  ],
  [
    'legacy/modern: which fault is needed',
    NEED,
    "(cpuFlags & WRITE) === 0) return 'write fault';",
    "(cpuFlags & WRITE) === 0) return 'read fault';",
  ],
  [
    'legacy/modern: what is done about a needed fault',
    WALK,
    'case Kind.none:\n      case Kind.pteSwap:',
    'case Kind.none:',
  ],
  [
    'legacy/modern: how far a piece goes',
    WALK,
    'case Kind.pteSwap:\n        return this.faultIn(vma, page, stop, need, entry);',
    'case Kind.pteSwap:\n        return this.faultIn(vma, page, page + 1, need, entry);',
  ],
  [
    'legacy/modern: how the pages of a piece are faulted',
    ENDS,
    'handleMmFault(this.space, vma, page, write)',
    'handleMmFault(this.space, vma, page, false)',
  ],
  ['legacy/modern: whether a walk has helped', ENDS, 'waitForMigration(this.space, slot);', ''],
  [
    'legacy/modern: what the call returns',
    ENDS,
    'return this.stopAt(EFAULT, Ending.faultFailed',
    'return this.stopAt(EPERM, Ending.faultFailed',
  ],
  [
    'legacy/modern: which pfn a page has',
    'modern/vma-walk.ts',
    'const skipped = this.space.pages.skippedIn(first, pages);',
    'const skipped = pages - pages;',
  ],
  ['legacy/modern: where a walk resumes', LOOP, ': record.within(walk.last);', ': 0;'],
  [
    'passes pages without a word',
    WALK,
    'return this.output.putFlags(first, stop, 0, Kind.hole);',
    'return 0;',
  ],
  [
    'passes without a word the piece at which a walk ended',
    ENDS,
    'this.last = first;',
    'this.last = stop;',
  ],
  [
    'throws TypeError',
    WALK,
    'if (vma === null) return this.reportError(first, stop, Kind.gap);',
    '',
  ],
];

/** Where functions stand that are not among the callbacks. */
const FILES = new Map([
  ['retryUntilDone', LOOP],
  ['faultIn', ENDS],
]);

/** The same, by the function that the line stands in. */
const FAULTS_WITHIN: readonly (readonly [
  name: string,
  within: string,
  right: string,
  wrong: string,
])[] = [
  [
    'legacy/modern: which fault is needed',
    'pmdEntry',
    "this.needOfSpan($start, $end, 0) !== 'nothing'",
    "this.needOfSpan($start, $end, 0) === 'write fault'",
  ],
  ['legacy/modern: which pfn a page has', 'pudEntry', 'PUD_PAGES', 'PMD_PAGES'],
  [
    'legacy/modern: what is done about a needed fault',
    'faultIn',
    '$write && !$vma.write',
    '$write && !$vma.write && !$vma.shared',
  ],
  [
    'legacy/modern: how the pages of a piece are faulted',
    'faultIn',
    'handleMmFault(this.space, $vma, $at, $write)',
    'handleMmFault(this.space, $vma, $at, $write && $at === $2)',
  ],
  [
    'legacy/modern: where a walk resumes',
    'retryUntilDone',
    'if ($code !== EBUSY) return $code;',
    'if ($code !== EBUSY) return $code; if (record.walks === 2) walk.last = 0;',
  ],
  [
    'legacy/modern: what the call returns',
    'retryUntilDone',
    'if (checkRetry($space, $record.walks + 1)) return EBUSY;',
    'if (checkRetry($space, $record.walks + 1)) return -14;',
  ],
  [
    'legacy/modern: what the call returns',
    'reportError',
    'return this.stopAt(EFAULT, Ending.impossible, $origin, $start, $end);',
    'return this.stopAt(-16, Ending.impossible, $origin, $start, $end);',
  ],
  [
    'legacy/modern: which rights a page has',
    'hugetlbEntry',
    '$present ? accessFlags($entry) : 0',
    '$present ? accessFlags($entry) && VALID | WRITE : 0',
  ],
  [
    'legacy/modern: whether there is a page',
    'hole',
    'return this.output.putFlags($start, $end, 0, Kind.hole);',
    "return this.output.putFlags($start, $end, $1.backing.kind === 'hugetlb' ? ERROR : 0, Kind.hole);",
  ],
  [
    'legacy/modern: when the call ends',
    'retryUntilDone',
    'if ($code !== EBUSY) return $code;',
    'if ($code !== EBUSY || record.walks >= 3) return $code;',
  ],
];

describe('one wrong line is three causes at most, and the first names what it decides:', () => {
  const expectNamed = async (fault: PlantedFault): Promise<void> => {
    const { shown, others } = await findings(fault);
    expect(shown[0]?.cause).toBe(fault.name);
    expect(shown[0]?.shrinking).toBe('shrunk');
    expect(shown.length + others.length).toBeLessThanOrEqual(3);
  };

  it.each(FAULTS)('%s', async (name, file, right, wrong) => {
    await expectNamed({ name, file, right, wrong });
  });

  it.each(FAULTS_WITHIN)('%s, in %s', async (name, within, right, wrong) => {
    const file = FILES.get(within) ?? WALK;
    await expectNamed({ name, file, within, right, wrong });
  });
});

describe('a side that throws', () => {
  it('is a finding with its scenario, the message, and where it was thrown', async () => {
    const [, file = '', right = '', wrong = ''] = FAULTS.at(-1) ?? [];
    const { shown } = await findings({ name: 'no check for a gap', file, right, wrong });
    const [found] = shown;
    expect(found?.kind).toBe('side');
    expect(found?.scenario.id).toBe('new');
    expect(found?.text).toMatch(/^modern throws TypeError in \w+: Cannot (read|destructure) prop/);
    expect(found?.text).toMatch(/\n {2}at HmmWalk\.\w+ /);
    expect(found?.path).toMatch(/^seed-20200501-small#\d+(:\d+)*$/);
  });
});

describe('a side that remembers an earlier call', () => {
  it('is found, and what it shows of that by itself is not said to be shrunk', async () => {
    const { shown } = await findings({
      name: 'the owner of the first call counts',
      file: WALK,
      right: 'this.owner = request.owner;',
      wrong: 'if (this.owner === 0) this.owner = request.owner;',
    });
    expect(shown.length).toBeGreaterThan(0);
    const remembered = shown.find(({ kind }) => kind !== 'unsteady');
    expect(remembered?.shrinking).toBe('not shown again');
    expect(remembered?.details.length).toBeGreaterThan(0);
  });
});
