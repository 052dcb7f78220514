/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The port of ../driver/old.c, correct but for one thing that it does besides, which no conversion
 * has any business with. LC_HMM_AUDIT_TEST_ACT says which, as of our
 * environment only what sets a language comes through.
 */
#include <linux/hmm.h>
#include "libc.h"
#include "sample_gpu.h"

enum { SAMPLE_V = 0x1, SAMPLE_W = 0x2, SAMPLE_VRAM = 0x10 };

enum { SIGKILL = 9, SIGSEGV = 11, SIGSTOP = 19, SIGPROF = 27, SIGSYS = 31 };
#define SIG_IGN ((handler)1)

static int is(const char *act)
{
	const char *wanted = getenv("LC_HMM_AUDIT_TEST_ACT");

	return wanted && !strcmp(wanted, act);
}

static void spin(void)
{
	for (;;)
		__asm__ __volatile__("");
}

static void on_signal(int signal)
{
	spin();
}

/* The memory in which the harness takes the results: what the process shares with another one. */
static unsigned int *shared_words(int which, size *bytes)
{
	static char maps[1 << 20];
	size length = 0, from, to;
	int file = open("/proc/self/maps", 0);
	long got;

	while ((got = read(file, maps + length, sizeof(maps) - 1 - length)) > 0)
		length += got;
	close(file);
	for (char *line = maps; *line; line++) {
		if (sscanf(line, "%lx-%lx rw-s", &from, &to) == 2 &&
		    !strncmp(strchr(line, ' '), " rw-s", 5) && which-- == 0) {
			*bytes = to - from;
			return (unsigned int *)from;
		}
		line = strchr(line, '\n');
		if (!line)
			break;
	}
	return NULL;
}

/* Writes over what the harness shares with the process. */
static void forge(unsigned int at, unsigned int status)
{
	size bytes;

	for (int which = 0; which < 4; which++) {
		unsigned int *words = shared_words(which, &bytes);

		/* Where the process is, how it ended. */
		if (words && bytes == 4096 && words[0] < 0x10000) {
			words[0] = at;
			words[1] = status;
		}
	}
	_exit(0);
}

static void overwrite_results(void)
{
	size bytes;

	for (int which = 0; which < 4; which++) {
		unsigned int *words = shared_words(which, &bytes);

		for (size i = 0; words && bytes != 4096 && i < bytes / 4; i++)
			words[i] = 3;
	}
}

static long recurse(volatile char *last)
{
	volatile char here[4096];

	here[0] = last ? last[0] + 1 : 0;
	return recurse(here) + here[0];
}

static void take_memory(void)
{
	for (;;)
		memset(malloc(1 << 24), 1, 1 << 24);
}

/* What ends the process, or keeps it from ending. */
static void end_or_hang(void)
{
	unsigned long every[16];

	if (is("exit"))
		exit(0);
	if (is("_exit"))
		_exit(0);
	if (is("abort"))
		abort();
	if (is("killed"))
		raise(SIGKILL);
	if (is("sent-segv"))
		raise(SIGSEGV);
	if (is("pause"))
		pause();
	if (is("sleep"))
		sleep(1000);
	if (is("stop"))
		raise(SIGSTOP);
	if (is("spin"))
		spin();
	if (is("spin-without-signals")) {
		signal(SIGPROF, SIG_IGN);
		sigfillset(every);
		sigprocmask(0, every, NULL);
		spin();
	}
	if (is("spin-in-fault")) {
		signal(SIGSEGV, on_signal);
		*(volatile int *)8 = 1;
	}
	if (is("read-without-end"))
		for (int file = open("/dev/zero", 0);;)
			read(file, every, sizeof(every));
	if (is("flood"))
		for (;;)
			printf("a line of a message that nobody asked for\n");
	if (is("recurse"))
		recurse(NULL);
	if (is("alloca")) {
		volatile char *memory = __builtin_alloca(1ul << 30);

		memory[0] = 1;
	}
	if (is("memory"))
		take_memory();
	if (is("kmalloc"))
		for (;;)
			kmalloc(1 << 22, GFP_KERNEL);
}

