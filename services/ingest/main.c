/* SPDX-License-Identifier: MIT
 *
 * leep-ingest: files in, observations out. See README.md.
 */
#include "services/ingest/check.h"
#include "services/ingest/ingest.h"

int main(int argc, char **argv)
{
	struct service *service = NULL;
	struct ingest *ingest = NULL;
	int rc;

	if (check_wanted(argc, argv))
		return check_run(argc, argv);
	rc = service_open(&service, &ingest_spec, argc, argv);
	if (rc == 0)
		rc = ingest_open(service, &ingest);
	if (rc == 0)
		rc = service_run(service);
	ingest_free(ingest);
	service_free(service);
	return service_exit_status(rc);
}
