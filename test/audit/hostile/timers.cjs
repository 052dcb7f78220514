// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { convertWrongly, driverWith } = require('./correct.cjs');

setTimeout(() => process.exit(0), 1);
setInterval(() => {
  throw new Error('late');
}, 1);
Promise.reject(new Error('nobody waits for it'));
module.exports = driverWith({ convert: convertWrongly });
