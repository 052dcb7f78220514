// SPDX-License-Identifier: GPL-2.0-or-later
import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { attributeBits, highWord, Kind, kindOf, lowWord, ownerOf, pfnOf } from '../../mm/entry';
import { EBUSY, EFAULT, EINTR, EINVAL, ENOMEM, EPERM, LIVELOCK } from '../../mm/errno';
import { findVma, vmaIn } from '../../mm/image';
import { PageStates, StateKind } from '../../mm/page-states';
import { Ask, withAsks } from '../../mm/range';
import { capacityFor } from '../../mm/range-record';
import {
  ADDRESS_ZERO,
  address,
  PAGE_SIZE,
  PFN_LIMIT,
  PGD,
  PMD,
  PTE,
  PUD,
  pfn,
  RANGE_PAGES_LIMIT,
  SLOT_SIZE,
  slotEnd,
  slotStart,
} from '../../mm/units';
import { fromHalves, hexOfHalves, toHalves } from '../../mm/word64';
import { image, page, request, vma } from '../support/build';

describe('a request with another input', () => {
  it('has a call only if it had one', () => {
    const asks = Uint8Array.of(Ask.read);
    const plain = request(0, '.');
    expect(withAsks(plain, asks)).toStrictEqual({ ...plain, asks });
    const unlocked = { ...plain, call: { timeout: 5 } };
    expect(withAsks(unlocked, asks)).toStrictEqual({ ...unlocked, asks });
  });
});

describe('an entry', () => {
  it.each([0, 1, 2, 3, 255, 256, 2048, 4095])('keeps owner %i beside all else', (owner) => {
    const frame = pfn(2 ** 44 - 1);
    const attributes = { kind: Kind.pteDevicePrivate, write: true, owner } as const;
    const high = highWord(frame, attributeBits(attributes));
    expect(ownerOf(high)).toBe(owner);
    expect(kindOf(high)).toBe(Kind.pteDevicePrivate);
    expect(pfnOf(lowWord(frame), high)).toBe(2 ** 44 - 1);
  });

  it('takes attributes from the high word of another one, and its pfn from none', () => {
    const other = highWord(pfn(2 ** 44 - 1), attributeBits({ kind: Kind.ptePresent, write: true }));
    expect(highWord(pfn(5), other)).toBe(0x22);
    expect(highWord(pfn(0x1_0000_0005), other)).toBe(0x10_0022);
  });

  it('is of one kind, whose number is its own and fits', () => {
    const kinds = Object.values(Kind);
    expect([...kinds].sort((one, other) => one - other)).toEqual(kinds.map((_, number) => number));
    expect(kinds.map((kind) => kindOf(attributeBits({ kind, write: true })))).toEqual(kinds);
  });

  it('has a bit for each attribute', () => {
    const bits = (attributes: Parameters<typeof attributeBits>[0]): string =>
      attributeBits(attributes).toString(16);
    expect(bits({ kind: Kind.ptePresent })).toBe('2');
    expect(bits({ kind: Kind.ptePresent, write: true })).toBe('22');
    expect(bits({ kind: Kind.ptePresent, protnone: true })).toBe('42');
    expect(bits({ kind: Kind.ptePresent, special: true })).toBe('82');
    expect(bits({ kind: Kind.pteDevicePrivate, owner: 0xabc })).toBe('abc05');
  });
});

it('errors are those of the system, and a livelock is the number that the C header has', () => {
  const { errno } = constants;
  expect([EPERM, EFAULT, EBUSY, EINVAL, EINTR, ENOMEM]).toEqual(
    [errno.EPERM, errno.EFAULT, errno.EBUSY, errno.EINVAL, errno.EINTR, errno.ENOMEM].map(
      (number) => -number,
    ),
  );
  expect(LIVELOCK).toBe(-1000);
});

describe('addresses and pfns', () => {
  it('have limits', () => {
    expect(address(2 ** 47)).toBe(2 ** 47);
    for (const wrong of [2 ** 47 + 1, -1, 0.5, Number.NaN]) {
      expect(() => address(wrong)).toThrow('"address" expected an integer from 0 to 2^47');
    }
    expect(pfn(2 ** 44 - 1)).toBe(2 ** 44 - 1);
    for (const wrong of [2 ** 44, -1, 0.5]) {
      expect(() => pfn(wrong)).toThrow('"pfn" expected an integer from 0 to 2^44 - 1');
    }
  });

  it('have 52 bits of physical address in documents, and ranges there 64 GiB', () => {
    expect(PFN_LIMIT * PAGE_SIZE).toBe(2 ** 52);
    expect(RANGE_PAGES_LIMIT * PAGE_SIZE).toBe(64 * 2 ** 30);
    expect(ADDRESS_ZERO).toBe(0);
  });

  it('lie in slots of four sizes', () => {
    expect([PTE, PMD, PUD, PGD].map((level) => SLOT_SIZE[level])).toEqual([
      0x1000, 0x20_0000, 0x4000_0000, 0x80_0000_0000,
    ]);
    const at = address(0x7f12_3456_7000);
    expect(slotStart(at, 0x20_0000)).toBe(0x7f12_3440_0000);
    expect(slotEnd(at, 0x20_0000, address(2 ** 47))).toBe(0x7f12_3460_0000);
    expect(slotEnd(at, 0x20_0000, address(0x7f12_3456_8000))).toBe(0x7f12_3456_8000);
  });
});

