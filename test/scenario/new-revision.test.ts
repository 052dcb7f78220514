// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  isBefore,
  type KernelVersion,
  MODERN_SIDES,
  RELEASES,
  revisionOf,
} from '../../modern/revision';
import { layoutOf } from '../../modern/word-layout';
import { kernelOf } from '../../oracle/run/side-names';
import {
  CHANGES,
  DMA_FLAGS_SINCE,
  MODERN_NAMES,
  modelNamed,
  SIDE_NAMES,
  sideInForce,
} from '../../oracle/scenario/sides';
import { listed } from '../../report/pages/sides-text';
import { coverOptions } from '../../tools/cover';
import { EditedSources, type Edits, running, SOURCES, together } from '../support/edited-sources';
import * as checks from '../support/side-checks';
import { ROOT, sourceText } from '../support/source-graph';

function isChecks(module: object): module is typeof checks {
  return 'sideComplaints' in module && 'changesPage' in module && 'unexplained' in module;
}

/** The checks of the sides, with edited sources. */
function checksOf(edits: Edits): typeof checks {
  const module = running(edits).load('test/support/side-checks.ts');
  if (!isChecks(module)) throw new Error('no checks');
  return module;
}

/** The row of a release, and nothing else. */
function withRelease(kernel: KernelVersion, bits: 32 | 64 = 64): Edits {
  const name = bits === 32 ? `modern-${kernel}-32` : `modern-${kernel}`;
  const rows = Object.entries(MODERN_SIDES).map(([side, { kernel: release, bits: width }]) => ({
    release,
    line: `  ${side.includes('-') ? `'${side}'` : side}: { kernel: '${release}', bits: ${width} },\n`,
  }));
  const before = rows.findLast(({ release }) => !isBefore(kernel, release))?.line ?? '';
  return {
    'modern/revision.ts': [
      [before, `${before}  '${name}': { kernel: '${kernel}', bits: ${bits} },\n`],
    ],
  };
}

/** A change of a later release, and nothing of what it does. */
const SWITCH: Edits = {
  'modern/revision.ts': [
    [
      '  readonly outOfMemoryReported: boolean;\n',
      '  readonly outOfMemoryReported: boolean;\n  readonly accessHasOrder: boolean;\n',
    ],
  ],
};

/** The rest of it in the same file: since when, and whether a release has it. */
const SINCE: Edits = {
  'modern/revision.ts': [
    [
      "  outOfMemoryReported: '7.3',\n",
      "  outOfMemoryReported: '7.3',\n  accessHasOrder: '6.13',\n",
    ],
    [
      "    outOfMemoryReported: has('outOfMemoryReported'),\n",
      "    outOfMemoryReported: has('outOfMemoryReported'),\n    accessHasOrder: has('accessHasOrder'),\n",
    ],
  ],
};

/** What the change does: a hugetlb slot has its order only together with access flags. */
const DECISION: Edits = {
  'modern/walk-operations.ts': [
    [
      '(this.revision.mapOrder ? orderFlags(pages) : 0)',
      '(this.revision.mapOrder && (flags !== 0 || !this.revision.accessHasOrder)\n' +
        '        ? orderFlags(pages) : 0)',
    ],
  ],
};

const DIFFERENCE: Edits = {
  'oracle/differences/revision/access-has-order.ts': `
import { acrossChange, type ChangeDifference, doesAcross, type ReadingDifference } from '../difference';

export const accessHasOrder: ReadingDifference & ChangeDifference = {
  id: 'access-has-order',
  title: 'an empty hugetlb slot has an order up to 6.12, and none since 6.13',
  changed: 'a hugetlb slot has its order where it has access flags',
  seen: { with: 'an order comes with access flags', without: 'an order comes without access flags' },
  does: doesAcross('accessHasOrder', 'reports an order', 'reports none'),
  why: 'As for a PMD.',
  driver: 'None.',
  between: acrossChange('accessHasOrder'),
  explains({ pair: { left, right }, disagreement }) {
    if (disagreement.aspect !== 'page' && disagreement.aspect !== 'order') return false;
    const { page } = disagreement;
    return left.mapOrder(page) !== 0 && right.word(page) >> 56n === 0n;
  },
};
`,
};

