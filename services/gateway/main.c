/* SPDX-License-Identifier: MIT
 *
 * leep-gateway: the door for people and HTTP. See README.md.
 */
#include "services/gateway/gateway.h"

int main(int argc, char **argv)
{
	struct service *service = NULL;
	struct gateway *gateway = NULL;
	int rc = service_open(&service, &gateway_spec, argc, argv);

	if (rc == 0)
		rc = gateway_open(service, &gateway);
	if (rc == 0)
		rc = service_run(service);
	gateway_free(gateway);
	service_free(service);
	return service_exit_status(rc);
}
