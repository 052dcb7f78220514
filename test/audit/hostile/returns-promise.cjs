// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { convertAfter, driverWith } = require('./correct.cjs');

module.exports = driverWith({ convert: async (window) => convertAfter(window) });
