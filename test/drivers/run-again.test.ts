// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AskLevel } from '../../drivers/asked';
import { type Access, type Driver, rangeRequest } from '../../drivers/driver';
import { makeRangeCall } from '../../drivers/make-range-call';
import { nouveauAfter } from '../../drivers/nouveau/after';
import { nouveauBefore } from '../../drivers/nouveau/before';
import type { RangeCall } from '../../drivers/range-call';
import type { SlotImage } from '../../mm/address-space';
import { type EntryAttributes, Kind } from '../../mm/entry';
import { entry, loaded, page, vma } from '../support/build';

const NOUVEAU: readonly Driver[] = [nouveauBefore, nouveauAfter];

/** A call over pages that hold these entries, prepared for what the device wants of them. */
function prepared(
  driver: Driver,
  accesses: readonly Access[],
  entries: readonly SlotImage[],
): RangeCall {
  const space = loaded({ vmas: [vma(0, 8)], entries });
  const call = makeRangeCall(driver.format, space);
  call.prepare(rangeRequest(driver, accesses, page(0)));
  return call;
}

function texts(call: RangeCall, pages: number): string[] {
  return Array.from({ length: pages }, (_, index) => call.wordText(index));
}

describe('a call on the array as it stands', () => {
  it.each(NOUVEAU)('$id: takes output for requests', (driver) => {
    const call = prepared(
      driver,
      ['read', 'read'],
      [
        entry(0, { kind: Kind.ptePresent, write: true }, 0x2000),
        entry(1, { kind: Kind.ptePresent }, 0x2001),
      ],
    );
    call.run();
    const output = texts(call, 2);
    expect([call.asked(0), call.asked(1)]).toEqual([AskLevel.write, AskLevel.read]);
    call.run();
    expect(call.record.ret).toBe(0);
    expect(texts(call, 2)).toEqual(output);
  });

  it.each(NOUVEAU)('$id: asks nothing for a page that was reported as none', (driver) => {
    const call = prepared(driver, ['none', 'read'], [entry(1, { kind: Kind.ptePresent }, 0x2001)]);
    call.run();
    expect(call.wordText(0)).toBe('0');
    expect(call.asked(0)).toBe(AskLevel.nothing);
    call.run();
    expect(call.record.faults.rows).toBe(0);
  });

  it.each(NOUVEAU)('$id: asks nothing for a page that was reported as an error', (driver) => {
    const special = entry(0, { kind: Kind.ptePresent, special: true }, 0x9000);
    const call = prepared(
      driver,
      ['none', 'read'],
      [special, entry(1, { kind: Kind.ptePresent }, 0x2001)],
    );
    call.run();
    expect(call.wordText(0).toLowerCase()).toBe('error');
    expect(call.asked(0)).toBe(AskLevel.nothing);
    call.run();
    expect(call.record.ret).toBe(0);
    expect(call.wordText(0).toLowerCase()).toBe('error');
  });

  it('only the customizable format takes a protnone page for one that was asked for', () => {
    const protnone: EntryAttributes = { kind: Kind.ptePresent, protnone: true };
    const asked = NOUVEAU.map((driver) => {
      const call = prepared(driver, ['none'], [entry(0, protnone, 0x2000)]);
      call.run();
      return [call.wordText(0), call.asked(0)];
    });
    expect(asked).toEqual([
      ['V 0x2000', AskLevel.read],
      ['0x2000', AskLevel.nothing],
    ]);
  });

  it.each(NOUVEAU)('$id: writes the requests again only when told to', (driver) => {
    const call = prepared(
      driver,
      ['read'],
      [entry(0, { kind: Kind.ptePresent, write: true }, 0x2000)],
    );
    call.run();
    call.run();
    expect(call.asked(0)).toBe(AskLevel.write);
    call.writeRequests();
    expect(call.asked(0)).toBe(AskLevel.read);
    call.run();
    expect(call.grants(0, AskLevel.write)).toBe(true);
  });

  it.each(NOUVEAU)('$id: saves words, and puts single ones back', (driver) => {
    const call = prepared(
      driver,
      ['read', 'write'],
      [
        entry(0, { kind: Kind.ptePresent, write: true }, 0x2000),
        entry(1, { kind: Kind.ptePresent, write: true }, 0x2001),
      ],
    );
    const requests = new Uint32Array(4);
    call.save(requests);
    call.run();
    call.restore(0, requests);
    expect([call.asked(0), call.asked(1)]).toEqual([AskLevel.read, AskLevel.write]);
    expect(call.wordText(1)).toMatch(/0x2001$/);
  });
});

describe('what output grants', () => {
  it.each(NOUVEAU)('$id: a page that is none grants no request', (driver) => {
    const call = prepared(driver, ['none'], []);
    call.run();
    expect(call.grants(0, AskLevel.nothing)).toBe(true);
    expect(call.grants(0, AskLevel.read)).toBe(false);
  });

  it.each(NOUVEAU)('$id: an own device page that is read-only grants no write', (driver) => {
    const own = entry(0, { kind: Kind.pteDevicePrivate, owner: driver.owner }, 0x2000);
    const call = prepared(driver, ['write'], [own]);
    call.run();
    expect(call.record.ret).toBe(0);
    expect(call.grants(0, AskLevel.read)).toBe(true);
    expect(call.grants(0, AskLevel.write)).toBe(false);
    expect(call.asked(0)).toBe(AskLevel.read);
  });
});
