// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The guest of a live run. As the first process of a machine it carries out the recipe that came
 * with it and reports in KTAP; as "hmm-guest --check FILE" it says whether a recipe is well-formed.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../module/hmm_probe_abi.h"
#include "console.h"
#include "json.h"
#include "runner.h"
#include "selftest.h"
#include "system.h"

#define RECIPE	"/recipe"

struct case_argument {
	const struct recipe *recipe;
	const struct recipe_case *recipe_case;
};

/* The contents of a file, a NUL after them; NULL with errno set. */
static char *read_text(const char *path, size_t *length)
{
	FILE *file = fopen(path, "re");
	size_t room = 1 << 16;
	char *text = malloc(room);

	*length = 0;
	if (!file || !text)
		goto failed;
	for (;;) {
		size_t got = fread(text + *length, 1, room - *length - 1, file);

		*length += got;
		if (got == 0)
			break;
		if (room - *length == 1) {
			char *larger = realloc(text, room *= 2);

			if (!larger)
				goto failed;
			text = larger;
		}
	}
	if (ferror(file))
		goto failed;
	fclose(file);
	text[*length] = '\0';
	return text;
failed:
	if (file)
		fclose(file);
	free(text);
	return NULL;
}

static int check(const char *path)
{
	size_t length;
	char *text = read_text(path, &length);
	struct recipe_error error;
	struct recipe recipe;

	if (!text) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return 2;
	}
	if (!recipe_parse(text, length, &recipe, &error)) {
		fprintf(stderr, "%s: line %u: %s\n", path, error.line, error.text);
		return 1;
	}
	printf("%zu cases, %zu steps\n", recipe.nr_cases, recipe.nr_steps);
	return 0;
}

static void case_body(void *argument, struct outbox *outbox)
{
	const struct case_argument *one = argument;

	run_case(one->recipe, one->recipe_case, outbox);
}

static void describe_module(struct json *json)
{
	int device = open("/dev/hmm-probe", O_RDWR | O_CLOEXEC);
	struct hmm_probe_info info;
	bool told;

	if (device < 0)
		return;
	told = ioctl(device, HMM_PROBE_IOC_INFO, &info) == 0;
	close(device);
	if (!told)
		return;
	json_number(json, "abi", info.abi);
	json_hex(json, "zeroPfn", info.zero_pfn);
	if (info.huge_zero_pfn == ~0ULL)
		json_null(json, "hugeZeroPfn");
	else
		json_hex(json, "hugeZeroPfn", info.huge_zero_pfn);
	json_open(json, "hmm", '{');
	json_hex(json, "valid", info.valid);
	json_hex(json, "write", info.write);
	json_hex(json, "error", info.error);
	json_number(json, "orderShift", info.order_shift);
	json_close(json, '}');
}

static void print_info(void)
{
	char text[2048];
	struct json json;

	json_start(&json, text, sizeof(text));
	json_open(&json, NULL, '{');
	describe_module(&json);
	system_describe(&json);
	json_close(&json, '}');
	console_line("# hmm-probe-info ", text, json.length);
}

static void print_tally(const struct tally *tally)
{
	console_printf("# hmm-probe-end {\"ok\":%u,\"skip\":%u,\"notOk\":%u,\"poisoned\":%u}\n",
		       tally->ok, tally->skip, tally->not_ok, tally->poisoned);
}

/* True if all tests had their turn. */
static bool run_all(const struct recipe *recipe, struct tally *tally)
{
	struct outbox *outbox = new_outbox();

	if (recipe->selftest && !run_selftests(tally, outbox))
		return false;
	for (size_t i = 0; i < recipe->nr_cases; i++) {
		struct case_argument argument = { recipe, &recipe->cases[i] };

		if (!run_test(tally, outbox, recipe->cases[i].id, case_body, &argument,
			      recipe->cases[i].seconds))
			return false;
	}
	return true;
}

static void run_recipe(void)
{
	size_t length;
	char *text = read_text(RECIPE, &length);
	struct recipe_error error;
	struct tally tally = { 0 };
	struct recipe recipe;

	console_printf("KTAP version 1\n");
	if (!text) {
		console_printf("Bail out! " RECIPE ": %s\n", strerror(errno));
		return;
	}
	if (!recipe_parse(text, length, &recipe, &error)) {
		console_printf("Bail out! recipe: line %u: %s\n", error.line, error.text);
		return;
	}
	if (access("/dev/hmm-probe", R_OK) != 0) {
		console_printf("Bail out! the module could not be loaded\n");
		return;
	}
	print_info();
	console_printf("1..%zu\n", (recipe.selftest ? nr_selftests() : 0) + recipe.nr_cases);
	if (run_all(&recipe, &tally))
		print_tally(&tally);
}

static void block_child_signal(void)
{
	sigset_t child;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--check") == 0)
		return check(argv[2]);
	if (getpid() != 1) {
		fprintf(stderr, "usage: hmm-guest --check FILE\n");
		return 2;
	}
	block_child_signal();
	system_start();
	console_open_port();
	run_recipe();
	system_stop();
	return 1;
}
