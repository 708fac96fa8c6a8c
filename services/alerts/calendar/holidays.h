/* SPDX-License-Identifier: MIT
 *
 * Bank holidays of England and Wales, by rule, so that no list has to be kept up: Banking and Financial Dealings Act 1971,
 * schedule 1 (Easter Monday, last Monday of May and of August, 26 December, 27 December when 25 or 26 is a Sunday);
 * royal proclamation every year (New Year's Day, first Monday of May; the Monday or Tuesday after Christmas or New Year
 * on a weekend); common law (Christmas Day, Good Friday). Exceptions are a table in holidays.c; a new one is announced
 * years ahead and is one line there. The rules are those since 1978, when the holiday of early May began.
 */
#ifndef LEEP_ALERTS_CALENDAR_HOLIDAYS_H
#define LEEP_ALERTS_CALENDAR_HOLIDAYS_H

#include <stdbool.h>
#include <stdint.h>

/* Is a day, in days since 1970-01-01, a bank holiday? Christmas, 26 December and New Year's Day count on a weekend as
 * well as on the day that stands in for them. */
bool holidays_bank(uint32_t day);

#endif
