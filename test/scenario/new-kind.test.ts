// SPDX-License-Identifier: GPL-2.0-or-later
import {
  createSourceFile,
  forEachChild,
  isDefaultClause,
  isSwitchStatement,
  type Node,
  ScriptTarget,
} from 'typescript';
import { describe, expect, it } from 'vitest';
import { EditedSources, type Edits, SOURCES } from '../support/edited-sources';
import { sourceText } from '../support/source-graph';

/** The sources that name a kind, or the type: a new one can be missing in no others. */
const NAMING_KINDS = SOURCES.filter((file) =>
  /\bKind\b|kind-row|kind-table/.test(sourceText(file)),
);

/** The sources that read rows of the table, or what is made from it. */
const READING_ROWS = SOURCES.filter((file) =>
  /kind-row|kind-table|entry-kinds|\borigin'|\bEntryDocument\b/.test(sourceText(file)),
);

/** A new number in `Kind`, and nothing else. */
function withKind(name: string): Edits {
  return {
    'mm/entry.ts': [['  pudNonpresent: 27,\n', `  pudNonpresent: 27,\n  ${name}: 28,\n`]],
  };
}

/** A page that must not be touched, for a while. */
const GUARD: Edits = {
  ...withKind('pteGuard'),
  'mm/fault.ts': [
    ['    case Kind.pteSwap:\n', '    case Kind.pteGuard:\n    case Kind.pteSwap:\n'],
  ],
  'legacy/walk-operations.ts': [
    [
      '      | typeof Kind.pteDeviceExclusive\n',
      '      | typeof Kind.pteGuard\n      | typeof Kind.pteDeviceExclusive\n',
    ],
  ],
  'modern/walk-operations.ts': [
    ['      case Kind.pteSwap:\n', '      case Kind.pteGuard:\n      case Kind.pteSwap:\n'],
  ],
  'oracle/scenario/kind-table.ts': [
    [
      '  pteHwpoison: {\n',
      `  pteGuard: {
    ...OF_PTE,
    at: { pte: 4 },
    is: 'guard',
    since: 2,
    fields: [],
    below: 'nothing',
    fault: 'swaps in',
    met: { plain: { origin: 'pte-guard', says: 'pte guard', ...EMPTY } },
    symbol: 'q',
  },
  pteHwpoison: {
`,
    ],
  ],
  'kernel/plan/pages.ts': [
    [
      '  [Kind.pmdDevmap]: NEEDS_DEVICE,\n',
      "  [Kind.pteGuard]: 'needs a call',\n  [Kind.pmdDevmap]: NEEDS_DEVICE,\n",
    ],
  ],
};

/** Where a kind has to be put, besides its number in mm/entry.ts. */
const PLACES = [
  'mm/fault.ts',
  'legacy/walk-operations.ts',
  'modern/walk-operations.ts',
  'oracle/scenario/kind-table.ts',
  'kernel/plan/pages.ts',
];

/** The same for the walk alone, which is to ask for kinds of each level. */
const WALK = [
  'mm/fault.ts',
  'mm/walk.ts',
  'legacy/walk-operations.ts',
  'modern/walk-operations.ts',
];

describe('a new kind of entry', () => {
  const sources = new EditedSources();

  it('is missed by the compiler in five places, and nowhere else', () => {
    const missing = sources.complaints(withKind('pteGuard'), NAMING_KINDS);
    expect(missing.toSorted()).toEqual(PLACES.toSorted());
  });

  it('is known everywhere when it is in them', () => {
    expect(Object.keys(GUARD)).toEqual(['mm/entry.ts', ...PLACES]);
    expect(sources.complaints(GUARD, [...new Set([...PLACES, ...READING_ROWS])])).toEqual([]);
  });

  it.each([
    ['pmdGuard', ['mm/fault.ts', 'legacy/walk-operations.ts', 'modern/walk-operations.ts']],
    ['hugetlbMarker', ['mm/fault.ts', 'legacy/walk-operations.ts', 'modern/walk-operations.ts']],
    ['pudHuge', ['mm/fault.ts', 'mm/walk.ts']],
  ])('%s is missed by the walk where such slots are met', (name, places) => {
    expect(sources.complaints(withKind(name), WALK)).toEqual(places);
  });
});

/** The switches over kinds that have a `default:`, by file and line. */
function guesses(file: string, text: string): readonly string[] {
  if (!text.includes('default:')) return [];
  const source = createSourceFile(file, text, ScriptTarget.ES2023, true);
  const found: string[] = [];
  const visit = (node: Node): void => {
    if (isSwitchStatement(node) && node.caseBlock.clauses.some(isDefaultClause)) {
      const labels = node.caseBlock.clauses.map((clause) =>
        isDefaultClause(clause) ? '' : clause.expression.getText(source),
      );
      const ofKinds = labels.some((label) => /^Kind\.\w+$/.test(label));
      const ofRows = /\b(?:callback|fault|below|reported|requested)$/.test(
        node.expression.getText(source),
      );
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      if (ofKinds || ofRows) found.push(`${file}:${line}`);
    }
    forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('no switch over kinds guesses:', () => {
  it('none has a default', () => {
    expect(SOURCES.flatMap((file) => guesses(file, sourceText(file)))).toEqual([]);
  });

  it('one that had would be seen', () => {
    const text = 'switch (kindOf(high)) {\n  case Kind.none: break;\n  default: break;\n}\n';
    expect(guesses('some.ts', text)).toEqual(['some.ts:1']);
  });
});
