// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { driverWith } = require('./correct.cjs');

module.exports = { ...driverWith(), title: `a title of ${process.hrtime.bigint()}` };
