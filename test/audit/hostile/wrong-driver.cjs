// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { convertWrongly, driverWith } = require('./correct.cjs');

module.exports = driverWith({ convert: convertWrongly });
