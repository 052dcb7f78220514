// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { NOUVEAU } from '../../legacy/known-formats';
import { AddressSpace } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { StateKind } from '../../mm/page-states';
import { Ask } from '../../mm/range';
import { PMD } from '../../mm/units';
import { Laboratory } from '../../oracle/differences/premise/experiment';
import type { PmdPiece } from '../../oracle/differences/premise/premise';
import { foreignPrivateFaulted } from '../../oracle/differences/revision/foreign-private-faulted';
import { privatePmdsReported } from '../../oracle/differences/revision/private-pmds-reported';
import { makeSide } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import { keptFaultySide } from '../faults/kept-side';
import { entry, image, request, vma } from '../support/build';

it('the result of a run under premises refers to the entries that really stood there', () => {
  const foreign = { kind: Kind.pteDevicePrivate, owner: 7, write: true };
  const entries = [entry(0, foreign, 2 ** 43 + 5), entry(1, foreign, 0x40)];
  const [far, near] = entries.map(({ high }) => high >>> 0);
  const mm = image({ vmas: [vma(0, 8)], entries });
  const laboratory = new Laboratory(makeSide('modern', new AddressSpace()));
  const scenario = { id: 'foreign', mm, range: request(0, '.r'), format: NOUVEAU };
  laboratory.run(scenario, [foreignPrivateFaulted.premise.newer]);
  const { record } = laboratory.side;
  expect(record.ret).toBe(-14);
  expect(record.origins[0]).toBe(far);
  expect(record.walkEnds().map(({ origin }) => origin)).toEqual([near]);
  laboratory.run({ ...scenario, range: request(0, 'r') }, [foreignPrivateFaulted.premise.newer]);
  expect(record.walkEnds().map(({ origin }) => origin)).toEqual([far]);
});

it('a premise about PMDs is given each piece, with whether a page of it is asked for', () => {
  const huge = (page: number) => entry(page, { kind: Kind.pmdHuge }, 0x1000 + page, PMD);
  const mm = image({ vmas: [vma(0, 1536)], entries: [huge(0), huge(512), huge(1024)] });
  const laboratory = new Laboratory(makeSide('modern', new AddressSpace()));
  /** The low word of each piece's entry, how many pages lie before it, and whether it is asked for. */
  const pieces = (
    asks: string,
    mask: Ask = Ask.all,
  ): readonly (readonly [number, number, boolean])[] => {
    const given: [number, number, boolean][] = [];
    const show = ({ low, skipped, asked }: PmdPiece): undefined => {
      given.push([low, skipped, asked]);
    };
    const scenario = { id: 'pieces', mm, range: request(510, asks, { mask }), format: undefined };
    laboratory.run(scenario, [{ pmds: { show, restore: (high) => high } }]);
    return given;
  };
  const middle = '.'.repeat(512);
  const asked = (asks: string, mask?: Ask): readonly boolean[] =>
    pieces(asks, mask).map(([, , one]) => one);
  expect(pieces(`..${middle}..`)).toEqual([
    ...[[0x1000, 510, false] as const, [0x1200, 0, false] as const, [0x1400, 0, false] as const],
  ]);
  expect(asked(`.r${middle}..`)).toEqual([true, false, false]);
  expect(asked(`..${middle}r.`)).toEqual([false, false, true]);
  expect(asked(`rr${middle}rr`, Ask.nothing)).toEqual([false, false, false]);
});

it('takes back the right that it lent to a huge page, and changes nothing else that is said of it', () => {
  const own = entry(0, { kind: Kind.pmdDevicePrivate, owner: 3 }, 0x1000, PMD);
  const mm = image({ vmas: [vma(0, 512)], entries: [own] });
  const scenario = { id: 'lent', mm, range: request(0, '.', { owner: 3 }), format: NOUVEAU };
  const stateOf = (side: Side): StateKind => {
    const laboratory = new Laboratory(side);
    laboratory.run(scenario, [privatePmdsReported.premise.older]);
    return laboratory.side.states.at(0).kind;
  };
  const refused = {
    ...{ name: 'a huge page is an error', file: 'modern/walk-operations.ts', within: 'huge' },
    right: 'this.output.putMapping($slot, $first, $stop, $pages, $all, $entry)',
    wrong: 'this.output.putFlags($first, $stop, ERROR, $entry)',
  };
  expect(stateOf(makeSide('modern-6.12', new AddressSpace()))).toBe(StateKind.read);
  const wrong = keptFaultySide(refused, 'modern-6.12', new AddressSpace());
  expect(stateOf(wrong)).toBe(StateKind.error);
});
