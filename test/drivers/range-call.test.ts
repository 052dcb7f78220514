// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { ASKED_NAMES, AskLevel } from '../../drivers/asked';
import type { DriverFormat } from '../../drivers/driver';
import { makeRangeCall } from '../../drivers/make-range-call';
import { LegacyFormat } from '../../legacy/format';
import { AMDGPU, DOCUMENTATION, NOUVEAU } from '../../legacy/known-formats';
import { AddressSpace } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { EFAULT } from '../../mm/errno';
import { Ask } from '../../mm/range';
import { entry, loaded, request, vma } from '../support/build';

/** Write in the low half of a word, valid in the high one. */
const ASTRIDE = new LegacyFormat({
  flags: { valid: 1n << 32n, write: 0x1n },
  values: { error: 0xffff_fffen, none: 0x0n, special: 0xffff_fffcn },
  pfnShift: 33,
});

const customizable = (
  format: LegacyFormat,
  revision: 'v5.7' | 'legacy' = 'v5.7',
): DriverFormat => ({
  kind: 'customizable',
  revision,
  format,
});

const FORMATS: readonly (readonly [string, DriverFormat])[] = [
  ['nouveau', customizable(NOUVEAU)],
  ['the documentation', customizable(DOCUMENTATION)],
  ['a format astride both halves', customizable(ASTRIDE)],
  ['the fixed format', { kind: 'fixed' }],
];

/** Which of the two request bits a driver sets: fault 1, write 2. */
const BITS: readonly (readonly [Ask, number])[] = [
  [Ask.nothing, 0],
  [Ask.read, 1],
  [Ask.write, 3],
  [Ask.writeOnly, 2],
  [Ask.all, 3],
];
/** What the two bits ask together: a write without a fault asks nothing. */
const MEANING: readonly AskLevel[] = [
  AskLevel.nothing,
  AskLevel.read,
  AskLevel.nothing,
  AskLevel.write,
];

describe.each(FORMATS)('what %s asks', (_, format) => {
  it('is a page’s request through the mask, and the defaults', () => {
    const call = makeRangeCall(format, new AddressSpace());
    // All ones are no request of a page and no default.
    const policies = BITS.filter(([ask]) => ask !== Ask.all);
    for (const [mask, maskBits] of BITS) {
      for (const [defaults, defaultBits] of policies) {
        const asks = Uint8Array.from(policies, ([ask]) => ask);
        call.prepare({ ...request(0, '....'), asks, mask, defaults });
        const asked = policies.map((__, page) => call.asked(page));
        const expected = policies.map(([, bits]) => MEANING[(bits & maskBits) | defaultBits]);
        expect([mask, defaults, asked]).toEqual([mask, defaults, expected]);
      }
    }
  });

  it('is nothing as long as there is no request', () => {
    const call = makeRangeCall(format, loaded({ vmas: [vma(0, 8)] }));
    call.writeRequests();
    call.run();
    expect(call.asked(0)).toBe(AskLevel.nothing);
    expect(call.word(0)).toBe(0n);
    expect(call.record.walks).toBe(0);
  });

  it('is what the array holds when the call is made, not what was asked at first', () => {
    const writable = entry(0, { kind: Kind.ptePresent, write: true }, 0x2000);
    const readOnly = entry(0, { kind: Kind.ptePresent }, 0x2000);
    const space = loaded({ vmas: [vma(0, 8)], entries: [writable] });
    const call = makeRangeCall(format, space);
    call.prepare(request(0, 'r'));
    call.run();
    const output = new Uint32Array(2);
    call.save(output);
    space.store([readOnly]);
    call.run();
    // The output of a writable page is a request for a write.
    expect([call.record.faults.rows, call.grants(0, AskLevel.write)]).toEqual([1, true]);

    space.rewind();
    space.store([readOnly]);
    call.writeRequests();
    call.run();
    expect([call.record.faults.rows, call.grants(0, AskLevel.write)]).toEqual([0, false]);

    space.rewind();
    space.store([readOnly]);
    call.writeRequests();
    call.restore(0, output);
    call.run();
    expect([call.record.faults.rows, call.grants(0, AskLevel.write)]).toEqual([1, true]);
  });
});

it('what is asked has an order and names', () => {
  expect(AskLevel).toEqual({ nothing: 0, read: 1, write: 2 });
  expect(ASKED_NAMES).toEqual({ 0: 'nothing', 1: 'read', 2: 'write' });
});

describe('a page count', () => {
  it.each<[string, DriverFormat, number | undefined]>([
    ['v5.7', customizable(NOUVEAU), 2],
    ['the customizable format as it was last', customizable(NOUVEAU, 'legacy'), undefined],
    ['the fixed format', { kind: 'fixed' }, undefined],
  ])('of %s', (_, format, pages) => {
    const entries = [0, 1].map((index) => entry(index, { kind: Kind.ptePresent }, 0x2000 + index));
    const call = makeRangeCall(format, loaded({ vmas: [vma(0, 2)], entries }));
    call.prepare(request(0, 'rr'));
    call.run();
    expect([call.record.ret, call.pageCount]).toEqual([0, pages]);
    call.prepare(request(0, 'rrr'));
    call.run();
    expect([call.record.ret, call.pageCount]).toEqual([EFAULT, undefined]);
  });
});

describe('the text of a word', () => {
  const call = makeRangeCall(customizable(AMDGPU), new AddressSpace());
  call.prepare(request(0, 'r'));
  it.each<[number, string]>([
    [0x0, '0'],
    [0x1, 'V'],
    [0x2, 'W'],
    [0x3, 'V|W'],
    [0x5000, '0x5'],
    [0x5002, 'W 0x5'],
    [0x5003, 'V|W 0x5'],
    [0xffff_fffc, 'special'],
    [0xffff_fffe, 'error'],
  ])('0x%x is %s', (low, text) => {
    call.restore(0, Uint32Array.of(low, low > 0xffff_0000 ? 0xffff_ffff : 0));
    expect(call.wordText(0)).toBe(text);
  });
});
