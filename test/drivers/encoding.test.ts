// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { amdgpuAfter, amdgpuBefore } from '../../drivers/amdgpu/pair';
import { AskLevel } from '../../drivers/asked';
import { ACCESSES, type Access, type Driver, rangeRequest } from '../../drivers/driver';
import { makeRangeCall } from '../../drivers/make-range-call';
import { nouveauAfter } from '../../drivers/nouveau/after';
import { nouveauBefore } from '../../drivers/nouveau/before';
import { DRIVERS } from '../../drivers/registry';
import { AddressSpace } from '../../mm/address-space';
import { Ask } from '../../mm/range';
import { page } from '../support/build';

/** The words that a driver writes for a window, and what they ask. */
function written(
  driver: Driver,
  accesses: readonly Access[],
): { words: string[]; asked: AskLevel[] } {
  const call = makeRangeCall(driver.format, new AddressSpace());
  call.prepare(rangeRequest(driver, accesses, page(0)));
  return {
    words: accesses.map((_, index) => call.wordText(index)),
    asked: accesses.map((_, index) => call.asked(index)),
  };
}

describe('nouveau', () => {
  const window: readonly Access[] = ['read', 'write', 'atomic', 'prefetch', 'none', 'read'];

  it('asks for a prefetch like for a read until 5.7', () => {
    expect(written(nouveauBefore, window)).toEqual({
      words: ['V', 'V|W', 'V|W', 'V', '0', 'V'],
      asked: [
        AskLevel.read,
        AskLevel.write,
        AskLevel.write,
        AskLevel.read,
        AskLevel.nothing,
        AskLevel.read,
      ],
    });
  });

  it('asks nothing for a prefetch since 5.8', () => {
    expect(written(nouveauAfter, window)).toEqual({
      words: ['VALID', 'VALID|WRITE', 'VALID|WRITE', '0', '0', 'VALID'],
      asked: [
        AskLevel.read,
        AskLevel.write,
        AskLevel.write,
        AskLevel.nothing,
        AskLevel.nothing,
        AskLevel.read,
      ],
    });
  });

  it('lets the whole array through: all ones until 5.7, both request flags since', () => {
    expect(rangeRequest(nouveauBefore, window, page(0))).toMatchObject({
      defaults: Ask.nothing,
      mask: Ask.all,
      owner: 1,
    });
    expect(rangeRequest(nouveauAfter, window, page(0))).toMatchObject({
      defaults: Ask.nothing,
      mask: Ask.write,
      owner: 1,
    });
  });

  it.each([nouveauBefore, nouveauAfter])(
    '$id builds windows from access to access',
    ({ builds }) => {
      expect(builds(['read'])).toBe(true);
      expect(builds(['prefetch', 'none', 'write'])).toBe(true);
      expect(builds(['none'])).toBe(false);
      expect(builds(['read', 'none'])).toBe(false);
      expect(builds(['none', 'read'])).toBe(false);
      expect(builds([])).toBe(false);
    },
  );

  it.each([nouveauBefore, nouveauAfter])('$id takes 16 pages at most', (driver) => {
    const pages = (count: number): Access[] => Array.from({ length: count }, () => 'read');
    expect(driver.builds(pages(16))).toBe(true);
    expect(driver.builds(pages(17))).toBe(false);
    expect(rangeRequest(driver, pages(16), page(0)).end).toBe(page(16));
    expect(() => rangeRequest(driver, pages(17), page(0))).toThrow(
      '"accesses" expected at most 16 pages, got 17',
    );
  });
});

describe('amdgpu', () => {
  it.each([amdgpuBefore, amdgpuAfter])('$id asks by the defaults alone', (driver) => {
    expect(written(driver, ['read', 'read']).asked).toEqual([AskLevel.read, AskLevel.read]);
    expect(written(driver, ['write', 'write']).asked).toEqual([AskLevel.write, AskLevel.write]);
    expect(rangeRequest(driver, ['read'], page(0))).toMatchObject({
      defaults: Ask.read,
      mask: Ask.nothing,
      owner: 0,
    });
    // What the allocation held, at its worst.
    expect([...rangeRequest(driver, ['read', 'read'], page(0)).asks]).toEqual([Ask.all, Ask.all]);
  });

  it.each([amdgpuBefore, amdgpuAfter])('$id asks the same, whatever the array holds', (driver) => {
    const call = makeRangeCall(driver.format, new AddressSpace());
    const request = rangeRequest(driver, ['read'], page(0));
    for (const content of Object.values(Ask)) {
      call.prepare({ ...request, asks: Uint8Array.of(content) });
      expect(call.asked(0)).toBe(AskLevel.read);
    }
  });

  it.each([amdgpuBefore, amdgpuAfter])('$id maps all pages of a window alike', ({ builds }) => {
    expect(builds(['read', 'read'])).toBe(true);
    expect(builds(['write'])).toBe(true);
    expect(builds(['read', 'write'])).toBe(false);
    expect(builds(['prefetch'])).toBe(false);
    expect(builds([])).toBe(false);
  });
});

it('only the loops until 5.7 know of a page count', () => {
  const known = DRIVERS.filter(({ loop }) => loop.noPages === 'again');
  expect(known.map(({ id }) => id)).toContain('nouveau-before');
  expect(new Set(known.map(({ format }) => format.kind))).toEqual(new Set(['customizable']));
});

it('every access has a request in every driver', () => {
  for (const driver of DRIVERS) {
    for (const access of ACCESSES) expect(driver.encode([access]).asks).toHaveLength(1);
  }
});
