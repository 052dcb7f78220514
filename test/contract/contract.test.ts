// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { LegacyFormat } from '../../legacy/format';
import { AddressSpace } from '../../mm/address-space';
import { Ask } from '../../mm/range';
import { pfn } from '../../mm/units';
import { Judge } from '../../oracle/campaign/judge';
import { newCauses } from '../../oracle/campaign/new-causes';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { Runner } from '../../oracle/run/runner';
import { makeSide, type SideName } from '../../oracle/run/side';
import { faultySide, type PlantedFault } from '../faults/graph';
import { image, request, vma } from '../support/build';

const SEED = 20200504;
const SCENARIOS = 4_000;
const MODERN = 'modern/range-fault.ts';
const NEEDS = 'modern/needed-fault.ts';
const LEGACY = 'legacy/walk-operations.ts';

/** The promises that a side alone is found to break in ways that no known violation explains. */
function brokenBy(fault: PlantedFault | undefined, name: SideName): readonly string[] {
  const space = new AddressSpace();
  const side = fault === undefined ? makeSide(name, space) : faultySide(fault, name, space);
  const judge = new Judge(new Runner(space, [side]));
  const broken = new Set<string>();
  for (let index = 0; index < SCENARIOS; index++) {
    const scenario = generateScenario(new Random(SEED, index), 'small');
    for (const { clause, side, violation } of judge.judge(scenario).breaches) {
      if (violation === null) broken.add(`${side.name} breaks ${clause.id}`);
    }
  }
  return [...broken];
}

/*
 * A side is held to the contract alone, so these are seen even if both sides were wrong alike:
 * where a comparison would find nothing.
 */
describe('a mistake that both sides could share breaks a promise:', () => {
  it.each<[string, SideName, PlantedFault]>([
    [
      'modern breaks requested-is-there',
      'modern',
      {
        name: 'a read fault is thought to be enough for a write',
        file: NEEDS,
        right: '(request & REQ_WRITE) !== 0 && (cpuFlags & WRITE) === 0',
        wrong: '(request & REQ_WRITE) !== 0 && (cpuFlags & VALID) === 0',
      },
    ],
    [
      'legacy breaks requested-is-there',
      'legacy',
      {
        name: 'swap is reported, asked for or not',
        file: LEGACY,
        right: 'const need = this.pfns.pageNeeds(page, NO_FLAGS);\n    if (need === 0)',
        wrong:
          'const need = this.pfns.pageNeeds(page, NO_FLAGS);\n    if (need === 0 || kind === Kind.pteSwap)',
      },
    ],
    [
      'modern breaks invalid-says-nothing',
      'modern',
      {
        name: 'another owner’s page is reported by its pfn',
        file: MODERN,
        right: 'return this.output.putPageFlags(page, 0, entry);',
        wrong: 'return this.output.putEntry(page, table.low(slot), entry, 0);',
      },
    ],
    [
      'modern breaks valid-is-accessible',
      'modern',
      {
        name: 'every present entry counts as writable',
        file: NEEDS,
        right: 'return (entry & WRITE_BIT) !== 0 ? VALID | WRITE : VALID;',
        wrong: 'return VALID | WRITE;',
      },
    ],
    [
      'modern breaks reporting-changes-nothing',
      'modern',
      {
        name: 'holes are faulted without a request',
        file: MODERN,
        right: 'const need = this.needOfSpan(start, end, 0);\n    if (need',
        wrong: "const need = 'read fault';\n    if (need",
      },
    ],
    [
      'modern breaks read-stays-read',
      'modern',
      {
        name: 'every fault is a write fault',
        file: MODERN,
        right: 'handleMmFault(this.space, vma, at, write)',
        wrong: 'handleMmFault(this.space, vma, at, vma.write)',
      },
    ],
    [
      'legacy breaks own-pages-stay',
      'legacy',
      {
        name: 'the owner’s page is faulted back',
        file: LEGACY,
        right: 'if (kind === Kind.none || kind === Kind.pteSwap) {',
        wrong: 'if (kind === Kind.none || kind === Kind.pteSwap || ownerOf(high) > 0) {',
      },
    ],
    [
      'modern breaks fails-for-who-asked',
      'modern',
      {
        name: 'poison fails the call, asked for or not',
        file: MODERN,
        right: "if (need === 'nothing') return this.output",
        wrong: "if (need === 'nothing' && kind !== Kind.pteHwpoison) return this.output",
      },
    ],
    [
      'modern breaks faultable',
      'modern',
      {
        name: 'a special page is reported as none',
        file: MODERN,
        right: 'return this.output.putFlags(start, end, ERROR, origin);',
        wrong: 'return this.output.putFlags(start, end, 0, origin);',
      },
    ],
    [
      'modern breaks mask-hides',
      'modern',
      {
        name: 'the mask is not applied',
        file: NEEDS,
        right: '(this.hmmPfns.flags(page) & this.mask) | this.defaultFlags',
        wrong: 'this.hmmPfns.flags(page) | this.defaultFlags',
      },
    ],
    [
      'modern breaks stop-divides',
      'modern',
      {
        name: 'a stopped call clears the rest of the array',
        file: MODERN,
        right: 'record.stoppedAt = record.ret === 0 ? record.pages : this.output.index(this.last);',
        wrong:
          'record.stoppedAt = record.ret === 0 ? record.pages : this.output.index(this.last);\n    this.hmmPfns.putFlags(record.stoppedAt, record.pages, 0);',
      },
    ],
    [
      'v5.7 breaks count-covers',
      'v5.7',
      {
        name: 'skipped VMAs are not counted',
        file: LEGACY,
        right: 'this.walk.last = end;\n    return SKIP_VMA;',
        wrong: 'return SKIP_VMA;',
      },
    ],
  ])('%s', (expected, name, fault) => {
    expect(brokenBy(fault, name)).toContain(expected);
  });
});

describe('new frames', () => {
  it('may come in any order, also where the format has no bits left for them', () => {
    const format = new LegacyFormat({
      flags: { valid: 0x80_0000n, write: 0x1n },
      values: { error: 0x10n, none: 0n, special: 0x20n },
      pfnShift: 24,
    });
    const mm = image({ nextPfn: pfn(2 ** 40 - 6), vmas: [vma(0, 512)] });
    const range = request(0, '.......', { defaults: Ask.write, mask: Ask.nothing });
    const judge = new Judge(Runner.of(['v5.7', 'legacy', 'modern']));
    expect(newCauses(judge.judge({ id: 'wraps', mm, range, format }))).toEqual([]);
  });
});

describe('the right sides', () => {
  it.each<SideName>(['v5.7', 'legacy', 'modern'])('%s breaks no promise in a new way', (name) => {
    expect(brokenBy(undefined, name)).toEqual([]);
  });
});
