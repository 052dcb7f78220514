// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { convertAfter, driverWith } = require('./correct.cjs');

let called = false;
module.exports = driverWith({
  convert: (window) => {
    if (called) return convertAfter(window);
    called = true;
    return { kind: 'refused', page: 0, code: '-EAGAIN' };
  },
});
