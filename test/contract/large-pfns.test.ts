// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { Kind } from '../../mm/entry';
import type { SlotImage } from '../../mm/image';
import { PMD } from '../../mm/units';
import { VIOLATIONS } from '../../oracle/contract/registry';
import type { SideRun } from '../../oracle/contract/side-run';
import type { SideName } from '../../oracle/run/side-names';
import { entry, vma } from '../support/build';
import { ranOn } from './runs';

const OWNER = 7;
/** 2^21 pages of 4 KiB: the first frame that runs into the order of 6.16 in 32 bits. */
const EIGHT_GIB = 2 ** 21;

const IDS = [
  'order-is-mapped.pfn-runs-into',
  'pfn-is-mapped.runs-into-order',
  'pfn-is-mapped.own-private-pmd',
] as const;

/** Which of these explain the page. */
function explaining(run: SideRun, page = 0): readonly string[] {
  run.lookAnew();
  return IDS.filter((id) => VIOLATIONS.find((one) => one.id === id)?.explains(run, page));
}

/** The call for the pages from the fourth of a huge page on, when it is over. */
function reporting(side: SideName, entries: readonly SlotImage[]): SideRun {
  const range = { owner: OWNER };
  return ranOn({ vmas: [vma(0, 512)], entries }, { side, first: 3, asks: '..', range });
}

/** Adds to the pfn that a page's word is read as. */
function moveFrame({ side }: SideRun, page: number, by: number): void {
  const { pfns } = side.states;
  pfns[2 * page] = (pfns[2 * page] ?? 0) + by;
}

const huge = (frame: number) => [entry(0, { kind: Kind.pmdHuge, write: true }, frame, PMD)];
const ofOwner = (frame: number) => [
  entry(0, { kind: Kind.pmdDevicePrivate, write: true, owner: OWNER }, frame, PMD),
];

describe('a pfn that runs into the order', () => {
  const large = () => reporting('modern-6.16-32', huge(3 * EIGHT_GIB));

  it('explains exactly the pfn without its upper bits, and the order with them', () => {
    const run = large();
    expect([run.side.states.pfn(1), run.side.mapOrder(1)]).toEqual([4, 9 | 3]);
    expect(explaining(run, 1)).toEqual([IDS[0], IDS[1]]);
  });

  it('explains no other pfn and no other order', () => {
    const run = large();
    moveFrame(run, 1, 1);
    expect(explaining(run, 1)).toEqual([IDS[0]]);
    run.side.words[1] = (run.side.words[1] ?? 0) ^ (EIGHT_GIB << 2);
    expect(explaining(run, 1)).toEqual([]);
  });

  it('explains nothing of a frame for which there is room', () => {
    expect(explaining(reporting('modern-6.16-32', huge(EIGHT_GIB - 512)), 1)).toEqual([]);
    expect(explaining(reporting('modern-6.16', huge(EIGHT_GIB)), 1)).toEqual([]);
  });
});

describe('the owner’s device-private huge page', () => {
  it('is reported from its start, which explains exactly that pfn', () => {
    const run = reporting('modern-6.18', ofOwner(512));
    expect([0, 1].map((page) => run.side.states.pfn(page))).toEqual([512, 513]);
    expect(explaining(run, 1)).toEqual([IDS[2]]);
    moveFrame(run, 1, 1);
    expect(explaining(run, 1)).toEqual([]);
  });

  it('can run into the order from its start, too', () => {
    const run = reporting('modern-6.18-32', ofOwner(EIGHT_GIB));
    expect(run.side.states.pfn(1)).toBe(1);
    expect(explaining(run, 1)).toEqual(IDS);
  });

  it('explains nothing of any other huge page', () => {
    const run = reporting('modern-6.18', huge(512));
    moveFrame(run, 1, -3);
    expect(explaining(run, 1)).toEqual([]);
  });
});
