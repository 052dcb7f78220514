// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DRIVER_ROWS } from '../drivers/registry';
import { VIOLATIONS } from '../oracle/contract/registry';
import {
  allSidesText,
  changesText,
  laterSidesText,
  listed,
  sameSidesText,
} from '../report/pages/sides-text';

/** What is made from code within a page that is written by hand, by the name in its first mark. */
const BLOCKS: ReadonlyMap<string, () => string> = new Map([
  ['drivers', () => listed(Object.keys(DRIVER_ROWS))],
  ['sides', allSidesText],
  ['sides and switches', () => `\n${laterSidesText()}\n`],
  ['changes', () => `\n${changesText()}\n`],
  ['sides that are alike', sameSidesText],
  ['violations', () => String(VIOLATIONS.length)],
]);

/** `<!-- from code: sides -->` … `<!-- end -->` */
const BLOCK = /(<!-- from code: ([a-z ]+) -->).*?(<!-- end -->)/gs;

/**
 * A page as it is, with its blocks made anew.
 * @throws Error for a block that has no maker, and for a page without one.
 */
export function withBlocks(page: string): string {
  const text = readFileSync(join(__dirname, '..', page), 'utf8');
  let made = 0;
  const renewed = text.replace(BLOCK, (_, begin: string, name: string, end: string) => {
    const make = BLOCKS.get(name);
    if (make === undefined) throw new Error(`${page} expected a known block, got ${name}`);
    made++;
    return `${begin}${make()}${end}`;
  });
  if (made === 0) throw new Error(`${page} expected a block that is made from code, got none`);
  return renewed;
}
