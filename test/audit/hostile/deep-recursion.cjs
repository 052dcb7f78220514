// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { driverWith } = require('./correct.cjs');

const deeper = (depth) => deeper(depth + 1) + 1;
module.exports = driverWith({ convert: () => deeper(0) });
