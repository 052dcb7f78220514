// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { NOUVEAU } from '../../legacy/known-formats';
import { AddressSpace } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { Laboratory } from '../../oracle/differences/premise/laboratory';
import { foreignPrivateFaulted } from '../../oracle/differences/revision/foreign-private-faulted';
import { makeSide } from '../../oracle/run/side';
import { entry, image, request, vma } from '../support/build';

it('the result of a run under premises refers to the entries that really stood there', () => {
  const foreign = { kind: Kind.pteDevicePrivate, owner: 7, write: true };
  const entries = [entry(0, foreign, 2 ** 43 + 5), entry(1, foreign, 0x40)];
  const [far, near] = entries.map(({ high }) => high >>> 0);
  const mm = image({ vmas: [vma(0, 8)], entries });
  const laboratory = new Laboratory(makeSide('modern', new AddressSpace()));
  const scenario = { id: 'foreign', mm, range: request(0, '.r'), format: NOUVEAU };
  laboratory.run(scenario, [foreignPrivateFaulted.premise.newer]);
  const { record } = laboratory.side;
  expect(record.ret).toBe(-14);
  expect(record.origins[0]).toBe(far);
  expect(record.walkEnds().map(({ origin }) => origin)).toEqual([near]);
  laboratory.run({ ...scenario, range: request(0, 'r') }, [foreignPrivateFaulted.premise.newer]);
  expect(record.walkEnds().map(({ origin }) => origin)).toEqual([far]);
});
