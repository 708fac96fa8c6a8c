/* SPDX-License-Identifier: MIT
 *
 * Any events of ingest's stream, such as decode, against the handlers of indicators on a real store: nothing stops the
 * service, what it tells decodes, and the same events make the same state. One event a line, numbers as they come:
 *
 *   c MEASURE YEAR GROUP PARENT SCALE [AREA VALUE FLAG COHORT]...   a column of an academic year
 *   n MONTH AUTHORITY MEMBER...                                     a neighbour set
 *   m ID POLARITY [1]                                               a measure; 1: without quartiles
 *   s URN AUTHORITY PUPILS OPENED CLOSED TYPE PHASE STATUS          a school; dates as yyyymmdd
 *   i URN DAY PUBLISHED FRAME OVERALL ANOTHER                       an inspection; days since 1970-01-01
 *   o PUBLISHED RECEIVED                                            Opened; days since 1970-01-01
 *   x, r                                                            Closed, accepted; Closed, refused
 *
 * PARENT and AREA are numbers of areas: code * 8 + kind.
 */
#include "services/indicators/indicators.h"

#include "common/model/indicator.h"
#include "tests/fuzz/served.h"
#include "tests/fuzz/words.h"

#define EVENTS_MAX 160
#define CELLS_MAX  40

struct told {
	size_t n;
	struct buffer event[EVENTS_MAX];
};

/* Room for what one event points to. */
struct parts {
	uint32_t area[CELLS_MAX], flag[CELLS_MAX], member[CELLS_MAX];
	int64_t value[CELLS_MAX];
	uint64_t cohort[CELLS_MAX];
	struct measure_def measure;
	struct neighbour_set set;
	struct school school;
	struct inspection inspection;
	struct judgement judgement;
};

static void free_indicators(void *self)
{
	indicators_free(self);
}

static void start(struct served *served, const char *state)
{
	struct indicators *indicators = NULL;

	served_open(served, &indicators_spec, state);
	require(indicators_open(served->service, &indicators) == 0, "indicators opens");
	served->self = indicators;
	served->free = free_indicators;
}

/* -- events ------------------------------------------------------------------------------------------------------ */

static void read_column(char **rest, struct parts *parts, struct column *ret)
{
	*ret = (struct column){.measure = next_word(rest),
		.area = parts->area,
		.value = parts->value,
		.flag = parts->flag,
		.cohort = parts->cohort};
	ret->period = period_make(PERIOD_ACADEMIC, (unsigned)next_number(rest) % 4096, 0);
	ret->group = next_word(rest);
	ret->parent.v = (uint32_t)next_number(rest);
	ret->scale = (unsigned)next_number(rest) % 10;
	while (**rest != '\0' && ret->n < CELLS_MAX) {
		size_t i = ret->n++;

		parts->area[i] = (uint32_t)next_number(rest);
		parts->value[i] = (int64_t)next_number(rest);
		parts->flag[i] = (uint32_t)next_number(rest);
		parts->cohort[i] = next_number(rest);
		if (parts->flag[i] != FLAG_PRESENT)
			parts->value[i] = DECIMAL_NONE;
	}
}

static void read_school(char **rest, struct school *ret)
{
	school_init(ret, (uint32_t)next_number(rest));
	ret->authority = (uint32_t)next_number(rest);
	ret->pupils.n = (uint32_t)next_number(rest);
	ret->pupils.is = ret->pupils.n > 0;
	ret->opened = (uint32_t)next_number(rest);
	ret->closed = (uint32_t)next_number(rest);
	ret->type = next_word(rest);
	ret->phase = next_word(rest);
	ret->status = next_word(rest);
}

/* With a judgement, whose word and number the overall grade gives. */
static void read_inspection(char **rest, struct parts *parts)
{
	static const char *const words[] = {"Exceptional", "Strong standard", "Expected standard",
		"Needs attention", "Urgent improvement"};
	struct inspection *inspection = &parts->inspection;

	*inspection = (struct inspection){.urn = (uint32_t)next_number(rest),
		.column = "",
		.concern = "",
		.safeguarding = "",
		.outcome = "",
		.n_judgements = 1,
		.judgement = &parts->judgement};
	inspection->inspected = (uint32_t)next_number(rest);
	inspection->published = (uint32_t)next_number(rest);
	inspection->frame = (enum inspection_frame)(next_number(rest) % FRAMES);
	inspection->overall = (uint32_t)next_number(rest);
	inspection->another = next_number(rest) % 2 == 1;
	parts->judgement = (struct judgement){
		.aspect = inspection->frame == FRAME_REPORT_CARD ? "inclusion" : "quality-of-education",
		.text = words[inspection->overall % ARRAY_LEN(words)],
		.grade = inspection->overall % 5,
		.column = ""};
}

