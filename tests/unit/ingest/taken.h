/* SPDX-License-Identifier: MIT
 *
 * A small file taken in, and all its events told line by line. Whatever the file holds, what comes out of it must be
 * what consumers take.
 */
#ifndef LEEP_TESTS_INGEST_TAKEN_H
#define LEEP_TESTS_INGEST_TAKEN_H

#include "common/model/message.h"
#include "services/ingest/checks/findings.h"
#include "services/ingest/reading/intake.h"
#include "tests/unit/ingest/file.h"

struct taking {
	void *folder;
	struct formats *formats;
	struct catalogue *catalogue;
	struct arena *arena;
	struct submit submit;
	intake_authority_fn authority_of; /* NULL: no school is known */
	intake_described_fn described_as; /* NULL: nothing was described */
	unsigned slice;
	struct buffer told;   /* one line an event or entry */
	struct buffer events; /* as encoded, one after another */
};

static inline int taking_setup(void **state)
{
	struct taking *t = calloc(1, sizeof(*t));
	struct err_text text;

	*state = t;
	t->arena = arena_open(64 * MIB);
	buffer_init(&t->told, 16 * MIB);
	buffer_init(&t->events, 64 * MIB);
	t->submit = (struct submit){.name = "a.csv", .format = "", .period = "", .status = ""};
	t->slice = 4096;
	return folder_setup(&t->folder) < 0 ||
	       catalogue_open("common/model/catalogue", &t->catalogue, &text) < 0 ||
	       formats_open("services/ingest/formats", &t->formats, &text) < 0;
}

static inline int taking_teardown(void **state)
{
	struct taking *t = *state;
	int rc = folder_teardown(&t->folder);

	formats_free(t->formats);
	catalogue_free(t->catalogue);
	arena_free(t->arena);
	buffer_done(&t->told);
	buffer_done(&t->events);
	free(t);
	return rc;
}

static inline void tell_column(struct buffer *out, const struct column *c)
{
	struct period_text period;
	struct area_text area;

	buffer_print(out, "column %s %s %s %s", c->measure, period_print(c->period, &period), c->group,
		area_print(c->parent, &area));
	for (size_t i = 0; i < c->n; i++) {
		struct decimal_text value;

		buffer_print(out, "; %s %s=", area_kind_text(area_kind((struct area){c->area[i]})),
			area_print((struct area){c->area[i]}, &area));
		buffer_text(out, column_flag(c, i) != FLAG_PRESENT ? flag_text(column_flag(c, i))
								   : decimal_print(c->value[i], c->scale,
									     column_decimals(c, i), &value));
		if (c->cohort != NULL && c->cohort[i] > 0)
			buffer_print(out, " of %u", (unsigned)c->cohort[i]);
		if (c->low != NULL && c->low[i] != DECIMAL_NONE)
			buffer_print(out, " from %s", decimal_print(c->low[i], c->scale, c->scale, &value));
		if (c->high != NULL && c->high[i] != DECIMAL_NONE)
			buffer_print(out, " to %s", decimal_print(c->high[i], c->scale, c->scale, &value));
		if (c->numerator != NULL && c->numerator[i] != DECIMAL_NONE)
			buffer_print(
				out, " as %s", decimal_print_exact(c->numerator[i], c->scale, 0, &value));
		if (c->denominator != NULL && c->denominator[i] != DECIMAL_NONE)
			buffer_print(out, "/%s", decimal_print_exact(c->denominator[i], c->scale, 0, &value));
		buffer_print(out, " (row %u %s)", c->row[i], column_source(c, i));
	}
	buffer_text(out, "\n");
}

static inline void tell_closed(struct buffer *out, const struct closed *c)
{
	for (size_t i = 0; i < c->n_refused; i++)
		buffer_print(out, "refused %u %s: %s\n", c->refused[i].row, c->refused[i].column,
			c->refused[i].reason);
	if (c->rows_ignored > 0)
		buffer_print(out, "%u passed over\n", (unsigned)c->rows_ignored);
	if (c->published > 0) {
		struct period_text day;

		buffer_print(out, "published %s\n", day_print(c->published, &day));
	}
	if (c->cells_refused > 0)
		buffer_print(out, "%u figures refused\n", (unsigned)c->cells_refused);
	if (c->findings > 0)
		buffer_print(out, "%u findings\n", (unsigned)c->findings);
	buffer_print(out, "closed %s %s %s: %u read %u accepted %u refused, %u cells %u flagged: %s\n",
		c->accepted ? "accepted" : "refused", c->format, c->period, (unsigned)c->rows_read,
		(unsigned)c->rows_accepted, (unsigned)c->rows_refused, (unsigned)c->cells,
		(unsigned)c->cells_flagged, c->note);
}

