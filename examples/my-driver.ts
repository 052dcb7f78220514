// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * A driver as `hmm-pfn audit ./examples/my-driver.ts` takes it: the same driver before and after its
 * port, as far as the range fault is concerned. Copy it and put yours in.
 */
import {
  type Access,
  Ask,
  type Conversion,
  type DriverModule,
  type DriverVersion,
  eachPage,
  type FaultedWindow,
  HMM_PFN_VALID,
  HMM_PFN_WRITE,
  LegacyFormat,
  type PageOutcome,
  pfnOfWord,
} from 'hmm-pfn/drivers';

/** `flags[]`, `values[]` and `pfn_shift` until the port. */
const FORMAT = new LegacyFormat({
  flags: { valid: 0x1n, write: 0x2n },
  values: { error: 0xffff_ffff_ffff_fffen, none: 0x0n, special: 0xffff_ffff_ffff_fffen },
  pfnShift: 12,
});

/** What the device's page table gets: address, bit 0 present, bit 1 writable. */
function mapped(pfn: bigint, write: boolean): PageOutcome {
  const entry = (pfn << 12n) | 1n | (write ? 2n : 0n);
  return { kind: 'mapped', aperture: 'system', page: pfn, write, entry, pageTableWord: null };
}

const UNMAPPED: PageOutcome = { kind: 'unmapped', entry: 0n };

function convertBefore(window: FaultedWindow): Conversion {
  return eachPage(window, (word) => {
    const { values, flags, pfnShift } = FORMAT.fields;
    if (word === values.error || (word & flags.valid) === 0n) return UNMAPPED;
    return mapped(word >> BigInt(pfnShift), (word & flags.write) !== 0n);
  });
}

function convertAfter(window: FaultedWindow): Conversion {
  return eachPage(window, (word) => {
    if ((word & HMM_PFN_VALID) === 0n) return UNMAPPED;
    return mapped(pfnOfWord(word), (word & HMM_PFN_WRITE) !== 0n);
  });
}

/** What the driver asks of a page, by what the device does there. */
function ask(access: Access): Ask {
  if (access === 'none') return Ask.nothing;
  return access === 'write' || access === 'atomic' ? Ask.write : Ask.read;
}

const COMMON = {
  windowLimit: 32,
  // A driver without device-private pages has no owner.
  owner: 0,
  builds: (accesses: readonly Access[]): boolean => accesses[0] !== 'none',
  loop: {
    rebuildsRequests: false,
    retriesOnNoPages: false,
    checksSequence: true,
    setsPolicyAgain: false,
    timeLimitMs: 1000,
  },
};

const before: DriverVersion = {
  ...COMMON,
  id: 'my-driver-before',
  title: 'my driver, before the port',
  format: { kind: 'customizable', revision: 'v5.7', format: FORMAT },
  encode: (accesses) => ({ defaults: Ask.nothing, mask: Ask.all, asks: accesses.map(ask) }),
  convert: convertBefore,
};

const after: DriverVersion = {
  ...COMMON,
  id: 'my-driver-after',
  title: 'my driver, after the port',
  format: { kind: 'fixed' },
  encode: (accesses) => ({ defaults: Ask.nothing, mask: Ask.write, asks: accesses.map(ask) }),
  convert: convertAfter,
};

const driver: DriverModule = { name: 'my-driver', title: 'my driver', before, after };

export default driver;
