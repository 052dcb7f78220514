// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { Kind } from '../../mm/entry';
import { EFAULT, EINVAL, SKIP_VMA, type TestWalkCode, type WalkCode } from '../../mm/errno';
import type { Vma } from '../../mm/image';
import {
  ADDRESS_LIMIT,
  address,
  PAGE_SIZE,
  PGD,
  PMD,
  PMD_SIZE,
  PUD,
  PUD_SIZE,
} from '../../mm/units';
import { NoModelWalksError, type WalkOperations, walkPageRange } from '../../mm/walk';
import { entry, loaded, vma } from '../support/build';

const PMD_PAGES = PMD_SIZE / PAGE_SIZE;
const PUD_PAGES = PUD_SIZE / PAGE_SIZE;

/** Writes down what a walk meets, a line a callback. */
class Recorder implements WalkOperations {
  readonly lines: string[] = [];
  constructor(
    private readonly test: TestWalkCode = 0,
    private readonly code: WalkCode = 0,
  ) {}
  testWalk(_: Vma, first: number, stop: number): TestWalkCode {
    this.note('test', first, stop);
    return this.test;
  }
  hole(mapping: Vma | null, first: number, stop: number): WalkCode {
    return this.note(mapping === null ? 'gap' : 'hole', first, stop);
  }
  pudEntry(_: Vma, __: number, first: number, stop: number): WalkCode {
    return this.note('pud', first, stop);
  }
  pmdEntry(_: Vma, __: number, first: number, stop: number): WalkCode {
    return this.note('pmd', first, stop);
  }
  hugetlbEntry(_: Vma, __: number, first: number, stop: number): WalkCode {
    return this.note('hugetlb', first, stop);
  }
  private note(what: string, first: number, stop: number): WalkCode {
    this.lines.push(`${what} ${first}–${stop}`);
    return this.code;
  }
}

function walk(
  parts: Parameters<typeof loaded>[0],
  first: number,
  stop: number,
  recorder = new Recorder(),
): readonly string[] {
  walkPageRange(loaded(parts), first, stop, recorder);
  return recorder.lines;
}

it('refuses a range that is empty or reversed', () => {
  const space = loaded({ vmas: [vma(0, 8)] });
  const recorder = new Recorder();
  expect(walkPageRange(space, 4, 4, recorder)).toBe(EINVAL);
  expect(walkPageRange(space, 5, 4, recorder)).toBe(EINVAL);
  expect(recorder.lines).toEqual([]);
});

it('goes through VMAs and the gaps between, before and after them', () => {
  expect(walk({ vmas: [vma(1, 2), vma(2, 3), vma(5, 6)] }, 0, 8)).toEqual([
    'gap 0–1',
    'test 1–2',
    'hole 1–2',
    'test 2–3',
    'hole 2–3',
    'gap 3–5',
    'test 5–6',
    'hole 5–6',
    'gap 6–8',
  ]);
});

it('ends in a gap where the range does, whatever lies beyond', () => {
  expect(walk({ vmas: [vma(0, 2), vma(6, 8)] }, 0, 4)).toEqual(['test 0–2', 'hole 0–2', 'gap 2–4']);
  expect(walk({ vmas: [vma(6, 8)] }, 0, 4)).toEqual(['gap 0–4']);
  expect(walk({ vmas: [vma(4, 8)] }, 0, 4)).toEqual(['gap 0–4']);
  expect(walk({ vmas: [vma(4, 8)] }, 0, 5)).toEqual(['gap 0–4', 'test 4–5', 'hole 4–5']);
});

it('takes a gap for one hole, in pieces only where it is told to go by tables', () => {
  const parts = {
    vmas: [vma(PUD_PAGES + 5, PUD_PAGES + 9)],
    entries: [entry(0, { kind: Kind.table }, 0, PGD)],
  };
  const pieces = [`gap 0–${PUD_PAGES}`, `gap ${PUD_PAGES}–${PUD_PAGES + 3}`];
  expect(walk(parts, 0, PUD_PAGES + 3)).toEqual(pieces);
  const recorder = new Recorder();
  walkPageRange(loaded(parts), 0, PUD_PAGES + 3, recorder, true);
  expect(recorder.lines).toEqual([`gap 0–${PUD_PAGES + 3}`]);
});

it('ends in a gap with the code of the callback', () => {
  const table = { entries: [entry(0, { kind: Kind.table }, 0, PGD)] };
  const recorder = new Recorder(0, EFAULT);
  expect(walkPageRange(loaded(table), 0, PUD_PAGES + 3, recorder)).toBe(EFAULT);
  expect(recorder.lines).toEqual([`gap 0–${PUD_PAGES}`]);
});

it('clips a VMA to the range', () => {
  expect(walk({ vmas: [vma(0, 100)] }, 10, 20)).toEqual(['test 10–20', 'hole 10–20']);
});

it('skips a VMA, and ends with the code of a callback', () => {
  const two = { vmas: [vma(0, 2), vma(2, 4)] };
  expect(walk(two, 0, 4, new Recorder(SKIP_VMA))).toEqual(['test 0–2', 'test 2–4']);
  expect(walk(two, 0, 4, new Recorder(EFAULT))).toEqual(['test 0–2']);
  expect(walk(two, 0, 4, new Recorder(0, EFAULT))).toEqual(['test 0–2', 'hole 0–2']);
});

