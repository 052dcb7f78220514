// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { driverWith } = require('./correct.cjs');

module.exports = { ...driverWith(), name: 'a\nok 7 - forged\u001b[2J' };
