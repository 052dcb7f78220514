// SPDX-License-Identifier: GPL-2.0-or-later
import { AMDGPU } from '../../legacy/known-formats';
import { AddressSpace, type AddressSpaceImage } from '../../mm/address-space';
import type { RangeRequest } from '../../mm/range';
import { Asked } from '../../oracle/contract/asked';
import { SideRun } from '../../oracle/contract/side-run';
import { makeSide, Runner } from '../../oracle/run/runner';
import type { SideName } from '../../oracle/run/side-names';
import type { Scenario } from '../../oracle/scenario/scenario';
import { image, request, vma } from '../support/build';

/** What is asked of which side; three pages without a request of `modern`, if not given. */
export interface Given {
  readonly side?: SideName;
  readonly asks?: string;
  readonly first?: number;
  readonly range?: Partial<RangeRequest>;
}

function given(
  mm: Partial<AddressSpaceImage>,
  { asks = '...', first = 0, range }: Given,
): Scenario {
  const whole = image({ vmas: [vma(0, 2)], ...mm });
  return { id: 'given', mm: whole, range: request(first, asks, range), format: AMDGPU };
}

/** A side's run on an address space, before anything happened there: its record is empty. */
export function runOn(mm: Partial<AddressSpaceImage>, parts: Given = {}): SideRun {
  const space = new AddressSpace();
  const asked = new Asked();
  const scenario = given(mm, parts);
  asked.take(scenario);
  space.load(scenario.mm);
  const side = makeSide(parts.side ?? 'modern', space);
  side.record.begin(scenario.range.start, scenario.range.asks.length);
  return new SideRun(side, space, asked);
}

/** As {@link runOn}, when the call is over: the address space is as it left it. */
export function ranOn(mm: Partial<AddressSpaceImage>, parts: Given = {}): SideRun {
  const space = new AddressSpace();
  const asked = new Asked();
  const scenario = given(mm, parts);
  asked.take(scenario);
  const side = makeSide(parts.side ?? 'modern', space);
  const run = new SideRun(side, space, asked);
  new Runner(space, [side]).run(scenario);
  return run;
}
