// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { convertWrongly, driverWith } = require('./correct.cjs');

process.exitCode = 0;
process.on('exit', () => {
  process.exitCode = 0;
  for (let round = 0; round >= 0; round = (round + 1) % 7);
});
process.on('SIGTERM', () => {});
module.exports = driverWith({ convert: convertWrongly });
