// SPDX-License-Identifier: GPL-2.0-or-later
import type { KindName, KindRow } from './kind-row';

/*
 * Everything that is known of a kind of entry outside `mm/` and the two formats: one row a kind, and
 * everybody else derives from it. How to add one: a number in mm/entry.ts, a row here, and then the
 * compiler names the switches (mm/fault.ts, legacy/walk-operations.ts, modern/range-fault.ts,
 * kernel/plan/pages.ts).
 */

const NO_VMA = { reported: 'error', requested: 'refused' } as const;
const EMPTY = { reported: 'none', requested: 'faulted' } as const;
const MIGRATING = { reported: 'none', requested: 'waited for' } as const;
const BROKEN = { reported: 'error', requested: 'refused' } as const;
const PAGE = { reported: 'page', requested: 'faulted' } as const;
const BARE = { reported: 'bare', requested: 'faulted' } as const;

const PSEUDO = { at: {}, fields: [], below: 'nothing', lower: {}, symbol: '' } as const;
const OF_HUGETLB = { callback: 'hugetlb', counted: true } as const;
const OF_PTE = { lower: {}, callback: 'pte', counted: true } as const;
const OTHER_MARKER = {
  ...OF_PTE,
  at: { pte: 2 },
  since: 2,
  fields: [],
  below: 'nothing',
  fault: 'fails',
} as const;
/** Of a marker that is no longer faulted: it was from 5.19 to 6.18, and unknown before. */
const REFUSED_MARKER = {
  reported: 'none',
  requested: 'refused',
  before: {
    change: 'otherMarkersRefused',
    ...EMPTY,
    before: { change: 'otherMarkersAreNone', reported: 'none', requested: 'refused' },
  },
} as const;
const PTE_NONE = { origin: 'pte-none', says: 'pte none', ...EMPTY } as const;
const MAPPING = ['pfn', 'write', 'protnone'] as const;
const FRAME = ['pfn', 'write'] as const;

/**
 * The kinds in the order in which reports list them: as a walk comes to them, from the VMA down.
 */
