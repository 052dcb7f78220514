// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';
// A side that answers with results that were saved, each changed as its second argument says.
const { readFileSync } = require('node:fs');
const [, , file, change] = process.argv;

const WRITE = 1n << 62n;
const CHANGES = {
  none: (result) => result,
  'never writable': (result) =>
    result.ret === 0
      ? {
          ...result,
          pfns: result.pfns.map((word) => `0x${(BigInt(word) & ~WRITE).toString(16)}`),
        }
      : result,
  'out of memory': (result) => (result.ret === '-EFAULT' ? { ...result, ret: '-ENOMEM' } : result),
  'faults for write': (result) => ({
    ...result,
    faults: result.faults.map((row) => ({ ...row, write: true })),
  }),
};
const keyOf = (scenario) => JSON.stringify({ ...scenario, id: '' });
const results = new Map(
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ scenario, expect }) => [keyOf(scenario), expect.modern]),
);

require('node:readline')
  .createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { number, hello, scenario } = JSON.parse(line);
    const known = hello === undefined ? results.get(keyOf(scenario)) : undefined;
    const answer =
      hello !== undefined
        ? { hello, like: 'modern' }
        : known === undefined
          ? { none: 'no result was saved' }
          : { result: CHANGES[change](known) };
    process.stdout.write(`${JSON.stringify({ number, ...answer })}\n`);
  });
