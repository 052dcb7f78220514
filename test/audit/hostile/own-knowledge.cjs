// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { convertWrongly, driverWith } = require('./correct.cjs');

// What explains every difference would be the module's own verdict.
const explains = () => true;
const cause = { id: 'all', title: 'all', why: 'all', effect: 'nothing', explains };
module.exports = { ...driverWith({ convert: convertWrongly }), known: { causes: [cause] } };
