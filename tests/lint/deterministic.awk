# SPDX-License-Identifier: MIT
#
# Handlers are functions of the state and of what they are given: no clock, no chance, no environment. The only
# exception is what alerts sends after its commits, which acts outside on what was committed and waits a while when that fails.

BEGIN {
	split("clock_wall clock_monotonic clock_gettime gettimeofday time getrandom getentropy randombytes_buf " \
	      "rand random getenv client_new_id", word, " ")
}

/^[a-z_].*\(/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
{
	for (i in word)
		if ($0 ~ "(^|[^a-z_])" word[i] "\\(" &&
		    !(FILENAME == "services/alerts/outside.c" && name == "outside_send" && word[i] == "clock_monotonic"))
			print FILENAME ":" FNR ": " word[i] " in " name
}
