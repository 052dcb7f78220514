// SPDX-License-Identifier: GPL-2.0-or-later
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { auditC } from '../../audit/c/audit-c';
import type { AuditCOptions } from '../../audit/c/report';
import { sidesFor } from '../../audit/c/sides';
import { describeWithCompiler, noCompiler, optionsFor, SILENT, temporaryFolder } from './support';

/* What real use brought up, as it was handed over; what each head expects is said with each. */
const CASES = join(__dirname, 'cases');
const EXAMPLE = join(__dirname, '../../examples/audit-c');
const folder = temporaryFolder();

/** Text that is replaced; it must be there. */
type Edit = readonly [from: string, to: string];

interface Pair {
  readonly before: string;
  readonly after: string;
  readonly adapter: string;
  /** Changes to the code after. */
  readonly edits?: readonly Edit[];
  readonly adapterEdits?: readonly Edit[];
  readonly beforeOn?: string;
}

let made = 0;

function edited(file: string, edits: readonly Edit[] = []): string {
  if (edits.length === 0) return file;
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of edits) {
    expect(text).toContain(from);
    text = text.replace(from, () => to);
  }
  const place = join(folder, `${made++}.c`);
  writeFileSync(place, text);
  return place;
}

async function causesOf(pair: Pair, given: Partial<AuditCOptions> = {}): Promise<string[]> {
  const { before, adapter, beforeOn } = pair;
  const after = edited(pair.after, pair.edits);
  const sides = sidesFor({ before, after, on: undefined, beforeOn });
  const options = optionsFor({
    ...{ before, after, adapter: edited(adapter, pair.adapterEdits), sides },
    ...{ runs: 120, timeout: 200, ...given },
  });
  const { findings, notShown } = await auditC(options, SILENT, new AbortController().signal);
  return [...findings, ...notShown].map(({ cause }) => cause);
}

const ORDER: Pair = {
  before: join(CASES, 'order/old.c'),
  after: join(CASES, 'order/new-order.c'),
  adapter: join(CASES, 'order/adapter.c'),
};
const OWN_FLAGS: Pair = {
  before: join(CASES, 'own-flags/old.c'),
  after: join(CASES, 'own-flags/new.c'),
  adapter: join(CASES, 'own-flags/adapter.c'),
};

/** new.c of own-flags, made the same as old.c: what is wrong then is one thing alone. */
const WRITES: Edit = [
  'default_flags = HMM_PFN_REQ_FAULT;',
  'default_flags = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;',
];
const ZEROED: Edit = ['kmalloc(sizeof(*range)', 'kzalloc(sizeof(*range)'];
/** What the function lacks apart from that. */
const COMMON = [/without the mmap lock$/, /does not free/, /memory nobody wrote/];

function own(causes: readonly string[]): readonly string[] {
  return causes.filter((cause) => !COMMON.some((pattern) => pattern.test(cause)));
}

it('has a test for every case', () => {
  expect(readdirSync(CASES).toSorted()).toEqual([
    'd15-before-of-5.6.c',
    'modern-as-before.txt',
    'order',
    'order-one-entry-a-step',
    'own-flags',
  ]);
});

describeWithCompiler(noCompiler(), 'orders of the driver’s own code', () => {
  it('order: 511 of 512 pages of a huge mapping are lost', async () => {
    const causes = await causesOf(ORDER, { runs: 300 });
    expect(causes).toEqual(['mapped otherwise: a page before, nothing after']);
  });

  it('order-one-entry-a-step: the BUG() in the branch on the order is reached', async () => {
    const after = join(CASES, 'order-one-entry-a-step/new.c');
    const before = join(EXAMPLE, 'old.c');
    const [first] = await causesOf({ before, after, adapter: join(EXAMPLE, 'adapter.c') });
    expect(first).toBe('after: BUG at new.c:22');
  });

  it.each<[string, readonly Edit[], RegExp]>([
    [
      'a run that is filled beyond the range',
      [
        [
          '\t\tif (range->hmm_pfns[i] & HMM_PFN_WRITE)\n\t\t\tphys[i] |= SAMPLE_W;',
          '\t\tif (range->hmm_pfns[i] & HMM_PFN_WRITE)\n\t\t\tphys[i] |= SAMPLE_W;\n\t\tfor (unsigned long k = 1; k < 1ul << hmm_pfn_to_map_order(range->hmm_pfns[i]); k++)\n\t\t\tphys[i + k] = phys[i] + k * PAGE_SIZE;',
        ],
      ],
      /writes .* after the end of/,
    ],
  ])('%s is found', async (_, edits, cause) => {
    const causes = await causesOf({ ...ORDER, edits }, { runs: 120 });
    expect(
      causes.some((one) => cause.test(one)),
      causes.join('\n'),
    ).toBe(true);
  });
});

describeWithCompiler(noCompiler(), 'a range that the driver’s function fills', () => {
  it('own-flags: what it leaves uninitialised is named', async () => {
    expect(await causesOf(OWN_FLAGS)).toContain(
      'after: uninitialised dev_private_owner reaches hmm_range_fault()',
    );
  });

  it('the same with all of it as before is no finding', async () => {
    expect(own(await causesOf({ ...OWN_FLAGS, edits: [WRITES, ZEROED] }))).toEqual([]);
  });

  it.each<[string, readonly Edit[], string]>([
    [
      'nothing is requested any more',
      [ZEROED, ['\trange->default_flags = HMM_PFN_REQ_FAULT;\n', '']],
      'request: hmm_range_fault() is asked for write before, nothing after',
    ],
    [
      'the mask is not initialised',
      [['\trange->end = end;', '\trange->end = end;\n\trange->dev_private_owner = NULL;']],
      'after: uninitialised pfn_flags_mask reaches hmm_range_fault()',
    ],
    [
      'the default flags are not initialised',
      [
        [
          '\trange->default_flags = HMM_PFN_REQ_FAULT;',
          '\trange->dev_private_owner = NULL;\n\trange->pfn_flags_mask = 0;',
        ],
      ],
      'after: uninitialised default_flags reach hmm_range_fault()',
    ],
    [
      'another owner is named',
      [
        ZEROED,
        WRITES,
        ['\trange->end = end;', '\trange->end = end;\n\trange->dev_private_owner = range;'],
      ],
      'request: hmm_range_fault() is asked for pages of no device before, pages of its own device after',
    ],
  ])('%s', async (_, edits, cause) => {
    expect(await causesOf({ ...OWN_FLAGS, edits })).toContain(cause);
  });
});

describeWithCompiler(noCompiler(), 'the format of the code before', () => {
  const example = { adapter: join(EXAMPLE, 'adapter.c'), after: join(EXAMPLE, 'new.c') };

  it('modern-as-before: both of the fixed format, which the message says', async () => {
    await expect(causesOf({ ...example, before: example.after })).rejects.toThrow(
      /hint: the code is compiled for v5\.7, but it is of the fixed format: name its release with --before-on/,
    );
  });

  it('d15: of 5.6, which the message says, with what to change', async () => {
    const before = join(CASES, 'd15-before-of-5.6.c');
    await expect(causesOf({ ...example, before })).rejects.toThrow(
      /the code is of 5\.6 or older[\s\S]*drop HMM_PFN_DEVICE_PRIVATE from flags\[\][\s\S]*call hmm_range_fault\(range\) without flags/,
    );
  });
});
