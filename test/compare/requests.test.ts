// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { NOUVEAU } from '../../legacy/known-formats';
import { Kind } from '../../mm/entry';
import { PAGE_ASKS } from '../../oracle/generate/blocks';
import { Runner } from '../../oracle/run/runner';
import { requestsTable } from '../../report/text/requests-table';
import { entry, image, page, vma } from '../support/build';

describe.each(['v5.7', 'legacy', 'modern'] as const)(
  'the truth table of requests, on %s',
  (name) => {
    const runner = Runner.of([name]);
    const mm = image({ vmas: [vma(0, 1)], entries: [entry(0, { kind: Kind.pteSwap })] });

    it.each(requestsTable().map((row, number) => [number + 1, row] as const))(
      'row %i',
      (_, row) => {
        const effects = PAGE_ASKS.map((ask) => {
          const asks = Uint8Array.of(ask);
          const { defaults, mask } = row;
          const range = { start: page(0), end: page(1), defaults, mask, asks, owner: 0 };
          runner.run({ id: 'row', mm, range, format: NOUVEAU });
          const [fault] = runner.sides[0]?.record.faults.list() ?? [];
          if (fault === undefined) return 'nothing';
          return fault.write ? 'write' : 'read';
        });
        expect(effects).toEqual(row.effects);
      },
    );
  },
);

it('has seven distinct policies', () => {
  const distinct = requestsTable().filter(({ sameAs }) => sameAs === undefined);
  expect(distinct).toHaveLength(7);
});