const REGISTRY: Edits = {
  'oracle/differences/registry.ts': [
    [
      'import { gapIsOneHole }',
      "import { accessHasOrder } from './revision/access-has-order';\nimport { gapIsOneHole }",
    ],
    ['  outOfMemoryReported,\n};', '  outOfMemoryReported,\n  accessHasOrder,\n};'],
  ],
};

/** How a tree shows whether it has the change; this one is taken to have none. */
const PROBE: Edits = {
  'tree/side/probe.ts': [
    [
      '    outOfMemoryReported: run(NO_MEMORY)',
      '    accessHasOrder: false,\n    outOfMemoryReported: run(NO_MEMORY)',
    ],
  ],
};

/** The sources that name a switch, or the record of them: a new one can be missing in no others. */
const NAMING_CHANGES = SOURCES.filter((file) =>
  /ModernRevision|CHANGED_SINCE|MODERN_SIDES/.test(sourceText(file)),
);

/** The changes that no source of modern/ asks for, besides the file that lists them. */
function undecided(changes: readonly string[], edits: Edits): readonly string[] {
  const texts = SOURCES.filter((file) => /^modern\/(?!revision\.ts)/.test(file)).map(
    (file) => sourceText(file) + JSON.stringify(edits[file] ?? ''),
  );
  return changes.filter((change) => !texts.some((text) => text.includes(`.${change}`)));
}

describe('the sides that there are', () => {
  it('are complete', () => {
    expect(checks.sideComplaints()).toEqual([]);
    expect(undecided(CHANGES, {})).toEqual([]);
  });

  it('stand in README and in docs/fixtures.md as far as the covering corpus has them', () => {
    const covered = coverOptions().sides.map((side) =>
      side === 'v5.7' ? '5.7' : side === 'legacy' ? undefined : kernelOf(side),
    );
    const text = listed(covered.filter((kernel) => kernel !== undefined));
    for (const page of ['README.md', 'docs/fixtures.md']) {
      expect(readFileSync(join(ROOT, page), 'utf8').replace(/\s+/g, ' ')).toContain(
        `every decision of ${text}`,
      );
    }
  });
});

describe('a release that changes nothing more', () => {
  const edits = withRelease('5.16');

  it('is its row, and nothing complains', () => {
    const { sideComplaints, changesPage } = checksOf(edits);
    expect(sideComplaints()).toEqual([]);
    expect(changesPage()).toContain(
      '| `modern-5.16` | 5.16 | 64 | `mapOrder`, `exclusiveFaulted`, `devmapPtesReported` |',
    );
  });

  it('differs from the others as is known', () => {
    expect(checksOf(edits).unexplained(300)).toEqual([]);
  });
});

it.each([
  ['6.17', 64],
  ['6.12', 32],
] as const)('the words of %s with %s bits are laid out by its row alone', (kernel, bits) => {
  const name = bits === 32 ? `modern-${kernel}-32` : `modern-${kernel}`;
  expect(SIDE_NAMES).not.toContain(name);
  expect(checksOf(withRelease(kernel, bits)).sideComplaints()).toEqual([]);
});

it('words that are not laid out as a release has them are missed in modern/', () => {
  const edits: Edits = {
    'modern/hmm-pfns.ts': [['(flags & ORDER_FIELD) >>> DMA_FLAGS', 'flags & ORDER_FIELD']],
  };
  expect(checksOf(edits).sideComplaints()).toEqual(
    MODERN_NAMES.filter((name) => !isBefore(kernelOf(name), DMA_FLAGS_SINCE)).map(
      (name) => `modern/: ${name} writes no words as its release has them`,
    ),
  );
});

describe('a release after all others', () => {
  const [major = 0, minor = 0] = (RELEASES.at(-1) ?? '').split('.').map(Number);
  const next: KernelVersion = `${major}.${minor + 1}`;
  const row = withRelease(next);

  it('is missed in the list of releases', () => {
    expect(modelNamed(`modern-${next}`)).toBeUndefined();
    expect(checksOf(row).sideComplaints()).toEqual([
      `modern/revision.ts: RELEASES has no ${next}, which modern-${next} is`,
    ]);
  });

  it('is known everywhere when it is there', () => {
    const listedToo: Edits = {
      'modern/revision.ts': [[`  [${major}, ${minor}],\n`, `  [${major}, ${minor + 1}],\n`]],
    };
    expect(checksOf(together(row, listedToo)).sideComplaints()).toEqual([]);
  });
});

