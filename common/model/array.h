/* SPDX-License-Identifier: MIT
 *
 * One cell of an array that runs in parallel with a column's areas, and that is NULL where it says nothing of any of them.
 */
#ifndef LEEP_MODEL_ARRAY_H
#define LEEP_MODEL_ARRAY_H

#include <stddef.h>
#include <stdint.h>

#include "common/model/decimal.h"

/* A figure; DECIMAL_NONE: none. */
static inline int64_t array_figure(const int64_t *array, size_t i)
{
	return array == NULL ? DECIMAL_NONE : array[i];
}

/* A number such as a rank, a row or a kind; 0: none. */
static inline uint32_t array_number(const uint32_t *array, size_t i)
{
	return array == NULL ? 0 : array[i];
}

/* Pupils; 0: not known. */
static inline uint64_t array_pupils(const uint64_t *array, size_t i)
{
	return array == NULL ? 0 : array[i];
}

#endif
