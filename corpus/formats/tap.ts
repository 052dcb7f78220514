// SPDX-License-Identifier: GPL-2.0-or-later
import { returnName } from '../../oracle/run/result';
import type { Side } from '../../oracle/run/side';
import { hex } from '../../oracle/scenario/json';
import { printable } from '../../oracle/scenario/printable';
import { embeddedLines, headLine } from './embedded';
import type { Renderer, RenderOptions } from './renderer';

/**
 * Expectations as TAP 14: a test point a scenario, in it one a side, whose description is the whole
 * result. Another implementation prints the same lines, and a diff tells where it differs; comments
 * do not count.
 */
export function tapRenderer(options: RenderOptions): Renderer {
  let count = 0;
  return {
    begin: () =>
      [
        'TAP version 14',
        headLine('#', 'tap', options),
        '# The result of each side for each scenario; written by "hmm-pfn fixtures generate".',
        '',
      ].join('\n'),
    add: ({ document, sides }) => {
      count++;
      const name = printable(document.id).replaceAll('#', '\\#');
      return [
        `${embeddedLines('#', document)}\n`,
        `# Subtest: ${name}\n`,
        ...sides.map((side, index) => `    ok ${index + 1} - ${sideText(side)}\n`),
        `    1..${sides.length}\n`,
        `ok ${count} - ${name}\n`,
      ];
    },
    end: () => `1..${count}\n`,
  };
}

/** `modern ret -EFAULT walks 2 faults 0x7f0000000000+1w words 0x0 0x2000` */
function sideText(side: Side): string {
  const { record, pageCount } = side;
  const faults = record.faults
    .list()
    .map(({ at, pages, write }) => `${hex(at)}+${pages}${write ? 'w' : 'r'}`);
  const words = Array.from({ length: record.pages }, (_, page) => side.hexWord(page));
  return [
    `${side.name} ret ${returnName(record.ret)}`,
    ...(pageCount === undefined ? [] : [`pages ${pageCount}`]),
    `walks ${record.walks}`,
    `faults ${faults.join(' ') || '-'}`,
    `words ${words.join(' ') || '-'}`,
  ].join(' ');
}