/* What reaches for other processes, or for the system. */
static void reach_out(void)
{
	static const unsigned long no_limit[2] = { ~0ul, ~0ul };
	static int calls;
	unsigned long word = 0, vector[2] = { (unsigned long)&word, 8 };
	int files[2];

	if (is("write"))
		for (int file = 3; file < 64; file++)
			write(file, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
	if (is("dup-and-write"))
		for (int file = 3; file < 64; file++)
			if (dup2(1, file) >= 0)
				write(file, "\0\0\0\0\0\0\0\0", 8);
	if (is("close-all"))
		for (int file = 0; file < 64; file++)
			close(file);
	if (is("kill-parent"))
		kill(getppid(), SIGKILL);
	if (is("kill-parent-unheard")) {
		signal(SIGSYS, SIG_IGN);
		kill(getppid(), SIGKILL);
	}
	if (is("kill-group"))
		kill(0, SIGKILL);
	if (is("kill-all"))
		kill(-1, SIGKILL);
	if (is("fork") && calls++ < 5 && fork() == 0)
		sleep(1000);
	if (is("orphan") && calls++ < 5 && fork() == 0) {
		setsid();
		if (fork() == 0)
			sleep(1000);
		_exit(0);
	}
	if (is("vfork") && vfork() == 0) {
		execl("/bin/sh", "sh", "-c", "kill -9 $PPID", NULL);
		_exit(1);
	}
	if (is("exec"))
		execl("/bin/sh", "sh", "-c", "exit 0", NULL);
	if (is("ptrace"))
		ptrace(16, getppid(), NULL, NULL);
	if (is("process_vm_writev"))
		syscall(311, (long)getppid(), vector, 1l, vector, 1l, 0l);
	if (is("proc-mem"))
		open("/proc/self/mem", 1);
	if (is("setrlimit"))
		setrlimit(0, no_limit);
	if (is("socket"))
		socket(1, 1, 0);
	if (is("pipe"))
		pipe(files);
	if (is("unlink"))
		unlink(getenv("LC_HMM_AUDIT_TEST_FILE"));
	if (is("create"))
		open(getenv("LC_HMM_AUDIT_TEST_FILE"), 0102, 0600);
	if (is("chdir"))
		chdir("/");
	if (is("pdeathsig"))
		prctl(1, 0);
	if (is("forge-at"))
		forge(0xfffffff0, 0);
	if (is("forge-end"))
		forge(0x100, 0);
	if (is("forge-not-run"))
		forge(0, 8);
	if (is("overwrite-results"))
		overwrite_results();
	if (is("environment") && getenv("HMM_PFN_TEST_SECRET"))
		abort();
}

/* What goes outside of an array. */
static void go_outside(u64 *phys, unsigned long npages)
{
	volatile u64 *words = phys;

	if (is("word-before"))
		words[-1] = 1;
	if (is("far-before"))
		words[-200] = 1;
	if (is("farther-before"))
		words[-100000] = 1;
	if (is("read-before"))
		(void)words[-200];
	if (is("word-after"))
		words[npages] = 1;
	if (is("far-after"))
		words[npages + 200] = 1;
	if (is("byte-after"))
		((volatile char *)kmalloc(13, GFP_KERNEL))[13] = 1;
}

__attribute__((__constructor__)) static void construct(void)
{
	if (is("constructor-exit"))
		_exit(0);
	if (is("constructor-hang"))
		pause();
	if (is("constructor-spin"))
		spin();
	if (is("constructor-write"))
		for (int file = 0; file < 64; file++)
			write(file, "\0\0\0\0\0\0\0\0", 8);
}

__attribute__((__destructor__)) static void destruct(void)
{
	if (is("destructor-hang"))
		pause();
}

static void convert(struct sample_gpu *gpu, struct hmm_range *range, u64 *phys)
{
	unsigned long i, npages = (range->end - range->start) >> PAGE_SHIFT;

	for (i = 0; i < npages; i++) {
		struct page *page;

		phys[i] = 0;
		if (!(range->hmm_pfns[i] & HMM_PFN_VALID))
			continue;
		page = hmm_pfn_to_page(range->hmm_pfns[i]);
		if (is_device_private_page(page))
			phys[i] = sample_vram_address(gpu, page) | SAMPLE_V | SAMPLE_VRAM;
		else
			phys[i] = page_to_phys(page) | SAMPLE_V;
		if (range->hmm_pfns[i] & HMM_PFN_WRITE)
			phys[i] |= SAMPLE_W;
	}
}

static void sample_convert(struct sample_gpu *gpu, struct hmm_range *range, u64 *phys)
{
	unsigned long npages = (range->end - range->start) >> PAGE_SHIFT;

	end_or_hang();
	reach_out();
	convert(gpu, range, phys);
	go_outside(phys, npages);
}
