// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { InputError } from '../../oracle/scenario/input-error';

/** The page that sample entries stand at. */
export const AT = '0x7f0000000000';

/** A valid document with something of everything; a fresh copy each time. */
export function sample(): Record<string, unknown> {
  return {
    schema: 'hmm-scenario/1',
    id: 'sample',
    mm: {
      nextPfn: '0x100000',
      zeroPfn: '0x1',
      vmas: [
        { start: AT, end: '0x7f0000400000', flags: ['read', 'write'], backing: 'anon' },
        {
          start: '0x7f0000400000',
          end: '0x7f0000600000',
          flags: ['read'],
          backing: 'file',
          filePfn: '0x400000',
        },
        {
          start: '0x7f0040000000',
          end: '0x7f0040400000',
          flags: ['read'],
          backing: 'hugetlb',
          hugePageShift: 21,
        },
        {
          start: '0x7f0080000000',
          end: '0x7f00c0000000',
          flags: ['read'],
          backing: 'hugetlb',
          hugePageShift: 30,
        },
      ],
      entries: [
        { at: AT, level: 'pte', is: 'present', pfn: '0x2000', write: true, protnone: true },
        { at: '0x7f0000001000', level: 'pte', is: 'swap' },
      ],
      faultErrors: { '0x7f0000003000': 'sigbus' },
    },
    range: {
      start: AT,
      end: '0x7f0000004000',
      default: '.',
      mask: 'w',
      requests: 'r2.w',
      owner: 1,
    },
    events: [
      {
        beforeWalk: 2,
        invalidate: true,
        entries: [{ at: '0x7f0000001000', level: 'pte', is: 'none' }],
      },
    ],
    legacy: {
      flags: { valid: '0x1', write: '0x2' },
      values: { error: '0xfffffffffffffffe', none: '0x0', special: '0xfffffffffffffffc' },
      pfnShift: 12,
    },
  };
}

/** The sample with one field replaced, or taken away by `undefined`; paths as errors name them. */
export function sampleWith(path: string, value: unknown): Record<string, unknown> {
  const document = sample();
  const keys = [...path.matchAll(/[^.[\]"]+/g)].map(([key]) => key);
  const last = keys.pop() ?? '';
  let parent: object = document;
  for (const key of keys) {
    const child: unknown = Reflect.get(parent, key);
    if (typeof child !== 'object' || child === null) throw new Error(`no ${key} of ${path}`);
    parent = child;
  }
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else Reflect.set(parent, last, value);
  return document;
}

/** What a function refuses with. */
export function refusal(attempt: () => unknown): InputError {
  try {
    attempt();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** What reading to the end ends with: an error, or the items. */
export async function outcome<Item>(items: AsyncIterable<Item>): Promise<Item[] | InputError> {
  const read: Item[] = [];
  try {
    for await (const item of items) read.push(item);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  return read;
}

export const GOLDEN = ['edge', 'events', 'formats', 'huge', 'illformed', 'small', 'systematic'];

export function goldenPath(name: string): string {
  return join(__dirname, '..', '..', 'fixtures', 'golden', `${name}.jsonl.gz`);
}

/** The lines of a golden file. */
export function goldenLines(name: string): string[] {
  const text = gunzipSync(readFileSync(goldenPath(name))).toString('utf8');
  return text.split('\n').filter((line) => line !== '');
}
