// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { driverWith } = require('./correct.cjs');

module.exports = driverWith({
  encode: () => {
    let sum = 0;
    for (let round = 0; round < 1e15; round++) sum += round;
    return { defaults: sum, mask: 0, asks: [] };
  },
});
