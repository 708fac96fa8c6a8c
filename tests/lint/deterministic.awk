# SPDX-License-Identifier: MIT
#
# Handlers are functions of the state and of what they are given: no clock, no chance, no environment. The only
# exceptions are what alerts does outside after its commits: it sends, and waits a while when that fails; and it looks now
# and then whether a file of settings has changed.

BEGIN {
	split("clock_wall clock_monotonic clock_gettime gettimeofday time getrandom getentropy randombytes_buf " \
	      "rand random getenv client_new_id", word, " ")
	outside["services/alerts/outside.c outside_send"]
	outside["services/alerts/reload.c reload_look"]
}

/^[a-z_].*\(/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
{
	for (i in word)
		if ($0 ~ "(^|[^a-z_])" word[i] "\\(" &&
		    !(word[i] == "clock_monotonic" && FILENAME " " name in outside))
			print FILENAME ":" FNR ": " word[i] " in " name
}
