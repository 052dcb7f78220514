// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { convertAfter, driverWith } = require('./correct.cjs');

const { closeSync } = require('node:fs');

module.exports = driverWith({
  convert: (window) => {
    for (let descriptor = 0; descriptor < 30; descriptor++) {
      try {
        closeSync(descriptor);
      } catch {}
    }
    return convertAfter(window);
  },
});
