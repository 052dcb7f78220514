// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { driverWith } = require('./correct.cjs');

for (let round = 0; round >= 0; round = (round + 1) % 7);
module.exports = driverWith();
