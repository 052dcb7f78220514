// SPDX-License-Identifier: GPL-2.0-or-later
/* The first process of a machine that runs every reproducer, each in a process of its own. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../guest/console.h"
#include "../guest/system.h"

#define REPRODUCER(name, function) int function(void);
#include "list.h"
#undef REPRODUCER

static const struct {
	const char *name;
	int (*run)(void);
} reproducers[] = {
#define REPRODUCER(name, function) { name, function },
#include "list.h"
#undef REPRODUCER
};

int main(void)
{
	system_start();
	dup2(console_open_port(), STDOUT_FILENO);
	for (size_t i = 0; i < sizeof(reproducers) / sizeof(reproducers[0]); i++) {
		pid_t child;

		printf("== %s\n", reproducers[i].name);
		fflush(stdout);
		child = fork();
		if (child == 0) {
			int status = reproducers[i].run();

			fflush(stdout);
			_exit(status);
		}
		waitpid(child, NULL, 0);
	}
	fflush(stdout);
	system_stop();
	return 0;
}
