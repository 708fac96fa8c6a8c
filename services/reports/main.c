/* SPDX-License-Identifier: MIT
 *
 * leep-reports: everything in, answers and papers out. See README.md.
 */
#include "services/reports/reports.h"

int main(int argc, char **argv)
{
	struct service *service = NULL;
	struct reports *reports = NULL;
	int rc = service_open(&service, &reports_spec, argc, argv);

	if (rc == 0)
		rc = reports_open(service, &reports);
	if (rc == 0)
		rc = service_run(service);
	reports_free(reports);
	service_free(service);
	return service_exit_status(rc);
}
