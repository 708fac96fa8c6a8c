/* SPDX-License-Identifier: MIT
 *
 * See courier.h. Both lists are behind one lock; the thread waits in curl_multi_poll, which a new parcel ends.
 */
#include "services/alerts/delivery/courier.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "services/alerts/delivery/carry.h"
#include "services/alerts/delivery/spool.h"

/* The thread looks at its lists again after so long at the latest. */
#define POLL_MS 1000

/* Transfers at once: delivery.c makes one a destination, of which there are fewer. */
#define UNDER_WAY_MAX 64

struct list {
	struct parcel *first;
	struct parcel **end;
};

struct courier {
	pthread_t thread;
	bool running;
	CURLM *multi;
	int fd;
	struct carrying *under_way[UNDER_WAY_MAX]; /* the thread's */
	size_t n_under_way;
	pthread_mutex_t lock; /* of all below */
	struct list out, back;
	bool stop;
};

static void append(struct list *list, struct parcel *parcel)
{
	parcel->next = NULL;
	*list->end = parcel;
	list->end = &parcel->next;
}

static struct parcel *take(struct list *list)
{
	struct parcel *parcel = list->first;

	if (parcel != NULL) {
		list->first = parcel->next;
		if (list->first == NULL)
			list->end = &list->first;
	}
	return parcel;
}

static void give_back(struct courier *courier, struct parcel *parcel)
{
	uint64_t one = 1;

	(void)pthread_mutex_lock(&courier->lock);
	append(&courier->back, parcel);
	(void)pthread_mutex_unlock(&courier->lock);
	/* It can only fail when the counter is full, and then it is readable. */
	if (write(courier->fd, &one, sizeof(one)) < 0)
		return;
}

static void spool(struct parcel *parcel)
{
	struct err_text text = {"spooled"};
	int rc = spool_write(parcel->folder, parcel->key, parcel->body, &text);
	char said[SAID_MAX];

	verdict_quote(text.text, strlen(text.text), said);
	parcel->verdict = (struct verdict){.state = rc < 0 ? DELIVERY_LATER : DELIVERY_DELIVERED};
	(void)snprintf(parcel->verdict.text, sizeof(parcel->verdict.text), "%s", said);
	(void)snprintf(parcel->verdict.plain, sizeof(parcel->verdict.plain), "%s",
		rc < 0 ? "the spool folder cannot be written" : "spooled");
}

static void set_out(struct courier *courier, struct parcel *parcel)
{
	struct carrying *carrying = NULL;

	if (parcel->way == WAY_SPOOL) {
		spool(parcel);
	} else if (carry_begin(parcel, &carrying) == 0) {
		if (curl_multi_add_handle(courier->multi, carry_handle(carrying)) == CURLM_OK) {
			courier->under_way[courier->n_under_way++] = carrying;
			return;
		}
		(void)carry_end(carrying, CURLE_OUT_OF_MEMORY);
	} else {
		parcel->verdict = (struct verdict){
			.state = DELIVERY_LATER, .text = "out of memory", .plain = "out of memory"};
	}
	give_back(courier, parcel);
}

static struct parcel *end(struct courier *courier, size_t i, CURLcode code)
{
	struct carrying *carrying = courier->under_way[i];

	courier->under_way[i] = courier->under_way[--courier->n_under_way];
	(void)curl_multi_remove_handle(courier->multi, carry_handle(carrying));
	return carry_end(carrying, code);
}

/* What libcurl says is done. */
static void collect(struct courier *courier)
{
	struct CURLMsg *message;
	int left = 0;

	while ((message = curl_multi_info_read(courier->multi, &left)) != NULL) {
		CURLcode code = message->data.result;
		size_t i = 0;

		while (i < courier->n_under_way &&
			carry_handle(courier->under_way[i]) != message->easy_handle)
			i++;
		if (message->msg == CURLMSG_DONE && i < courier->n_under_way)
			give_back(courier, end(courier, i, code));
	}
}

static void *work(void *self)
{
	struct courier *courier = self;

	for (;;) {
		struct parcel *parcel = NULL;
		int running = 0;
		bool stop;

		(void)pthread_mutex_lock(&courier->lock);
		stop = courier->stop;
		if (courier->n_under_way < UNDER_WAY_MAX)
			parcel = take(&courier->out);
		(void)pthread_mutex_unlock(&courier->lock);
		if (parcel != NULL) {
			set_out(courier, parcel);
			continue;
		}
		if (stop)
			return NULL;
		(void)curl_multi_perform(courier->multi, &running);
		collect(courier);
		(void)curl_multi_poll(courier->multi, NULL, 0, POLL_MS, NULL);
	}
}

static int start(struct courier *courier)
{
	courier->multi = curl_multi_init();
	courier->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (courier->multi == NULL || courier->fd < 0)
		return ERR_NOMEM;
	courier->running = pthread_create(&courier->thread, NULL, work, courier) == 0;
	return courier->running ? 0 : ERR_NOMEM;
}

int courier_open(struct courier **ret)
{
	struct courier *courier = calloc(1, sizeof(*courier));
	int rc;

	if (courier == NULL)
		return ERR_NOMEM;
	courier->fd = -1;
	courier->out.end = &courier->out.first;
	courier->back.end = &courier->back.first;
	(void)pthread_mutex_init(&courier->lock, NULL);
	rc = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? start(courier) : ERR_NOMEM;
	if (rc < 0) {
		courier_free(courier);
		return rc;
	}
	*ret = courier;
	return 0;
}

void courier_free(struct courier *courier)
{
	struct parcel *parcel;

	if (courier == NULL)
		return;
	courier_finish(courier);
	if (courier->running) {
		(void)pthread_mutex_lock(&courier->lock);
		courier->stop = true;
		(void)pthread_mutex_unlock(&courier->lock);
		(void)curl_multi_wakeup(courier->multi);
		(void)pthread_join(courier->thread, NULL);
	}
	while (courier->n_under_way > 0)
		parcel_free(end(courier, 0, CURLE_ABORTED_BY_CALLBACK));
	while ((parcel = take(&courier->back)) != NULL)
		parcel_free(parcel);
	if (courier->multi != NULL)
		(void)curl_multi_cleanup(courier->multi);
	if (courier->fd >= 0)
		(void)close(courier->fd);
	(void)pthread_mutex_destroy(&courier->lock);
	free(courier);
}

int courier_fd(const struct courier *courier)
{
	return courier->fd;
}

void courier_send(struct courier *courier, struct parcel *parcel)
{
	(void)pthread_mutex_lock(&courier->lock);
	append(&courier->out, parcel);
	(void)pthread_mutex_unlock(&courier->lock);
	(void)curl_multi_wakeup(courier->multi);
}

struct parcel *courier_back(struct courier *courier)
{
	struct parcel *parcel;

	(void)pthread_mutex_lock(&courier->lock);
	parcel = take(&courier->back);
	(void)pthread_mutex_unlock(&courier->lock);
	return parcel;
}

void courier_finish(struct courier *courier)
{
	struct parcel *parcel;

	do {
		(void)pthread_mutex_lock(&courier->lock);
		parcel = take(&courier->out);
		(void)pthread_mutex_unlock(&courier->lock);
		if (parcel != NULL) {
			memset(&parcel->verdict, 0, sizeof(parcel->verdict));
			give_back(courier, parcel);
		}
	} while (parcel != NULL);
}