it('takes a missing PGD, PUD or PMD for one hole each', () => {
  const all = { vmas: [vma(0, 2 * PUD_PAGES)] };
  const end = PUD_PAGES + 2 * PMD_PAGES;
  expect(walk(all, 0, end)).toEqual([`test 0–${end}`, `hole 0–${end}`]);
  const pgd = entry(0, { kind: Kind.table }, 0, PGD);
  expect(walk({ ...all, entries: [pgd] }, 0, end).slice(1)).toEqual([
    `hole 0–${PUD_PAGES}`,
    `hole ${PUD_PAGES}–${end}`,
  ]);
  const pud = entry(0, { kind: Kind.table }, 0, PUD);
  expect(walk({ ...all, entries: [pud] }, 0, 3 * PMD_PAGES).slice(1)).toEqual([
    `hole 0–${PMD_PAGES}`,
    `hole ${PMD_PAGES}–${2 * PMD_PAGES}`,
    `hole ${2 * PMD_PAGES}–${3 * PMD_PAGES}`,
  ]);
});

it('hands PUD mappings and PMDs to their callbacks', () => {
  const entries = [
    entry(0, { kind: Kind.pudDevmap }, 0, PUD),
    entry(PUD_PAGES, { kind: Kind.pmdHuge }, 512, PMD),
    entry(PUD_PAGES + PMD_PAGES, { kind: Kind.table }, 0, PMD),
  ];
  const end = PUD_PAGES + 2 * PMD_PAGES;
  expect(walk({ vmas: [vma(0, 2 * PUD_PAGES)], entries }, 0, end).slice(1)).toEqual([
    `pud 0–${PUD_PAGES}`,
    `pmd ${PUD_PAGES}–${PUD_PAGES + PMD_PAGES}`,
    `pmd ${PUD_PAGES + PMD_PAGES}–${end}`,
  ]);
});

it('walks a gap in pieces of 1 GiB where the PGD is a table, whatever the PUD holds', () => {
  const entries = [entry(0, { kind: Kind.pudDevmap }, 0, PUD)];
  expect(walk({ entries }, 0, PUD_PAGES + 5)).toEqual([
    `gap 0–${PUD_PAGES}`,
    `gap ${PUD_PAGES}–${PUD_PAGES + 5}`,
  ]);
});

it('walks a gap in pieces of 512 GiB where the PGD is missing', () => {
  expect(walk({}, 0, 3 * PUD_PAGES)).toEqual([`gap 0–${3 * PUD_PAGES}`]);
  const border = 512 * PUD_PAGES;
  expect(walk({}, border - 4, border + 4)).toEqual([
    `gap ${border - 4}–${border}`,
    `gap ${border}–${border + 4}`,
  ]);
});

it('walks a hugetlb VMA in steps; a step without the table above it is a hole of that step', () => {
  const backing = { kind: 'hugetlb', level: PMD, size: PMD_SIZE } as const;
  const vmas = [vma(PUD_PAGES - PMD_PAGES, PUD_PAGES + 2 * PMD_PAGES, 'read', backing)];
  const entries = [entry(0, { kind: Kind.table }, 0, PUD)];
  const first = PUD_PAGES - 7;
  expect(walk({ vmas, entries }, first, PUD_PAGES + 2 * PMD_PAGES).slice(1)).toEqual([
    `hugetlb ${first}–${PUD_PAGES}`,
    `hole ${PUD_PAGES}–${PUD_PAGES + PMD_PAGES}`,
    `hole ${PUD_PAGES + PMD_PAGES}–${PUD_PAGES + 2 * PMD_PAGES}`,
  ]);
});

it('meets a slot of 1 GiB if the PUD table exists', () => {
  const backing = { kind: 'hugetlb', level: PUD, size: PUD_SIZE } as const;
  const vmas = [vma(0, 2 * PUD_PAGES, 'read', backing)];
  const reachable = [entry(0, { kind: Kind.table }, 0, PGD)];
  const end = PUD_PAGES + 3;
  expect(walk({ vmas, entries: reachable }, 5, end).slice(1)).toEqual([
    `hugetlb 5–${PUD_PAGES}`,
    `hugetlb ${PUD_PAGES}–${end}`,
  ]);
  expect(walk({ vmas }, 5, end).slice(1)).toEqual([
    `hole 5–${PUD_PAGES}`,
    `hole ${PUD_PAGES}–${end}`,
  ]);
});

it('reaches the last page below 2^47', () => {
  const recorder = new Recorder();
  const space = loaded({});
  space.beginOn(address(ADDRESS_LIMIT - PAGE_SIZE), space.trace);
  walkPageRange(space, 0, 1, recorder);
  expect(recorder.lines).toEqual(['gap 0–1']);
});

it('a PUD that is neither none nor present is walked over by no model', () => {
  const space = loaded({
    vmas: [vma(0, 4)],
    entries: [entry(0, { kind: Kind.pudNonpresent }, 0, PUD)],
  });
  const recorder = new Recorder();
  const walk = (): unknown => walkPageRange(space, 1, 3, recorder);
  expect(walk).toThrow(NoModelWalksError);
  expect(walk).toThrow(
    expect.objectContaining({
      name: 'NoModelWalksError',
      message:
        '"entry" expected a PUD that a model walks over, got a nonpresent one at 0x7f0000001000',
    }),
  );
  expect(new Set(recorder.lines)).toEqual(new Set(['test 1–3']));
});
