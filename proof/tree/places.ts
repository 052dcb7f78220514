// SPDX-License-Identifier: GPL-2.0-or-later
import { definesOfFormat, type ProofFormat } from './formats';

/** Where a range lies, and what the VMAs around it are: a program is proved for each place. */
export interface ProofPlace {
  readonly name: string;
  /** Address of the first page. */
  readonly start: number;
  readonly pages: 1 | 2;
  /** The page that the walk begins with. */
  readonly resume: 0 | 1;
  /** `any`: one VMA with any bounds; `whole`: one around all; else where the second begins or ends. */
  readonly vmas: 'any' | 'whole' | 'first' | 'last';
  /** Of trees with the customizable format: the driver's. */
  readonly format?: ProofFormat;
  /** Whether an entry becomes another within the walk, at any of the reads that are calls. */
  readonly changes?: true;
}

const PAGE = 0x1000;
const PMD = 0x20_0000;
const PUD = 0x4000_0000;
const PGD = 0x80_0000_0000;
/** Within tables of every level. */
const MIDDLE = PGD + 3 * PUD + 5 * PMD + 7 * PAGE;

const one = (name: string, start: number): ProofPlace => ({
  ...{ name, start, pages: 1, resume: 0, vmas: 'any' },
});
const two = (
  name: string,
  start: number,
  vmas: ProofPlace['vmas'],
  resume: 0 | 1 = 0,
): ProofPlace => ({
  ...{ name, start, pages: 2, resume, vmas },
});

/**
 * Start addresses are constants: with a start left open there is no answer. What an address decides is
 * where its slots of each level begin and end, so each class of places stands for those like it.
 */
export const PLACES: readonly ProofPlace[] = [
  one('one page: middle', MIDDLE),
  one('one page: first of a PGD', PGD),
  one('one page: first of a PMD', MIDDLE - 7 * PAGE),
  one('one page: last of a PMD', MIDDLE - 8 * PAGE),
  one('one page: last of a PUD', PGD + PUD - PAGE),
  one('one page: last of a PGD', PGD - PAGE),
  two('two pages: one PMD', MIDDLE, 'whole'),
  two('two pages: across a PMD', PGD + PMD - PAGE, 'whole'),
  two('two pages: across a PUD', PGD + PUD - PAGE, 'whole'),
  two('two pages: across a PGD', PGD - PAGE, 'whole'),
  two('two pages: from the second', MIDDLE, 'whole', 1),
  two('two pages: gap after the first', MIDDLE, 'first'),
  two('two pages: gap before the second', MIDDLE, 'last'),
];

/** Each place with each format. */
export function withFormats(
  places: readonly ProofPlace[],
  formats: readonly ProofFormat[],
): readonly ProofPlace[] {
  return formats.flatMap((format) =>
    places.map((place) => ({ ...place, name: `${place.name}, ${format.name}`, format })),
  );
}

/** Each place as it is, and with an entry that changes. */
export function alsoChanging(places: readonly ProofPlace[]): readonly ProofPlace[] {
  const changing = places.map((place): ProofPlace => {
    return { ...place, name: `${place.name}${CHANGING}`, changes: true };
  });
  return [...places, ...changing];
}

const CHANGING = ', an entry changes';
const CHANGED = ' one entry (PUD or PMD) becomes any other at one of the reads that are calls';

/** The names of places: those with a format once, with the formats after them, and so are those with a change. */
export function placeNames(places: readonly ProofPlace[]): string {
  const formats = new Set(places.flatMap(({ format }) => format?.name ?? []));
  const names = new Set(
    places.map(({ name, format }) =>
      name.replace(format === undefined ? '' : `, ${format.name}`, '').replace(CHANGING, ''),
    ),
  );
  const changes = places.some((place) => place.changes === true);
  const all = `${[...names].join('; ')}${changes ? `; each also where${CHANGED}` : ''}`;
  return formats.size === 0
    ? all
    : `${all}; each with the format ${[...formats].join(', and with ')}`;
}

/** The program's constants. */
export function definesOfPlace(place: ProofPlace): readonly string[] {
  const { start, pages, resume, vmas, format } = place;
  const border = start + PAGE;
  const bounds: Readonly<Record<ProofPlace['vmas'], readonly [string, string]>> = {
    any: ['0', '0'],
    whole: ['0', 'TASK_SIZE'],
    first: ['0', `${border}ul`],
    last: [`${border}ul`, 'TASK_SIZE'],
  };
  const [from, to] = bounds[vmas];
  return [
    `-DPROVE_START=${start}ul`,
    `-DPROVE_PAGES=${pages}`,
    `-DPROVE_RESUME=${resume}`,
    `-DPROVE_VMA_ANY=${vmas === 'any' ? 1 : 0}`,
    `-DPROVE_VMA_START=${from}`,
    `-DPROVE_VMA_END=${to}`,
    `-DPROVE_CHANGES=${place.changes === true ? 1 : 0}`,
    ...definesOfFormat(format),
  ];
}

/** Whether VMAs of hugetlb fit there: their ends are aligned. */
export function hasHugetlb({ vmas }: ProofPlace): boolean {
  return vmas === 'any' || vmas === 'whole';
}