export const KIND_TABLE = {
  skippedVma: {
    ...PSEUDO,
    is: 'skipped vma',
    fault: null,
    callback: 'test_walk',
    counted: true,
    met: { plain: { origin: 'skipped-vma', says: 'VMA without pages', ...NO_VMA } },
  },
  gap: {
    ...PSEUDO,
    is: 'gap',
    fault: null,
    callback: 'pte_hole',
    counted: false,
    met: { plain: { origin: 'gap', says: 'no VMA', ...NO_VMA } },
  },
  hole: {
    ...PSEUDO,
    is: 'hole',
    fault: 'fills',
    callback: 'pte_hole',
    counted: false,
    met: { plain: { origin: 'hole', says: 'hole', ...EMPTY } },
  },
  pudDevmap: {
    at: { pud: 2 },
    is: 'devmap',
    fields: FRAME,
    below: 'pages',
    lower: { pte: 'ptePresent', pmd: 'pmdDevmap' },
    fault: 'gives rights',
    callback: 'pud_entry',
    counted: true,
    met: { plain: { origin: 'pud-devmap', says: 'pud devmap', ...PAGE } },
    symbol: 'D',
  },
  pmdHuge: {
    at: { pmd: 4 },
    is: 'huge',
    fields: MAPPING,
    below: 'pages',
    lower: { pte: 'ptePresent' },
    fault: 'gives rights',
    callback: 'pmd_entry',
    counted: true,
    met: {
      plain: { origin: 'pmd-huge', says: 'pmd huge', ...PAGE },
      protnone: { origin: 'pmd-huge-protnone', says: 'pmd huge protnone', ...BARE },
    },
    symbol: '',
    remark: 'a transparent huge page',
  },
  pmdDevmap: {
    at: { pmd: 2 },
    is: 'devmap',
    fields: FRAME,
    below: 'pages',
    lower: { pte: 'ptePresent' },
    fault: 'gives rights',
    callback: 'pmd_entry',
    counted: true,
    met: { plain: { origin: 'pmd-devmap', says: 'pmd devmap', ...PAGE } },
    symbol: 'D',
  },
  pmdMigration: {
    at: { pmd: 2 },
    is: 'migration',
    fields: FRAME,
    below: 'nothing',
    lower: { pte: 'pteMigration' },
    fault: 'awaits',
    arrives: 'pmdHuge',
    callback: 'pmd_entry',
    counted: false,
    met: { plain: { origin: 'pmd-migration', says: 'pmd migration', ...MIGRATING } },
    symbol: 'm',
  },
  pmdDevicePrivate: {
    at: { pmd: 3 },
    is: 'device-private',
    since: 2,
    fields: ['pfn', 'write', 'owner'],
    below: 'device pages',
    lower: { pte: 'pteDevicePrivate' },
    fault: 'migrates back',
    callback: 'pmd_entry',
    counted: false,
    met: {
      own: {
        origin: 'pmd-own-device-private',
        says: 'pmd device-private of this owner',
        reported: 'page',
        requested: 'satisfied',
        before: { change: 'privatePmdsReported', ...BROKEN },
      },
      foreign: {
        origin: 'pmd-other-device-private',
        says: 'pmd device-private of another owner',
        reported: 'error',
        requested: 'faulted',
        before: { change: 'privatePmdsReported', ...BROKEN },
      },
    },
    symbol: { own: 'd', foreign: 'f' },
    remark: 'a page of a device’s own memory; as a PMD since hmm-scenario/2',
  },
  pmdNonpresent: {
    at: { pmd: 2 },
    is: 'nonpresent',
    fields: [],
    below: 'nothing',
    lower: {},
    fault: 'fails',
    callback: 'pmd_entry',
    counted: false,
    met: { plain: { origin: 'pmd-nonpresent', says: 'pmd nonpresent', ...BROKEN } },
    symbol: 'n',
    remark: 'not present, and not a migration entry',
  },
  pmdBad: {
    at: { pmd: 2 },
    is: 'bad',
    fields: [],
    below: 'nothing',
    lower: {},
    fault: 'fails',
    callback: 'pmd_entry',
    counted: false,
    met: { plain: { origin: 'pmd-bad', says: 'pmd bad', ...BROKEN } },
    symbol: 'b',
  },
  hugetlbNone: {
    ...PSEUDO,
    is: 'none',
    fault: 'fills',
    callback: 'hugetlb',
    counted: true,
    met: { plain: { origin: 'hugetlb-none', says: 'hugetlb none', ...BARE } },
  },
  hugetlbPresent: {
    ...OF_HUGETLB,
    at: { hugetlb: 2 },
    is: 'present',
    fields: MAPPING,
    below: 'pages',
    lower: { pte: 'ptePresent', pmd: 'hugetlbPresent' },
    fault: 'gives rights',
    met: {
      plain: { origin: 'hugetlb-present', says: 'hugetlb present', ...PAGE },
      protnone: { origin: 'hugetlb-protnone', says: 'hugetlb present protnone', ...BARE },
    },
    symbol: '',
  },
  hugetlbMigration: {
    ...OF_HUGETLB,
    at: { hugetlb: 1 },
    is: 'migration',
    fields: FRAME,
    below: 'nothing',
    lower: { pte: 'pteMigration', pmd: 'hugetlbMigration' },
    fault: 'awaits',
    arrives: 'hugetlbPresent',
    met: { plain: { origin: 'hugetlb-migration', says: 'hugetlb migration', ...BARE } },
    symbol: 'm',
  },
  hugetlbHwpoison: {
    ...OF_HUGETLB,
    at: { hugetlb: 1 },
    is: 'hwpoison',
    fields: ['pfn'],
    below: 'nothing',
    lower: { pte: 'pteHwpoison', pmd: 'hugetlbHwpoison' },
    fault: 'fails',
    met: { plain: { origin: 'hugetlb-hwpoison', says: 'hugetlb hwpoison', ...BARE } },
    symbol: 'x',
  },
  /** Above PTEs and outside hugetlb VMAs, a walk meets it as a hole. */
  none: {
    at: { pte: 10, pmd: 1, pud: 3, pgd: 1, hugetlb: 3 },
    is: 'none',
    fields: [],
    below: 'nothing',
    lower: { pte: 'none', pmd: 'none', pud: 'none' },
    fault: 'fills',
    callback: 'pte',
    counted: true,
    met: { plain: PTE_NONE },
    symbol: '.',
  },
  /** No walk stops at one. A broken side that says so is shown as at an empty slot. */
  table: {
    at: { pmd: 1, pud: 3, pgd: 1 },
    is: 'table',
    fields: [],
    below: 'table',
    lower: { pmd: 'table', pud: 'table' },
    fault: null,
    callback: null,
    counted: true,
    met: { plain: PTE_NONE },
    symbol: '.',
  },
  ptePresent: {
    ...OF_PTE,
    at: { pte: 9 },
    weights: { protnone: 6, 'write-protnone': 5, special: 3, 'zero-page': 2 },
    is: 'present',
    fields: ['pfn', 'write', 'protnone', 'special'],
    below: 'pages',
    fault: 'gives rights',
    met: {
      plain: { origin: 'pte-present', says: 'pte present', ...PAGE },
      protnone: { origin: 'pte-protnone', says: 'pte present protnone', ...BARE },
      special: {
        origin: 'pte-special',
        says: 'pte present special',
        reported: 'special page',
        requested: 'faulted or refused',
      },
      'special-protnone': {
        origin: 'pte-special-protnone',
        says: 'pte present special protnone',
        reported: 'special bare',
        requested: 'faulted',
      },
    },
    symbol: '',
    remark: 'a PTE, or a hugetlb page at its own level',
  },
  pteSwap: {
    ...OF_PTE,
    at: { pte: 6 },
    is: 'swap',
    fields: [],
    below: 'nothing',
    fault: 'swaps in',
    met: { plain: { origin: 'pte-swap', says: 'pte swap', ...EMPTY } },
    symbol: 's',
  },
  pteMigration: {
    ...OF_PTE,
    at: { pte: 3 },
    is: 'migration',
    fields: FRAME,
    below: 'nothing',
    fault: 'awaits',
    arrives: 'ptePresent',
    met: { plain: { origin: 'pte-migration', says: 'pte migration', ...MIGRATING } },
    symbol: 'm',
  },
  pteDevicePrivate: {
    ...OF_PTE,
    at: { pte: 4 },
    is: 'device-private',
    fields: ['pfn', 'write', 'owner'],
    below: 'device pages',
    fault: 'migrates back',
    met: {
      own: {
        origin: 'pte-own-device-private',
        says: 'pte device-private of this owner',
        reported: 'page',
        requested: 'satisfied',
      },
      foreign: {
        origin: 'pte-other-device-private',
        says: 'pte device-private of another owner',
        ...EMPTY,
        before: { change: 'foreignPrivateFaulted', reported: 'none', requested: 'refused' },
      },
    },
    symbol: { own: 'd', foreign: 'f' },
  },
  pteDeviceExclusive: {
    ...OF_PTE,
    at: { pte: 5 },
    is: 'device-exclusive',
    since: 2,
    fields: FRAME,
    below: 'nothing',
    fault: 'gives back',
    met: {
      plain: {
        origin: 'pte-device-exclusive',
        says: 'pte device-exclusive',
        ...EMPTY,
        before: { change: 'exclusiveFaulted', reported: 'none', requested: 'refused' },
      },
    },
    symbol: 'e',
    remark: 'a page of the process that a device has for itself for a while',
  },
  pteDevmap: {
    ...OF_PTE,
    at: { pte: 3 },
    is: 'devmap',
    since: 2,
    fields: FRAME,
    below: 'pages',
    fault: 'gives rights',
    met: {
      plain: {
        origin: 'pte-devmap',
        says: 'pte devmap',
        ...PAGE,
        before: {
          change: 'devmapPtesReported',
          reported: 'special page',
          requested: 'faulted or refused',
        },
      },
    },
    symbol: 'D',
    remark: 'a mapping of a device’s own page (DAX); as a PTE since hmm-scenario/2',
  },
  pteUffdWpMarker: {
    ...OF_PTE,
    at: { pte: 3 },
    is: 'uffd-wp-marker',
    since: 2,
    fields: [],
    below: 'nothing',
    fault: 'clears',
    met: {
      plain: {
        origin: 'pte-uffd-wp-marker',
        says: 'pte uffd-wp marker',
        ...EMPTY,
        before: { change: 'wpMarkersAreNone', reported: 'none', requested: 'refused' },
      },
    },
    symbol: 'u',
    remark: 'a marker of userfaultfd: a write to the page that comes there is to be reported',
  },
  ptePoisonMarker: {
    ...OTHER_MARKER,
    is: 'poison-marker',
    met: {
      plain: { origin: 'pte-poison-marker', says: 'pte poison marker', ...REFUSED_MARKER },
    },
    symbol: 'p',
    remark: 'a marker of a page whose data are lost',
  },
  pteGuardMarker: {
    ...OTHER_MARKER,
    is: 'guard-marker',
    met: { plain: { origin: 'pte-guard-marker', says: 'pte guard marker', ...REFUSED_MARKER } },
    symbol: 'g',
    remark: 'a marker of a guard page, whose use is an error',
  },
  pteHwpoison: {
    ...OF_PTE,
    at: { pte: 4 },
    is: 'hwpoison',
    fields: ['pfn'],
    below: 'nothing',
    fault: 'fails',
    met: {
      plain: {
        origin: 'pte-hwpoison',
        says: 'pte hwpoison',
        reported: 'none',
        requested: 'refused',
      },
    },
    symbol: 'x',
  },
  untouched: {
    ...PSEUDO,
    is: 'untouched',
    fault: null,
    callback: null,
    counted: true,
    met: {
      plain: { origin: 'nothing', says: 'nothing', reported: 'nothing', requested: 'nothing' },
    },
  },
  /** It has a page reported by no side: it is met as nothing, after which the walk does not go on. */
  pudNonpresent: {
    at: { pud: 0 },
    is: 'nonpresent',
    since: 2,
    walked: 'by trees only',
    fields: [],
    below: 'nothing',
    lower: {},
    fault: 'fails',
    callback: 'pud_entry',
    counted: false,
    met: {
      plain: {
        origin: 'nothing',
        says: 'pud nonpresent',
        reported: 'nothing',
        requested: 'nothing',
      },
    },
    symbol: 'n',
    remark: 'neither none nor present: no kernel makes one today',
  },
} as const satisfies Readonly<Record<KindName, KindRow>>;
