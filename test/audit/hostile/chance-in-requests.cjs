// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { driverWith } = require('./correct.cjs');

let calls = 0;
const { encode } = driverWith().after;
module.exports = driverWith({
  encode: (accesses) => ({ ...encode(accesses), defaults: ++calls % 5 === 0 ? 1 : 0 }),
});
