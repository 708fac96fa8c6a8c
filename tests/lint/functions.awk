# SPDX-License-Identifier: MIT
#
# Functions of more than 60 lines between their braces, which clang-format keeps at the start of a line.

FNR == 1 { begun = 0 }
/^[a-z_].*\(/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
/^\{/ { begun = FNR }
/^\}/ {
	if (begun && FNR - begun - 1 > 60)
		print FILENAME ":" begun ": " name " has " FNR - begun - 1 " lines, more than 60"
	begun = 0
}
