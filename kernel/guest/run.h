/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RUN_H
#define RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "recipe.h"

#define MAX_MAPS	64
#define MAX_FORKS	16
#define REPORT_BYTES	(8UL << 20)
#define REASON_BYTES	400

enum outcome {
	UNFINISHED,
	DONE,		/* the call was carried out and reported */
	SKIPPED,	/* a step could not be carried out here */
	FAILED,		/* the guest itself, or the module, failed */
};

/*
 * What the process of a case tells the one that watches it, in memory that both share: where it is,
 * and how it ended. @report is one line of JSON.
 */
struct outbox {
	enum outcome outcome;
	unsigned int line;
	bool knobs_set;
	unsigned int poisoned;	/* pages that are gone for good */
	char reason[REASON_BYTES];
	size_t length;
	char report[REPORT_BYTES];
};

/* A map that a later step names by its address. */
struct made_map {
	uint64_t at;
	int fd;			/* of its file, or -1 */
};

/* A case under way, in its own process. */
struct case_run {
	const struct recipe_case *recipe_case;
	struct outbox *outbox;
	const struct step *steps;
	int device;
	int uffd;
	struct made_map maps[MAX_MAPS];
	int nr_maps;
	pid_t forks[MAX_FORKS];
	int nr_forks;
	unsigned int signals_bus;
	unsigned int signals_segv;
	/* The steps that another thread does during the call, the first of them the `during` itself. */
	const struct step *others;
	size_t nr_others;
	uint64_t start;		/* of begin */
	uint64_t end;
};

/* address.c: where an address is in this process; an errno if the kernel made no such mapping */
int resolve(const struct address *address, uint64_t *at);

/* maps.c */
bool map_option(struct step *step, const char *name, const char *value);
int run_map(struct case_run *run, const struct step *step);
int run_unmap(struct case_run *run, const struct step *step);
int run_protect(struct case_run *run, const struct step *step);
int run_remap(struct case_run *run, const struct step *step);
int run_truncate(struct case_run *run, const struct step *step);

/* touch.c */
void catch_signals(struct case_run *run);
int run_read(struct case_run *run, const struct step *step);
int run_write(struct case_run *run, const struct step *step);

/* pages.c */
bool numa_option(struct step *step, const char *name, const char *value);
void drain_batches(void);
int run_advise(struct case_run *run, const struct step *step);
int run_numa(struct case_run *run, const struct step *step);
int run_private(struct case_run *run, const struct step *step);
int run_exclusive(struct case_run *run, const struct step *step);
int run_split(struct case_run *run, const struct step *step);
int run_lock(struct case_run *run, const struct step *step);
int run_move(struct case_run *run, const struct step *step);
int run_drain(struct case_run *run, const struct step *step);

/* forks.c */
/* fork(), with a child that ends when its parent does, however that ends. */
pid_t fork_tied(void);
int run_fork(struct case_run *run, const struct step *step);
int run_reap(struct case_run *run, const struct step *step);

/* uffd.c */
int run_uffd(struct case_run *run, const struct step *step);
int run_uffd_wp(struct case_run *run, const struct step *step);
int run_uffd_unwp(struct case_run *run, const struct step *step);
int run_uffd_poison(struct case_run *run, const struct step *step);

/* knobs.c */
int run_knob(struct case_run *run, const struct step *step);
void reset_knobs(void);
int write_file(const char *path, const char *text);

/* others.c: what another thread does while the call waits for a page */
struct others;
/* NULL if there is nothing to do; a thread that cannot be made ends the guest's process. */
struct others *start_others(struct case_run *run);
/* Waits for its end. 0, or the errno of a step, with that step. */
int end_others(struct others *others, const struct step **failed);

/* call.c */
bool call_option(struct step *step, const char *name, const char *value);
int run_begin(struct case_run *run, const struct step *step);
int run_call(struct case_run *run, const struct step *step);

/* case.c: resolves a step's addresses and does it: 0 or an errno */
int run_step(struct case_run *run, const struct step *step);
/* Ends the case as one with a step that cannot be done here. */
void skip_case(struct case_run *run, const struct step *step, int error);

/* case.c: carries out a case in this process; the outbox says how it ended */
void run_case(const struct recipe *recipe, const struct recipe_case *recipe_case,
	      struct outbox *outbox);
__attribute__((format(printf, 3, 4)))
void end_case_as(struct outbox *outbox, enum outcome outcome, const char *format, ...);

#endif /* RUN_H */
