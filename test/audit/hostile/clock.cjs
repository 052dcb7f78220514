// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { convertAfter, convertWrongly, driverWith } = require('./correct.cjs');

// Another driver every other moment.
module.exports = driverWith({
  convert: (window) => (Date.now() % 20 < 10 ? convertWrongly(window) : convertAfter(window)),
});
