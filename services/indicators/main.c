/* SPDX-License-Identifier: MIT
 *
 * leep-indicators: observations in, indicators out. See README.md.
 */
#include "services/indicators/indicators.h"

int main(int argc, char **argv)
{
	struct service *service = NULL;
	struct indicators *indicators = NULL;
	int rc = service_open(&service, &indicators_spec, argc, argv);

	if (rc == 0)
		rc = indicators_open(service, &indicators);
	if (rc == 0)
		rc = service_run(service);
	indicators_free(indicators);
	service_free(service);
	return service_exit_status(rc);
}
