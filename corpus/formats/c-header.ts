// SPDX-License-Identifier: GPL-2.0-or-later
import type { SideName } from '../../oracle/run/side-names';
import type { Fixture } from '../fixture';
import { addResults } from './c-results';
import { type Fields, formatField, spaceFields } from './c-space';
import { Arrays, commentText, cString, rowsOf, word } from './c-text';
import { HEADER_TYPES, STATE_TYPES, sideEnum, withPrefix, wordMasks } from './c-types';
import { embeddedLines, headLine } from './embedded';
import type { Renderer, RenderOptions } from './renderer';

const REQUESTS_PER_ROW = 32;
const ASK_CONSTANTS = {
  '.': 'HMM_FIXTURES_ASK_NOTHING',
  r: 'HMM_FIXTURES_ASK_READ',
  w: 'HMM_FIXTURES_ASK_WRITE',
  x: 'HMM_FIXTURES_ASK_WRITE_ONLY',
  '*': 'HMM_FIXTURES_ASK_ALL',
} as const;

/** One self-contained C header with everything: for any test in C or C++, in or out of the kernel. */
export function cRenderer(options: RenderOptions): Renderer {
  const { prefix } = options;
  const head = headLine(' *', 'c', options);
  let count = 0;
  return {
    begin: () => withPrefix(beginText(options.sides), prefix).replace(HEAD_PLACE, head),
    add: (fixture) => {
      const comment = caseComment(fixture, count);
      return [comment, withPrefix(caseText(fixture, options.sides, count++), prefix)];
    },
    end: () => withPrefix(endText(count), prefix),
  };
}

/** The line that names the options is no text of ours: the prefix in it stays as it is. */
export const HEAD_PLACE = ' * HEAD';

function beginText(sides: readonly SideName[]): string {
  return `/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls of hmm_range_fault(): address spaces, requests, and the results of each side.
 *
 * Written by "hmm-pfn fixtures generate". Do not edit: "hmm-pfn fixtures verify" generates this
 * file again from the scenarios in its comments and compares every byte.
${HEAD_PLACE}
 *
 * Iterate over hmm_fixtures_cases[0] to [HMM_FIXTURES_NR_CASES - 1]. All of their data is constant.
 * "hmm-pfn explain" explains a scenario in a comment: join its lines and pass it as a file.
 */
#ifndef HMM_FIXTURES_H
#define HMM_FIXTURES_H

#ifdef __KERNEL__
#include <linux/stddef.h>
#include <linux/types.h>
#else
#include <stddef.h>
#include <stdint.h>
#endif

${sideEnum(sides)}${wordMasks(sides)}${STATE_TYPES}${HEADER_TYPES}`;
}

/** The comment that introduces a fixture in both C forms. */
export function caseComment({ document, causes }: Fixture, count: number): string {
  const { id, range } = document;
  return [
    '',
    '/*',
    ` * ${count}: ${commentText(id)}`,
    ` * ${range.start}-${range.end}, requests "${range.requests}", default "${range.default}", mask "${range.mask === '*' ? 'all' : range.mask}"`,
    ...(causes.length === 0 ? [] : [' * shows:', ...causes.map((cause) => ` *   ${cause}`)]),
    embeddedLines(' *', document),
    ' */',
    '',
  ].join('\n');
}

function caseText(fixture: Fixture, sides: readonly SideName[], count: number): string {
  const { document, causes, scenario } = fixture;
  const { range } = document;
  const name = `hmm_fixtures_${count}`;
  const arrays = new Arrays(name);
  const requests = rowsOf(Array.from(scenario.range.asks, String), REQUESTS_PER_ROW);
  const fields: Fields = {
    id: cString(document.id),
    causes: cString(causes.join(' ')),
    start: word(scenario.range.start),
    end: word(scenario.range.end),
    nr_pages: scenario.range.asks.length,
    requests: arrays.add('unsigned char', 'requests', requests),
    default_ask: ASK_CONSTANTS[range.default],
    mask: ASK_CONSTANTS[range.mask],
    owner: range.owner,
    ...spaceFields(document, arrays),
    ...formatField(document),
    results: addResults(fixture, sides, arrays),
  };
  const lines = Object.entries(fields).map(([field, value]) => `\t.${field} = ${value},\n`);
  return `${arrays.text()}static const struct hmm_fixtures_case ${name} = {\n${lines.join('')}};\n`;
}

function endText(count: number): string {
  const names = Array.from({ length: count }, (_, index) => `\t&hmm_fixtures_${index},\n`);
  return `
#define HMM_FIXTURES_NR_CASES ${count}

static const struct hmm_fixtures_case *const hmm_fixtures_cases[HMM_FIXTURES_NR_CASES] = {
${names.join('')}};

#endif /* HMM_FIXTURES_H */
`;
}
