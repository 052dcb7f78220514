// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { AddressSpace } from '../../mm/address-space';
import type { ModernRevision } from '../../modern/revision';
import { layoutOf } from '../../modern/word-layout';
import { ModernSide } from '../../oracle/run/model-sides';

const FOLDER = join(__dirname, '..', '..', 'fixtures', 'golden', 'releases');

/** A file of what a release's own code made of the golden vectors. */
export interface ReleaseFile {
  readonly about: {
    readonly schema: string;
    readonly orderShift: number | null;
    readonly others: string;
    readonly revision: ModernRevision;
  };
  /** By the id of the vector; those that are as in the release before are left out. */
  readonly results: ReadonlyMap<string, object>;
}

/** The lines of a file of `fixtures/golden/releases/`, parsed. */
export function releaseLines(name: string): readonly [about: unknown, ...lines: unknown[]] {
  const text = gunzipSync(readFileSync(join(FOLDER, `${name}.jsonl.gz`))).toString('utf8');
  const [about, ...lines] = text.trimEnd().split('\n');
  return [JSON.parse(about ?? ''), ...lines.map((line) => JSON.parse(line))];
}

export function readRelease(series: string): ReleaseFile {
  const [about, ...lines] = releaseLines(series) as [
    ReleaseFile['about'],
    ...{ id: string; result: object }[],
  ];
  return { about, results: new Map(lines.map(({ id, result }) => [id, result])) };
}

/** The model of what a release's file says that its code does; `name` says whether it has the call of 7.3. */
export function modelOf(
  { about }: ReleaseFile,
  space: AddressSpace,
  name: 'modern' | 'modern-7.3' = 'modern',
): ModernSide {
  const { orderShift, revision } = about;
  const layout = (['5.9', '6.16'] as const)
    .map((kernel) => layoutOf(kernel, 64))
    .find((one) => one.orderShift === orderShift);
  if (layout === undefined)
    throw new Error('the file does not say where its release has the order');
  return new ModernSide(space, name, { revision, layout });
}
