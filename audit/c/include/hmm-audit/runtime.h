/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_HMM_AUDIT_RUNTIME_H
#define _HMM_AUDIT_HMM_AUDIT_RUNTIME_H

/* What the runner does for the headers; drivers and adapters have no need of it. */

enum hmm_audit_stop_kind {
	HMM_AUDIT_STOP_BUG = 3,
	HMM_AUDIT_STOP_OUTSIDE = 5,
	HMM_AUDIT_STOP_NO_PAGE = 9,
	HMM_AUDIT_STOP_MISUSE = 11,
};

/* Ends the conversion with a finding. */
void hmm_audit_stop(int kind, const char *text) __attribute__((__noreturn__, __cold__));
/* As the former, about a number. */
void hmm_audit_stop_at(int kind, const char *text, unsigned long long number)
	__attribute__((__noreturn__, __cold__));
/* Ends it because it looked into a struct page that is not there. */
void hmm_audit_no_page(unsigned long pfn) __attribute__((__noreturn__, __cold__));
/* Notes a finding; the conversion goes on. */
void hmm_audit_warn(const char *text);
/* Memory that holds a poison pattern and ends at a guard page. */
void *hmm_audit_alloc(unsigned long bytes, const char *what);
/* The same, for the driver: NULL where the scenario has none left. */
void *hmm_audit_take_memory(unsigned long bytes, const char *what);
/* Whether the scenario lets this allocation or DMA mapping fail. */
int hmm_audit_fails(void);
/* A DMA mapping that has succeeded, in one of the kernel's directions. */
void hmm_audit_dma_maps(unsigned long long address, unsigned long long bytes, int direction);
/* Gives that back; NULL, and what was not taken so, is let pass. */
void hmm_audit_free(const void *memory);
/* A lock of the driver's: held if it was taken in this run. */
struct hmm_audit_lock {
	unsigned long run;
	int readers;
	int writer;
};
void hmm_audit_lock(struct hmm_audit_lock *lock, int write, const char *call);
int hmm_audit_trylock(struct hmm_audit_lock *lock, int write, const char *call);
void hmm_audit_unlock(struct hmm_audit_lock *lock, int write, const char *call);
void hmm_audit_need_lock(const struct hmm_audit_lock *lock, const char *call);
int hmm_audit_is_held(const struct hmm_audit_lock *lock);
/* Time passes whenever somebody looks at it, and with every range fault. */
extern unsigned long hmm_audit_jiffies(void);
/* A signal arrives where others never stop to invalidate. */
int hmm_audit_signal(void);
/* A word of a range fault becomes a page or an address. */
void hmm_audit_use_word(void);
/* References to the process's memory. */
void hmm_audit_mm_users(int more);
/* Interval notifiers that are inserted. */
void hmm_audit_notifiers(int more);
/* Fills the stack that the caller's next call will use with a poison pattern. */
void hmm_audit_poison_stack(void);
/* Which scenario is run; struct pages that are valid carry it. */
extern unsigned long hmm_audit_serial;

#endif
