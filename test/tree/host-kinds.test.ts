// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Kind } from '../../mm/entry';
import { ROOT } from '../support/source-graph';

/** The names of an enumeration in a header, in their order, without their prefix. */
function enumerated(header: string, name: string): readonly string[] {
  const [, body = ''] = new RegExp(`enum ${name} \\{(.*?)\\};`, 's').exec(header) ?? [];
  return [...body.replace(/\/\*.*?\*\//gs, '').matchAll(/\bHOST_(\w+)/g)].map(
    ([, one = '']) => one,
  );
}

/** `pteDevicePrivate` as C writes it. */
function inCapitals(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

it('the host has every kind of entry, by the number that is its word in an address space', () => {
  const header = readFileSync(join(ROOT, 'tree/host/host.h'), 'utf8');
  const byNumber = Object.entries(Kind).toSorted(([, left], [, right]) => left - right);
  expect(byNumber.map(([, number]) => number)).toEqual(byNumber.map((_, index) => index));
  expect(enumerated(header, 'host_kind')).toEqual([
    ...byNumber.map(([name]) => inCapitals(name)),
    'KINDS',
  ]);
});

it('an enumeration is read without its comments', () => {
  const header = 'enum host_of_two {\n\tHOST_ONE,\n\t/* HOST_OF_NOBODY */\n\tHOST_TWO_B,\n};\n';
  expect(enumerated(header, 'host_of_two')).toEqual(['ONE', 'TWO_B']);
});
