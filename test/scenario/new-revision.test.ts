// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isBefore, type KernelVersion, MODERN_SIDES } from '../../modern/revision';
import { kernelOf } from '../../oracle/run/side';
import { CHANGES, SIDE_NAMES } from '../../oracle/scenario/sides';
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
      '  readonly gapIsOneHole: boolean;\n',
      '  readonly gapIsOneHole: boolean;\n  readonly accessHasOrder: boolean;\n',
    ],
  ],
};

/** The rest of it in the same file: since when, and whether a release has it. */
const SINCE: Edits = {
  'modern/revision.ts': [
    ["  gapIsOneHole: '6.0',\n", "  gapIsOneHole: '6.0',\n  accessHasOrder: '6.13',\n"],
    [
      "    gapIsOneHole: has('gapIsOneHole'),\n",
      "    gapIsOneHole: has('gapIsOneHole'),\n    accessHasOrder: has('accessHasOrder'),\n",
    ],
  ],
};

/** What the change does: a hugetlb slot has its order only together with access flags. */
const DECISION: Edits = {
  'modern/range-fault.ts': [
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
    ['  gapIsOneHole,\n};', '  gapIsOneHole,\n  accessHasOrder,\n};'],
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
  const edits = withRelease('5.14');

  it('is its row, and nothing complains', () => {
    const { sideComplaints, changesPage } = checksOf(edits);
    expect(sideComplaints()).toEqual([]);
    expect(changesPage()).toContain('| `modern-5.14` | 5.14 | 64 | `mapOrder` |');
  });

  it('differs from the others as is known', () => {
    expect(checksOf(edits).unexplained(300)).toEqual([]);
  });
});

it.each([
  ['6.17', 64],
  ['6.1', 32],
] as const)('the words of %s with %s bits are missed in modern/', (kernel, bits) => {
  const name = bits === 32 ? `modern-${kernel}-32` : `modern-${kernel}`;
  expect(SIDE_NAMES).not.toContain(name);
  expect(checksOf(withRelease(kernel, bits)).sideComplaints()).toEqual([
    `modern/: ${name} writes no words as its release has them`,
  ]);
});

describe('a change of a later release', () => {
  const sources = new EditedSources();
  const whole = together(withRelease('6.14'), SWITCH, SINCE, DECISION, DIFFERENCE, REGISTRY);

  it('is missed by the compiler where it is listed and where it is explained', () => {
    expect(sources.complaints(SWITCH, NAMING_CHANGES).toSorted()).toEqual([
      'modern/revision.ts',
      'oracle/differences/registry.ts',
    ]);
  });

  it('is missed in modern/ and among the sides', () => {
    const listedOnly = together(SWITCH, SINCE);
    expect(undecided(['accessHasOrder'], listedOnly)).toEqual(['accessHasOrder']);
    expect(checksOf(together(listedOnly, DIFFERENCE, REGISTRY)).sideComplaints()).toEqual([
      'modern/revision.ts: accessHasOrder has not a side before it and one since',
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

  it('is known everywhere when it is in four places', () => {
    expect(Object.keys(whole)).toHaveLength(4);
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
