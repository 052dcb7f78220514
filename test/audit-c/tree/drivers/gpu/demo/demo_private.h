/* SPDX-License-Identifier: GPL-2.0-or-later */
#define DEMO_PAGES(range) (((range)->end - (range)->start) >> PAGE_SHIFT)

void demo_engine_stop(struct demo_engine *engine);
