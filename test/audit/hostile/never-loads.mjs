// SPDX-License-Identifier: GPL-2.0-or-later

await new Promise(() => {});
export default {};