describe('a release by its number', () => {
  it('is the side in force, for every release with the fixed format, with both longs', () => {
    for (const kernel of RELEASES) {
      for (const [bits, end] of [
        [64, ''],
        [32, '-32'],
      ] as const) {
        const side = modelNamed(`modern-${kernel}${end}`);
        expect([kernel, side]).toEqual([kernel, sideInForce(kernel, bits)]);
        const row = MODERN_NAMES.find((name) => name === side);
        if (row === undefined) throw new Error(`no side is in force in ${kernel}`);
        const of = MODERN_SIDES[row];
        expect([of.bits, revisionOf(of.kernel)]).toEqual([bits, revisionOf(kernel)]);
        expect(layoutOf(of.kernel, bits)).toEqual(layoutOf(kernel, bits));
      }
    }
  });

  it.each([
    ['modern-5.8', 'modern'],
    ['modern-5.8-32', 'modern-32'],
    ['modern-5.13', 'modern-5.9'],
    ['modern-5.16', 'modern-5.15'],
    ['modern-6.0', 'modern-6.1'],
    ['modern-6.14', 'modern-6.12'],
    ['modern-6.14-32', 'modern-6.1-32'],
    ['modern-6.17-32', 'modern-6.16-32'],
    ['modern-7.2', 'modern-6.19'],
    ['modern-7.3', 'modern-7.3'],
    ['legacy', 'legacy'],
  ])('%s is %s', (text, side) => {
    expect(modelNamed(text)).toBe(side);
  });

  it.each(['modern-5.7', 'modern-5.20', 'modern-6.20', 'modern-9.9', 'modern-6', 'modern-6.1-64'])(
    '%s is none',
    (text) => {
      expect(modelNamed(text)).toBeUndefined();
    },
  );
});

describe('a change of a later release', () => {
  const sources = new EditedSources();
  const whole = together(
    withRelease('6.14'),
    withRelease('6.14', 32),
    SWITCH,
    SINCE,
    DECISION,
    DIFFERENCE,
    REGISTRY,
    PROBE,
  );

  it('is missed by the compiler where it is listed, explained, and found out of a tree', () => {
    expect(sources.complaints(SWITCH, NAMING_CHANGES).toSorted()).toEqual([
      'modern/revision.ts',
      'oracle/differences/registry.ts',
      'tree/side/probe.ts',
    ]);
  });

  it('is missed in modern/ and among the sides', () => {
    const listedOnly = together(SWITCH, SINCE);
    expect(undecided(['accessHasOrder'], listedOnly)).toEqual(['accessHasOrder']);
    expect(checksOf(together(listedOnly, DIFFERENCE, REGISTRY)).sideComplaints()).toEqual([
      'modern/revision.ts: no side of 64 bits does what 6.13 does',
      'modern/revision.ts: no side of 32 bits does what 6.13 does',
    ]);
  });

  it('is explained nowhere but in its difference', () => {
    const file = 'oracle/differences/revision/access-has-order.ts';
    const never = String(DIFFERENCE[file]).replace(
      'return left.mapOrder(page)',
      'return false && left.mapOrder(page)',
    );
    expect(checksOf({ ...whole, [file]: never }).unexplained(300)).not.toEqual([]);
  });

  it('is known everywhere when it is in five places', () => {
    expect(Object.keys(whole)).toHaveLength(5);
    expect(sources.complaints(whole, NAMING_CHANGES)).toEqual([]);
    expect(undecided([...CHANGES, 'accessHasOrder'], whole)).toEqual([]);
    const { sideComplaints, changesPage, unexplained } = checksOf(whole);
    expect(sideComplaints()).toEqual([]);
    expect(changesPage()).toContain(
      '| 6.13 | `accessHasOrder` | a hugetlb slot has its order where it has access flags |',
    );
    expect(unexplained(300)).toEqual([]);
  });
});
