// SPDX-License-Identifier: GPL-2.0-or-later

import type { SideName } from '../../oracle/run/side-names';
import { printable } from '../../oracle/scenario/printable';
import type { Fixture } from '../fixture';
import { caseComment, HEAD_PLACE } from './c-header';
import { addOutput, addStates } from './c-results';
import { formatField, initializer } from './c-space';
import { Arrays, cString, sideIdentifier } from './c-text';
import { STATE_TYPES, sideEnum, withPrefix, wordMasks } from './c-types';
import { headLine } from './embedded';
import { kunitTests, kunitTypes } from './kunit-text';
import type { Renderer, RenderOptions } from './renderer';

/** An id as KUnit may log it: a line of KTAP ends at a line feed, and its description at a hash sign. */
function loggedId(id: string): string {
  return printable(id).replaceAll('#', '');
}

/** KUnit's KUNIT_PARAM_DESC_SIZE, less the NUL. */
const DESCRIPTION_LENGTH = 127;

/**
 * A parameterised KUnit suite over conversion functions: what each side's call left in the array,
 * and the page states that a driver has to read from it. A source file, to be included by one that
 * defines the hooks.
 */
export function kunitRenderer(options: RenderOptions): Renderer {
  const { prefix, sides } = options;
  const head = headLine(' *', 'kunit', options);
  let count = 0;
  return {
    begin: () => withPrefix(beginText(sides), prefix).replace(HEAD_PLACE, head),
    add: (fixture) => {
      const comment = caseComment(fixture, count);
      return [comment, withPrefix(caseText(fixture, sides, count++), prefix)];
    },
    end: () => withPrefix(`${casesText(count)}${kunitTests(sides)}`, prefix),
  };
}

function beginText(sides: readonly SideName[]): string {
  return `// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What hmm_range_fault() leaves in its array, and what a driver has to read from it.
 *
 * Written by "hmm-pfn fixtures generate". Do not edit: "hmm-pfn fixtures verify" makes this file
 * again from the scenarios in its comments and compares every byte.
${HEAD_PLACE}
 *
 * Include it from a source file of yours that names the conversion of each format that it has, and
 * defines it after the #include:
 *
 *	#define HMM_FIXTURES_CONVERT_${sideIdentifier(exampleSide(sides)).toUpperCase()} my_convert
 *	#include "hmm_fixtures_kunit.c"
 *
 *	static int my_convert(const struct hmm_fixtures_format *format, const uint64_t *words,
 *			      unsigned int nr_pages, struct hmm_fixtures_page *pages)
 *	{
 *		...
 *	}
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>

${sideEnum(sides)}${wordMasks(sides)}${STATE_TYPES}${kunitTypes(sides)}`;
}

/** The side that the comment shows: that of the newest kernel. */
function exampleSide(sides: readonly SideName[]): SideName {
  return sides.at(-1) ?? 'modern';
}

function caseText(fixture: Fixture, sides: readonly SideName[], count: number): string {
  const { document } = fixture;
  const id = loggedId(document.id);
  const name = `hmm_fixtures_${count}`;
  const arrays = new Arrays(name);
  const rows = sides.map((side) => `\t\t${arrayRow(fixture, side, arrays)},\n`);
  return (
    `${arrays.text()}static const struct hmm_fixtures_case ${name} = {\n` +
    `\t.id = ${cString(id)},\n` +
    `\t.description = ${cString(id.slice(0, DESCRIPTION_LENGTH))},\n` +
    Object.entries(formatField(document))
      .map(([field, value]) => `\t.${field} = ${value},\n`)
      .join('') +
    `\t.arrays = {\n${rows.join('')}\t},\n};\n`
  );
}

function arrayRow({ sides }: Fixture, name: SideName, arrays: Arrays): string {
  const side = sides.find((one) => one.name === name);
  const fields =
    side === undefined
      ? { words: 'NULL', pages: 'NULL', nr_pages: 0 }
      : {
          words: addOutput(side, side.record.stoppedAt, arrays),
          pages: addStates(side, arrays),
          nr_pages: side.record.stoppedAt,
        };
  return initializer(fields, 2);
}

function casesText(count: number): string {
  const names = Array.from({ length: count }, (_, index) => `\t&hmm_fixtures_${index},\n`);
  return `
static const struct hmm_fixtures_case *const hmm_fixtures_cases[] = {
${names.join('')}};
`;
}
