/* SPDX-License-Identifier: MIT
 *
 * leep-alerts: indicators in, alerts and messages out. See README.md.
 */
#include "services/alerts/alerts.h"
#include "services/alerts/check.h"

int main(int argc, char **argv)
{
	struct service *service = NULL;
	struct alerts *alerts = NULL;
	int rc;

	if (check_wanted(argc, argv))
		return check_run(argc, argv);
	rc = service_open(&service, &alerts_spec, argc, argv);
	if (rc == 0)
		rc = alerts_open(service, &alerts);
	if (rc == 0)
		rc = service_run(service);
	alerts_free(alerts);
	service_free(service);
	return service_exit_status(rc);
}
