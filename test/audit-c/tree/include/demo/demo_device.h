/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DEMO_DEVICE_H
#define DEMO_DEVICE_H

#include <linux/hmm.h>

struct demo_engine;
struct demo_ring;

enum demo_mode {
	/** @DEMO_MODE_OFF: belongs to a struct demo_device that sleeps */
	DEMO_MODE_OFF,
	DEMO_MODE_ON,
};

struct demo_device {
	const char *name;
	struct demo_engine engine; /* is nowhere: only who uses it would need it */
	enum demo_mode mode;
	struct {
		struct mutex lock;
		unsigned long faults, refaults;
	} vm;
#ifdef CONFIG_DEMO_DEBUG
	struct demo_ring ring;
#endif
};

#define DEMO_PTE_VALID	0x1ul
#define DEMO_PTE_WRITE	0x2ul	/* needs what the CPU
				 * allows */
#define DEMO_PTE_FLAGS	(DEMO_PTE_VALID | DEMO_PTE_WRITE)

void demo_trace(struct demo_device *demo, const char *what);
struct demo_ring *demo_ring_of(struct demo_device *demo);
int demo_power_get(struct demo_device *demo);

static inline bool demo_is_on(const struct demo_device *demo)
{
	return demo->mode == DEMO_MODE_ON;
}

#endif
