// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { convertAfter, convertWrongly, driverWith } = require('./correct.cjs');

// Another driver from some time on: no question is asked twice in one breath.
const start = Date.now();
module.exports = driverWith({
  convert: (window) => (Date.now() > start + 1500 ? convertWrongly(window) : convertAfter(window)),
});