it('the VMA of an address is the first that ends above it', () => {
  const vmas = [vma(1, 2), vma(4, 6), vma(6, 7)];
  const found = [0, 1, 2, 3, 4, 5, 6, 7].map((index) => findVma(vmas, page(index)));
  expect(found).toEqual([0, 0, 1, 1, 1, 1, 2, 3]);
  expect(findVma([], page(0))).toBe(0);
});

it('an address is in the VMA that begins at or before it, and in none in a gap', () => {
  const [first, second] = [vma(1, 2), vma(4, 6)];
  const found = [0, 1, 2, 3, 4, 5, 6].map((index) => vmaIn([first, second], page(index)));
  const none = undefined;
  expect(found).toEqual([none, first, none, none, second, second, none]);
});

describe('64-bit words', () => {
  it.each([
    [0n, 0, 0, '0x0'],
    [0xffff_ffffn, -1, 0, '0xffffffff'],
    [0x8000_0000_0000_0005n, 5, -0x8000_0000, '0x8000000000000005'],
    [0x1_0000_0000n, 0, 1, '0x100000000'],
    [0xffffn, 0xffff, 0, '0xffff'],
    [0x1_0000n, 0x1_0000, 0, '0x10000'],
    [0x8000_000an, 0x8000_000a | 0, 0, '0x8000000a'],
    [0xf000_0001_000a_0b00n, 0x000a_0b00, 0xf000_0001 | 0, '0xf0000001000a0b00'],
  ])('%s', (word, low, high, hex) => {
    expect(toHalves(word)).toEqual({ low, high });
    expect(fromHalves(low, high)).toBe(word);
    expect(fromHalves(low >>> 0, high >>> 0)).toBe(word);
    expect(hexOfHalves(low, high)).toBe(hex);
  });

  it('have 64 bits', () => {
    expect(toHalves(2n ** 64n - 1n)).toEqual({ low: -1, high: -1 });
    for (const wrong of [-1n, 2n ** 64n]) {
      expect(() => toHalves(wrong)).toThrow('"value" expected 0 to 2^64 - 1');
    }
  });
});

describe('page states', () => {
  it('keep what they hold until more pages come, and have pfns of 44 bits', () => {
    const states = new PageStates();
    states.kinds[0] = StateKind.write;
    states.pfns.set([0x89ab_cdef, 0xfff]);
    states.kinds[63] = StateKind.read;
    states.pfns.set([0x7654_3210, 0xffe], 126);
    states.reserve(64);
    expect(states.at(63)).toEqual({ kind: StateKind.read, pfn: 0xffe_7654_3210n });
    expect(states.at(0)).toEqual({ kind: StateKind.write, pfn: 0xfff_89ab_cdefn });
    expect(states.pfn(0)).toBe(0xfff_89ab_cdef);
    states.reserve(65);
    expect([states.kinds.length, states.pfns.length]).toEqual([128, 256]);
    expect(() => states.at(128)).toThrow('"page" expected an index below 128, got 128');
  });

  it('are of kinds whose numbers are their own', () => {
    const kinds = Object.values(StateKind);
    expect(new Set(kinds).size).toBe(kinds.length);
  });

  it('grow in powers of two', () => {
    expect([1, 64, 65, 128, 129].map(capacityFor)).toEqual([64, 64, 128, 128, 256]);
  });
});

describe('an address space', () => {
  it('is empty until something is loaded', () => {
    const space = new AddressSpace();
    expect(space.image).toEqual({
      ...{ nextPfn: 0, zeroPfn: 0, vmas: [], entries: [] },
      ...{ faultErrors: new Map(), events: [], readEvents: [] },
    });
    expect([space.nextPfn, space.stale, space.ruleCounts.length]).toEqual([0, false, 25]);
    expect(space.allocate(1)).toBe(0);
    space.rewind();
    expect([space.nextPfn, space.table.mark()]).toEqual([0, 0]);
  });

  it('allocates blocks at their own alignment', () => {
    const space = new AddressSpace();
    space.load(image({ nextPfn: pfn(0x1001) }));
    expect([1, 512, 1, 4].map((pages) => space.allocate(pages))).toEqual([
      0x1001, 0x1200, 0x1400, 0x1404,
    ]);
    space.rewind();
    expect(space.allocate(1)).toBe(0x1001);
  });

  it('undoes an experiment, and runs it in the present without events', () => {
    const space = new AddressSpace();
    const events = [{ beforeWalk: 1, invalidate: true, entries: [] }];
    space.load(image({ events }));
    space.stale = true;
    space.allocate(1);
    const before = space.nextPfn;
    space.experiment(() => {
      expect([space.stale, space.image.events, space.nextPfn]).toEqual([false, [], before]);
      space.allocate(7);
      space.table.store(page(0), PTE, 1, Kind.ptePresent);
      space.stale = false;
    });
    expect([space.stale, space.image.events, space.nextPfn]).toEqual([true, events, before]);
    expect(space.table.isTable(space.table.slot(page(0), PGD))).toBe(false);
  });
});
