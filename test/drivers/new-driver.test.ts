// SPDX-License-Identifier: GPL-2.0-or-later
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DRIVER_ROWS } from '../../drivers/registry';
import { EditedSources, type Edits, running, SOURCES, together } from '../support/edited-sources';
import { ROOT, sourceText } from '../support/source-graph';

/** The folder of a driver: a copy of nouveau under another name. */
const FOLDER: Edits = {
  'drivers/trial/pair.ts': `
import type { KnownPair } from '../conversion';
import type { Driver } from '../driver';
import { nouveauBefore } from '../nouveau/before';
import { NOUVEAU_PAIR } from '../nouveau/pair';

export const trialBefore = { ...nouveauBefore, id: 'trial-before' } satisfies Driver;

export const TRIAL_PAIR = {
  name: 'trial',
  title: 'a trial',
  before: { ...NOUVEAU_PAIR.before, id: 'trial-before' },
  after: { ...NOUVEAU_PAIR.after, id: 'trial-after' },
} satisfies KnownPair;
`,
};

const REGISTRY: Edits = {
  'drivers/registry.ts': [
    [
      'import type { KnownPair }',
      "import { TRIAL_PAIR, trialBefore } from './trial/pair';\nimport type { KnownPair }",
    ],
    [
      '  nouveau: { pairs:',
      '  trial: { pairs: [TRIAL_PAIR], loops: [trialBefore] },\n  nouveau: { pairs:',
    ],
  ],
};

const KNOWN: Edits = {
  'audit/model/known/registry.ts': [
    [
      '  nouveau: NOUVEAU_KNOWLEDGE,\n',
      '  nouveau: NOUVEAU_KNOWLEDGE,\n  trial: NOUVEAU_KNOWLEDGE,\n',
    ],
  ],
};

const EXPECTED: Edits = {
  'test/drivers/expected.ts': [
    [
      "  'nouveau-before': NOUVEAU_BEFORE,\n",
      "  'nouveau-before': NOUVEAU_BEFORE,\n  'trial-before': NOUVEAU_BEFORE,\n  'trial-after': NOUVEAU_AFTER,\n",
    ],
    [
      "  'nouveau-before': ['v5.7',",
      "  'trial-before': ['v5.7', 16],\n  'trial-after': ['fixed', 16],\n  'nouveau-before': ['v5.7',",
    ],
    [
      "  'nouveau-before': { removed:",
      "  'trial-before': { removed: DESTROYED, remaining: REMAINING },\n  'nouveau-before': { removed:",
    ],
  ],
};

/** The sources with a type that is made from the table: a new driver can be missing in no others. */
const READING_DRIVERS = [
  ...SOURCES.filter((file) =>
    /\b(DriverId|PairName|VersionId|LoopDriver)\b/.test(sourceText(file)),
  ),
  'test/drivers/expected.ts',
];

/** The rooms of drivers/ with a pair in them that no row of the table has. */
function unregistered(rows: object, edits: Edits): readonly string[] {
  const there = readdirSync(join(ROOT, 'drivers'), { recursive: true, encoding: 'utf8' });
  const files = [...there.map((file) => `drivers/${file}`), ...Object.keys(edits)];
  const folders = files.flatMap((file) => /^drivers\/(\w+)\/pairs?\.ts$/.exec(file)?.[1] ?? []);
  return folders.filter((folder) => !Object.hasOwn(rows, folder));
}

/** Something that a module exports, with edited sources. */
function exported(edits: Edits, file: string, name: string): unknown {
  return Reflect.get(running(edits).load(file), name);
}

describe('a new driver', () => {
  const sources = new EditedSources();
  const whole = together(FOLDER, REGISTRY, KNOWN, EXPECTED);

  it('is missed in the table of drivers', () => {
    expect(unregistered(DRIVER_ROWS, {})).toEqual([]);
    expect(unregistered(DRIVER_ROWS, FOLDER)).toEqual(['trial']);
  });

  it('is missed by the compiler in what is known of it, and in what is expected', () => {
    expect(sources.complaints(together(FOLDER, REGISTRY), READING_DRIVERS).toSorted()).toEqual([
      'audit/model/known/registry.ts',
      'test/drivers/expected.ts',
    ]);
  });

  it('is known everywhere when it is in four places', () => {
    expect(Object.keys(whole)).toHaveLength(4);
    expect(sources.complaints(whole, READING_DRIVERS)).toEqual([]);
    const rows = exported(whole, 'drivers/registry.ts', 'DRIVER_ROWS');
    expect(unregistered(Object(rows), whole)).toEqual([]);
    const schema = exported(whole, 'report/machine/schema/attempts.ts', 'AttemptsReportSchema');
    expect(JSON.stringify(schema)).toContain('"trial-before"');
  });

  it.each(['README.md', 'ARCHITECTURE.md', 'docs/audit.md'])('%s names it then', (page) => {
    const withBlocks = exported(whole, 'tools/blocks.ts', 'withBlocks');
    expect(Reflect.apply(Object(withBlocks), undefined, [page])).toMatch(/trial, nouveau, amdgpu/);
  });
});
