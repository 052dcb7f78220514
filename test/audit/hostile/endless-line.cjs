// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { driverWith } = require('./correct.cjs');

const { writeSync } = require('node:fs');

module.exports = driverWith({
  convert: () => {
    for (;;) writeSync(3, 'x'.repeat(1 << 16));
  },
});
