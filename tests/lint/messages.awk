# SPDX-License-Identifier: MIT
#
# The rules of proto/README.md that can be checked: proto2, nothing required, no groups, maps or extensions, every
# enum begins with 0 = ..._UNSPECIFIED, no number used twice, no message within itself, at most six deep.

function wrong(what) { print FILENAME ":" FNR ": " what }

FNR == 1 { split("", open); depth = 0; said = 0 }
{ sub(/\/\/.*/, "") }
/^syntax = "proto2";/ { said = 1 }
/[^ \t]/ && FNR > 1 && !said && !/^syntax/ { wrong("syntax = \"proto2\" must come first"); said = 1 }
/\{[^}]*[a-z]/ { wrong("one field a line") }
/^[ \t]*(required|extend|extensions)[ \t]|group [A-Z]|map</ { wrong("not used here: " $0) }

/^[ \t]*(message|enum|oneof) / { open[++depth] = $1 " " $2; if ($1 == "message") { message = $2; known[$2] = 1 } first = 1 }
/^[ \t]*[A-Z_]+ = [0-9]+;/ {
	if (first && !/_UNSPECIFIED = 0;/)
		wrong("the first value of " open[depth] " must be ..._UNSPECIFIED = 0")
	first = 0
}
/^[ \t]*((optional|repeated)[ \t]+)?[A-Za-z0-9_.]+[ \t]+[a-z0-9_]+ = [0-9]+/ {
	sub(/^[ \t]*((optional|repeated)[ \t]+)?/, "")
	number = $4
	sub(/[^0-9].*/, "", number)
	if ((message, number) in used)
		wrong("number " number " is used twice in " message)
	used[message, number] = 1
	holds[message] = holds[message] " " $1
}
/\}/ { depth-- }

# Take away, round by round, the messages that hold only what was taken away before: what is left holds itself.
END {
	for (round = 1; ; round++) {
		taken = left = 0
		for (m in known)
			if (!(m in gone)) {
				n = split(holds[m], part, " ")
				for (i = 1; i <= n && !(part[i] in known && !(part[i] in gone)); i++)
					;
				if (i > n)
					go[m] = ++taken
				else
					left++
			}
		for (m in go)
			gone[m] = round
		split("", go)
		if (!taken || !left)
			break
	}
	for (m in known)
		if (!(m in gone))
			print "proto: message " m " holds itself"
		else if (gone[m] > 6)
			print "proto: message " m " is " gone[m] " deep, more than 6"
}
