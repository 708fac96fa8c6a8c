# SPDX-License-Identifier: MIT
#
# Handlers are functions of the state and of what they are given: no clock, no chance, no environment. The only
# exception is what alerts sends after its commits, which acts outside on what was committed, waits a while when that
# fails, and draws how long, so that senders do not come back in step.

BEGIN {
	split("clock_wall clock_monotonic clock_gettime gettimeofday time getrandom getentropy randombytes_buf " \
	      "rand random getenv client_new_id", word, " ")
	delivery = "services/alerts/delivery/"
	may[delivery "delivery.c", "hand_over", "clock_monotonic"]
	may[delivery "delivery.c", "delivery_turn", "clock_monotonic"]
	may[delivery "delivery.c", "finish", "clock_monotonic"]
	may[delivery "lanes.c", "note_attempt", "clock_monotonic"]
	may[delivery "lanes.c", "note_attempt", "getrandom"]
	may[delivery "lanes.c", "lanes_refuse", "clock_monotonic"]
}

/^[a-z_].*\(/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
{
	for (i in word)
		if ($0 ~ "(^|[^a-z_])" word[i] "\\(" && !((FILENAME, name, word[i]) in may))
			print FILENAME ":" FNR ": " word[i] " in " name
}