static bool read_event(char *line, struct parts *parts, struct observation *ret)
{
	char *rest = line;
	char kind = *next_word(&rest);

	*ret = (struct observation){.submission = 3, .n = 1};
	memset(parts, 0, sizeof(*parts));
	if (kind == 'c') {
		ret->kind = OBSERVATION_COLUMN;
		read_column(&rest, parts, &ret->column);
	} else if (kind == 'n') {
		ret->kind = OBSERVATION_NEIGHBOURS;
		ret->neighbours = &parts->set;
		parts->set = (struct neighbour_set){
			.from_month = (uint32_t)next_number(&rest), .member = parts->member};
		parts->set.authority = (uint32_t)next_number(&rest);
		while (*rest != '\0' && parts->set.n < CELLS_MAX)
			parts->member[parts->set.n++] = (uint32_t)next_number(&rest);
	} else if (kind == 'm') {
		ret->kind = OBSERVATION_MEASURES;
		ret->measures = &parts->measure;
		parts->measure = (struct measure_def){
			.id = next_word(&rest), .title = "", .phase = "", .unit = "", .basis = ""};
		parts->measure.polarity = next_word(&rest);
		parts->measure.no_quartile = next_number(&rest) % 2 == 1;
	} else if (kind == 's') {
		ret->kind = OBSERVATION_REGISTER;
		ret->schools = &parts->school;
		read_school(&rest, &parts->school);
	} else if (kind == 'i') {
		ret->kind = OBSERVATION_INSPECTIONS;
		ret->inspections = &parts->inspection;
		read_inspection(&rest, parts);
	} else if (kind == 'o') {
		ret->kind = OBSERVATION_OPENED;
		ret->opened = (struct opened){.name = "", .format = "", .status = ""};
		ret->opened.published = (uint32_t)next_number(&rest);
		ret->opened.received = (int64_t)(next_number(&rest) % 100000) * 86400 * 1000000;
	} else if (kind == 'x' || kind == 'r') {
		ret->kind = OBSERVATION_CLOSED;
		ret->closed = (struct closed){.accepted = kind == 'x',
			.name = "",
			.format = "",
			.period = "",
			.note = "",
			.status = ""};
	} else {
		return false;
	}
	return true;
}

static void read_events(char *text, struct told *told)
{
	static struct parts parts;

	for (char *line = next_line(&text); line != NULL && told->n < EVENTS_MAX; line = next_line(&text)) {
		struct observation event;

		if (read_event(line, &parts, &event)) {
			struct buffer *out = &told->event[told->n++];

			buffer_init(out, (size_t)1024 * 1024);
			require(observation_encode(&event, out) == 0, "an event can be encoded");
		}
	}
}

static void check_log(struct served *served)
{
	static struct arena *arena;
	struct scan scan;
	struct txn txn;

	if (arena == NULL)
		arena = arena_open((size_t)8 * 1024 * 1024);
	(void)txn_begin(served->service->store, TXN_READ, &txn);
	sequence_scan(&scan, &txn, SEQUENCE_LOG, 1);
	while (scan_next(&scan)) {
		struct indicator_event event;
		const char *reason = "";

		arena_reset(arena);
		require(indicator_decode(arena, scan.value, &event, &reason) == 0, reason);
	}
	scan_end(&scan);
	require(txn.error == 0, "the log can be read");
	txn_abort(&txn);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct told told;
	struct served first, second;
	char *text = text_of(data, size);

	served_prepare();
	told.n = 0;
	read_events(text, &told);
	start(&first, "first");
	start(&second, "second");
	for (size_t i = 0; i < told.n; i++) {
		served_apply(&first, bytes_of(told.event[i].data, told.event[i].len));
		served_apply(&second, bytes_of(told.event[i].data, told.event[i].len));
		buffer_done(&told.event[i]);
	}
	check_log(&first);
	require_same_state(&first, &second);
	served_close(&second);
	served_close(&first);
	scratch_remove(served_folder);
	free(text);
	return 0;
}
