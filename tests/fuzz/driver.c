/* SPDX-License-Identifier: MIT
 *
 * The main of a fuzz target that is built with any compiler: feeds it the files of the folders named, by name, and
 * once nothing at all. A file that breaks a promise is the last one named.
 */
#include <dirent.h>
#include <errno.h>

#include "tests/fuzz/fuzz.h"

/* No corpus holds more. */
#define INPUT_MAX ((size_t)4 * 1024 * 1024)

static int no_dot(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void feed(const char *folder, const char *name)
{
	char path[4096];
	FILE *file;
	uint8_t *data = malloc(INPUT_MAX);
	uint8_t *exact;
	size_t size;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	(void)printf("%s\n", path);
	(void)fflush(stdout);
	file = fopen(path, "rb");
	if (file == NULL || data == NULL) {
		(void)fprintf(stderr, "%s: %s\n", path, strerror(errno));
		exit(1);
	}
	size = fread(data, 1, INPUT_MAX, file);
	(void)fclose(file);
	exact = (uint8_t *)text_of(data, size);
	free(data);
	(void)LLVMFuzzerTestOneInput(exact, size);
	free(exact);
}

int main(int argc, char **argv)
{
	unsigned fed = 0;

	(void)LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
	for (int a = 1; a < argc; a++) {
		struct dirent **names = NULL;
		int n = scandir(argv[a], &names, no_dot, alphasort);

		for (int i = 0; i < n; i++) {
			feed(argv[a], names[i]->d_name);
			free(names[i]);
			fed++;
		}
		free(names);
	}
	(void)printf("%u inputs\n", fed);
	return fed > 0 ? 0 : 1;
}
