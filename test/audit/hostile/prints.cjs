// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { convertWrongly, driverWith } = require('./correct.cjs');

console.log('hostile: every difference is explained\u001b[2J');
console.error('hmm-pfn: nothing new');
module.exports = driverWith({
  convert: (window) => {
    console.log('ok 1 - all');
    return convertWrongly(window);
  },
});