/* What an inspection says beside a headline grade, in a line of its own. */
static inline void tell_frame(struct buffer *out, const struct inspection *inspection)
{
	if (inspection->frame == FRAME_HEADLINE && inspection->n_judgements == 0 && !inspection->another &&
		inspection->concern[0] == '\0' && inspection->safeguarding[0] == '\0')
		return;
	buffer_print(out, "  %s concern '%s' safeguarding '%s' outcome '%s'%s of %u:",
		inspection_frame_text(inspection->frame), inspection->concern, inspection->safeguarding,
		inspection->outcome, inspection->another ? " another's" : "", inspection->of_urn);
	for (size_t i = 0; i < inspection->n_judgements; i++) {
		const struct judgement *judgement = &inspection->judgement[i];
		struct period_text day;

		buffer_print(out, " %s=%s/%u", judgement->aspect, judgement->text, judgement->grade);
		if (judgement->day != 0)
			buffer_print(out, "@%s", day_print(judgement->day, &day));
	}
	buffer_text(out, "\n");
}

static inline void tell_ties(struct buffer *out, const struct observation *e)
{
	struct period_text day;
	struct area_text area;

	for (size_t i = 0; e->kind == OBSERVATION_EVENTS && i < e->n; i++)
		buffer_print(out, "event %s %s %s '%s' %s (row %u)\n", area_print(e->events[i].area, &area),
			e->events[i].kind, day_print(e->events[i].day, &day), e->events[i].outcome,
			e->events[i].reference, e->events[i].row);
	for (size_t i = 0; e->kind == OBSERVATION_LINKS && i < e->n; i++)
		buffer_print(out, "link %u to %u %s '%s' %u (row %u)\n", e->links[i].urn, e->links[i].to,
			e->links[i].name, e->links[i].kind, e->links[i].since, e->links[i].row);
	for (size_t i = 0; e->kind == OBSERVATION_GROUPS && i < e->n; i++)
		buffer_print(out, "group %u in %u %s '%s' %s %u to %u %s (row %u)\n", e->groups[i].urn,
			e->groups[i].uid, e->groups[i].name, e->groups[i].kind, e->groups[i].status,
			e->groups[i].joined, e->groups[i].closed, e->groups[i].company, e->groups[i].row);
}

/* What a register says of a school beside what tables say too, field by field. */
static inline void tell_school(struct buffer *out, struct school *school)
{
	if (school->status[0] == '\0')
		return;
	buffer_text(out, " ");
	for (size_t i = 0; i < SCHOOL_FIELDS; i++) {
		const struct school_field *field = &school_fields[i];

		if (field->kind == SCHOOL_FIELD_TEXT && (*school_text(school, field))[0] != '\0')
			buffer_print(out, " %s=%s", field->name, *school_text(school, field));
		if (field->kind == SCHOOL_FIELD_NUMBER && school_number(school, field)->is)
			buffer_print(out, " %s=%u", field->name, school_number(school, field)->n);
		if (field->kind == SCHOOL_FIELD_DATE && *school_date(school, field) != 0)
			buffer_print(out, " %s=%u", field->name, *school_date(school, field));
	}
	buffer_text(out, "\n");
}

/* What is said of a measure beside its title, in a line of its own. */
static inline void tell_measure(struct buffer *out, const struct measure_def *measure)
{
	buffer_print(out, "measure %s %s\n", measure->id, measure->title);
	if (measure->unit[0] != '\0' || measure->polarity[0] != '\0' || measure->decimals != 0)
		buffer_print(out, "  unit '%s' polarity '%s' decimals %u%s\n", measure->unit,
			measure->polarity, (unsigned)measure->decimals,
			measure->no_quartile ? " no quartile" : "");
}

static inline void tell_area(struct buffer *out, const struct area_name *name)
{
	struct area_text area, region;

	buffer_print(out, "area %s %s", area_print(name->area, &area), name->name);
	if (area_kind(name->region) != AREA_NONE)
		buffer_print(out, " in %s", area_print(name->region, &region));
	buffer_text(out, "\n");
}

static inline void tell_event(struct buffer *out, const struct observation *e)
{
	if (e->kind == OBSERVATION_OPENED)
		buffer_print(out, "opened %s %s %s\n", e->opened.name, e->opened.format, e->opened.status);
	for (size_t i = 0; e->kind == OBSERVATION_MEASURES && i < e->n; i++)
		tell_measure(out, &e->measures[i]);
	for (size_t i = 0; e->kind == OBSERVATION_AREAS && i < e->n; i++)
		tell_area(out, &e->areas[i]);
	for (size_t i = 0; e->kind == OBSERVATION_REGISTER && i < e->n; i++) {
		buffer_print(out, "school %u %u %u %s %s %s%s%s\n", e->schools[i].urn,
			e->schools[i].authority, e->schools[i].estab, e->schools[i].name, e->schools[i].phase,
			e->schools[i].sector, e->schools[i].setting[0] == '\0' ? "" : " ",
			e->schools[i].setting);
		tell_school(out, &e->schools[i]);
	}
	for (size_t i = 0; e->kind == OBSERVATION_NEIGHBOURS && i < e->n; i++) {
		buffer_print(out, "set %u %u:", e->neighbours[i].from_month, e->neighbours[i].authority);
		for (size_t k = 0; k < e->neighbours[i].n; k++)
			buffer_print(out, " %u", e->neighbours[i].member[k]);
		buffer_text(out, "\n");
	}
	for (size_t i = 0; e->kind == OBSERVATION_INSPECTIONS && i < e->n; i++) {
		struct period_text day;

		buffer_print(out, "inspection %u %s grade %u (row %u %s)\n", e->inspections[i].urn,
			day_print(e->inspections[i].inspected, &day), e->inspections[i].overall,
			e->inspections[i].row, e->inspections[i].column);
		tell_frame(out, &e->inspections[i]);
	}
	for (size_t i = 0; e->kind == OBSERVATION_FINDINGS && i < e->n; i++)
		buffer_print(out, "finding %u %s %s: %s\n", e->findings[i].row, e->findings[i].column,
			e->findings[i].kind, e->findings[i].detail);
	tell_ties(out, e);
	if (e->kind == OBSERVATION_COLUMN)
		tell_column(out, &e->column);
	if (e->kind == OBSERVATION_CLOSED)
		tell_closed(out, &e->closed);
}

