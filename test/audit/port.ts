// SPDX-License-Identifier: GPL-2.0-or-later
import type {
  Conversion,
  DriverPair,
  DriverVersion,
  FaultedWindow,
} from '../../drivers/conversion';
import { eachPage } from '../../drivers/conversion';
import { type Access, type Encoding, OWN_DEVICE } from '../../drivers/driver';
import { HMM_PFN_VALID, HMM_PFN_WRITE, pfnOfWord } from '../../drivers/hmm-pfn-word';
import { type Loop, PLAIN_LOOP } from '../../drivers/loop';
import { vramAddress } from '../../drivers/nouveau/dmem';
import { PFNMAP_V, PFNMAP_VRAM, PFNMAP_W, pfnmapOutcome } from '../../drivers/nouveau/pfnmap';
import { buildsWindow, WINDOW_PAGES } from '../../drivers/nouveau/window';
import { decodeLegacyEntry, legacyEntry } from '../../legacy/format';
import { NOUVEAU } from '../../legacy/known-formats';
import { StateKind } from '../../mm/page-states';
import { Ask } from '../../mm/range';

/** What both versions of a well-behaved driver ask for an access. */
export function ask(access: Access): Ask {
  if (access === 'none') return Ask.nothing;
  return access === 'write' || access === 'atomic' ? Ask.write : Ask.read;
}

export function encodeWith(
  askOf: (access: Access, page: number) => Ask,
  policy: Partial<Encoding> = {},
): DriverVersion['encode'] {
  return (accesses) => ({
    defaults: Ask.nothing,
    mask: Ask.write,
    asks: accesses.map(askOf),
    ...policy,
  });
}

export const LOOP: Loop = PLAIN_LOOP;

/** An entry for the ioctl from a page that may be mapped. */
export function entryOf(pfn: bigint, write: boolean, isDevicePrivate: boolean): bigint {
  const address = isDevicePrivate ? vramAddress(pfn) | PFNMAP_VRAM : pfn << 12n;
  return address | PFNMAP_V | (write ? PFNMAP_W : 0n);
}

/** A conversion after the port that makes an entry of each word. */
export function converting(
  convert: (word: bigint, window: FaultedWindow, page: number) => bigint,
): Pick<DriverVersion, 'convert'> {
  return {
    convert: (window) =>
      eachPage(window, (word, page) => pfnmapOutcome(convert(word, window, page))),
  };
}

function convertBefore(window: FaultedWindow): Conversion {
  return eachPage(window, (word) => {
    const { kind, pfn } = decodeLegacyEntry(NOUVEAU, 'v5.7', legacyEntry(word));
    if (kind !== StateKind.read && kind !== StateKind.write) return pfnmapOutcome(0n);
    const isDevicePrivate = window.facts.deviceOwner(pfn) !== 0;
    return pfnmapOutcome(entryOf(pfn, kind === StateKind.write, isDevicePrivate));
  });
}

/** One word after the port, as it should be. */
export function convertWord(word: bigint, { facts }: FaultedWindow): bigint {
  if ((word & HMM_PFN_VALID) === 0n) return 0n;
  const pfn = pfnOfWord(word);
  return entryOf(pfn, (word & HMM_PFN_WRITE) !== 0n, facts.deviceOwner(pfn) !== 0);
}

const COMMON = {
  windowLimit: WINDOW_PAGES,
  owner: OWN_DEVICE,
  encode: encodeWith(ask),
  builds: buildsWindow,
};

/** A driver whose port changes nothing that the formats do not. */
export const CORRECT: DriverPair = {
  name: 'port',
  title: 'a correct port',
  before: {
    ...COMMON,
    id: 'port-before',
    title: 'before',
    format: { kind: 'customizable', revision: 'v5.7', format: NOUVEAU },
    encode: encodeWith(ask, { mask: Ask.all }),
    loop: { ...LOOP, noPages: 'again', rewrites: 'flags' },
    convert: convertBefore,
  },
  after: {
    ...COMMON,
    id: 'port-after',
    title: 'after',
    format: { kind: 'fixed' },
    loop: LOOP,
    ...converting(convertWord),
  },
};

/** The correct port with something changed in its new version. */
export function portWith(changes: Partial<DriverVersion>): DriverPair {
  return { ...CORRECT, title: 'a wrong port', after: { ...CORRECT.after, ...changes } };
}
