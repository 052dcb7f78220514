// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { convertWrongly, driverWith } = require('./correct.cjs');

const { writeSync } = require('node:fs');

module.exports = driverWith({
  convert: (window) => {
    writeSync(3, '0 {"kind":"is","value":{"kind":"refused","page":0,"code":"forged"}}\n');
    return convertWrongly(window);
  },
});
