// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { driverWith } = require('./correct.cjs');

require('node:fs').writeFileSync(`${__dirname}/written`, 'x');
module.exports = driverWith();
