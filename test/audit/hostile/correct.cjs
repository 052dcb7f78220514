// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

/*
 * A driver whose port changes nothing that the formats do not, for the modules beside it: each does
 * one thing that no driver should.
 */
const {
  Ask,
  HMM_PFN_VALID,
  HMM_PFN_WRITE,
  LegacyFormat,
  eachPage,
  pfnOfWord,
} = require('hmm-pfn/drivers');

const FORMAT = new LegacyFormat({
  flags: { valid: 0x1n, write: 0x2n },
  values: { error: 0xffff_ffff_ffff_fffen, none: 0x0n, special: 0xffff_ffff_ffff_fffcn },
  pfnShift: 12,
});
const UNMAPPED = { kind: 'unmapped', entry: 0n };

function mapped(page, write) {
  const entry = (page << 12n) | 1n | (write ? 2n : 0n);
  return { kind: 'mapped', aperture: 'system', page, write, entry, pageTableWord: null };
}

function ask(access) {
  if (access === 'none') return Ask.nothing;
  return access === 'write' || access === 'atomic' ? Ask.write : Ask.read;
}

function convertBefore(window) {
  const { error, special } = FORMAT.fields.values;
  return eachPage(window, (word) => {
    if (word === error || word === special || (word & 1n) === 0n) return UNMAPPED;
    return mapped(word >> 12n, (word & 2n) !== 0n);
  });
}

function convertAfter(window) {
  return eachPage(window, (word) => {
    if ((word & HMM_PFN_VALID) === 0n) return UNMAPPED;
    return mapped(pfnOfWord(word), (word & HMM_PFN_WRITE) !== 0n);
  });
}

/** A wrong port: bit 1 is no right of the fixed format. */
function convertWrongly(window) {
  return eachPage(window, (word) => {
    if ((word & HMM_PFN_VALID) === 0n) return UNMAPPED;
    return mapped(pfnOfWord(word), (word & 2n) !== 0n);
  });
}

/** A driver with something changed in its new version. */
function driverWith(changes = {}) {
  const common = {
    windowLimit: 32,
    owner: 0,
    builds: (accesses) => accesses[0] !== 'none',
    loop: {
      rebuildsRequests: false,
      retriesOnNoPages: false,
      checksSequence: true,
      setsPolicyAgain: false,
      timeLimitMs: 1000,
    },
  };
  return {
    name: 'hostile',
    title: 'a hostile module',
    before: {
      ...common,
      id: 'before',
      title: 'before',
      format: { kind: 'customizable', revision: 'v5.7', format: FORMAT },
      encode: (accesses) => ({ defaults: Ask.nothing, mask: Ask.all, asks: accesses.map(ask) }),
      convert: convertBefore,
    },
    after: {
      ...common,
      id: 'after',
      title: 'after',
      format: { kind: 'fixed' },
      encode: (accesses) => ({ defaults: Ask.nothing, mask: Ask.write, asks: accesses.map(ask) }),
      convert: convertAfter,
      ...changes,
    },
  };
}

/** The new version's outcomes changed; nothing else is. */
function outcomesWith(change) {
  const convert = (window) => {
    const { kind, pages } = convertAfter(window);
    return { kind, pages: pages.map((outcome) => ({ ...outcome, ...change })) };
  };
  return driverWith({ convert });
}

module.exports = { convertAfter, convertBefore, convertWrongly, driverWith, outcomesWith };