/* Each event twice, and it must be the same twice and be taken by a consumer. */
static inline void tell_events(struct taking *t, struct intake *intake)
{
	struct buffer again;

	buffer_init(&again, MESSAGE_BYTES_MAX);
	for (size_t i = 0; i < intake_events(intake); i++) {
		size_t start = t->events.len;
		struct observation event;
		const char *reason = "";
		struct bytes bytes;

		assert_int_equal(intake_event(intake, i, &t->events), 0);
		buffer_clear(&again);
		assert_int_equal(intake_event(intake, i, &again), 0);
		bytes = bytes_of(t->events.data + start, t->events.len - start);
		assert_true(bytes_equal(bytes, bytes_of(again.data, again.len)));
		arena_reset(t->arena);
		if (observation_decode(t->arena, bytes, &event, &reason) < 0)
			fail_msg("event %zu is no event to a consumer: %s", i, reason);
		assert_true((event.kind == OBSERVATION_CLOSED) == (i + 1 == intake_events(intake)));
		tell_event(&t->told, &event);
	}
	buffer_done(&again);
}

/* What became of the text. */
static inline const char *take_in(struct taking *t, const char *text, size_t len)
{
	struct intake_options options = {.path = file_of(t->folder, text, len),
		.folder = folder_path(t->folder, ""),
		.submission = 7,
		.submit = &t->submit,
		.received = 5,
		.formats = t->formats,
		.catalogue = t->catalogue,
		.authority_of = t->authority_of,
		.described_as = t->described_as};
	struct err_text error = {""};
	struct intake *intake = NULL;
	bool more = true;

	buffer_clear(&t->told);
	buffer_clear(&t->events);
	assert_int_equal(intake_open(&options, &intake, &error), 0);
	while (more)
		assert_int_equal(intake_read(intake, t->slice, &more), 0);
	tell_events(t, intake);
	assert_int_equal(intake_events(intake) > 1, intake_accepted(intake));
	intake_free(intake);
	return text_in(&t->told);
}

static inline void assert_told(const char *told, const char *want)
{
	if (strstr(told, want) == NULL)
		fail_msg("\n'%s' is not in\n%s", want, told);
}

static inline void assert_not_told(const char *told, const char *not_wanted)
{
	if (strstr(told, not_wanted) != NULL)
		fail_msg("\n'%s' is in\n%s", not_wanted, told);
}

#define TAKE(text) take_in(*state, text, sizeof(text) - 1)

#define KS4                                                                                         \
	"RECTYPE,LEA,ESTAB,URN,SCHNAME,NFTYPE,TPUP,ATT8SCR,P8PUP,P8MEA,P8CILOW,P8CIUPP,P8MEA_ORIG," \
	"EBACCAPS\n"
#define ABSENCE "LA,ESTAB,URN,PERCTOT,PPERSABS10\n"
#define LAIT    "Short Desc,Data item,Years,LA and Regions,Values,LA Number,Region\n"
#define SERIES  "measure,title,year,basis,la,national,statistical_neighbours\n"
#define OFSTED  "URN,School name,Ofsted phase,Inspection date,Publication date,Overall effectiveness\n"
#define REGISTER                                                                                        \
	"URN,LA (code),EstablishmentNumber,EstablishmentName,TypeOfEstablishment (name),"               \
	"EstablishmentTypeGroup (name),EstablishmentStatus (name),OpenDate,CloseDate,PhaseOfEducation " \
	"(name),"                                                                                       \
	"StatutoryLowAge,CensusDate,NumberOfPupils,PercentageFSM,Trusts (name),SchoolCapacity\n"
#define LINKS "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n"
#define GROUPS                                                                                              \
	"URN,Linked UID,Group Name,Companies House Number,Group Type,Closed Date,Group Status,Joined date," \
	"EstablishmentName,LA (code)\n"
#define EVENTS     "urn,area,kind,date,reference,outcome\n"
#define NEIGHBOURS "set,la_code,rank,neighbour_code\n"

#endif
