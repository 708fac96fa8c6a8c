# SPDX-License-Identifier: MIT
#
# Handlers are functions of the state and of what they are given: no clock, no chance, no environment. The only
# exceptions are what alerts does outside after its commits: it sends, waits a while when that fails, and draws how long, so
# that senders do not come back in step; and it looks now and then whether a file of settings has changed.

BEGIN {
	split("clock_wall clock_monotonic clock_gettime gettimeofday time getrandom getentropy randombytes_buf " \
	      "rand random getenv client_new_id", word, " ")
	may["services/alerts/reload.c reload_look clock_monotonic"]
	may["services/alerts/delivery/delivery.c hand_over clock_monotonic"]
	may["services/alerts/delivery/delivery.c delivery_turn clock_monotonic"]
	may["services/alerts/delivery/delivery.c finish clock_monotonic"]
	may["services/alerts/delivery/lanes.c fail clock_monotonic"]
	may["services/alerts/delivery/lanes.c fail getrandom"]
	may["services/alerts/delivery/lanes.c lanes_refuse clock_monotonic"]
}

/^[a-z_].*\(/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
{
	for (i in word)
		if ($0 ~ "(^|[^a-z_])" word[i] "\\(" && !(FILENAME " " name " " word[i] in may))
			print FILENAME ":" FNR ": " word[i] " in " name
}
