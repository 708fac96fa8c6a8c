# SPDX-License-Identifier: MIT
#
# Who may include whom: the layering table of CONTRIBUTING.md. Reads our C files; prints the lines that break it.

BEGIN {
	may["common/base"] = ""
	may["common/store"] = "common/base"
	may["common/stream"] = "common/base common/store"
	may["common/model"] = "common/base"
	may["common/service"] = "common/base common/store common/stream"
	any_service = "common/base common/store common/stream common/model common/service"

	only["lmdb.h"] = "common/store"
	only["zmq.h"] = "common/stream"
	only["czmq.h"] = "common/stream"
	only["protobuf-c/protobuf-c.h"] = "common/model"
	only["cyaml/cyaml.h"] = "common/model"
	only["yaml.h"] = "common/model"
	only["openssl/evp.h"] = "common/base"
	only["openssl/hmac.h"] = "common/base"
	only["zlib.h"] = "services/ingest"
	only["jansson.h"] = "services/alerts services/gateway services/cli"
	only["curl/curl.h"] = "services/alerts"
	only["rhonabwy.h"] = "services/alerts"
	only["ulfius.h"] = "services/gateway"
	only["microhttpd.h"] = "services/gateway"

	# What the files of one folder share and nobody else includes.
	only["common/store/env.h"] = "common/store"
	only["common/stream/frame.h"] = "common/stream"
	only["common/model/message.h"] = "common/model"
	only["common/model/column_codec.h"] = "common/model"
	only["common/model/list_codec.h"] = "common/model"
	only["common/model/alert_codec.h"] = "common/model"
	only["common/model/casework_codec.h"] = "common/model"
	only["common/model/catalogue_parts.h"] = "common/model"
	only["common/service/parts.h"] = "common/service"
	only["leep/stream.pb-c.h"] = "common/stream"
}

function folder(path, part) {
	split(path, part, "/")
	return part[1] "/" part[2]
}

function among(word, list) {
	return index(" " list " ", " " word " ") > 0
}

function may_include(from, name) {
	if (name in only)
		return among(from, only[name])
	if ($2 ~ /^</)
		return 1
	if (name ~ /\.pb-c\.h$/)
		return from == "common/model"
	return folder(name) == from || among(folder(name), from in may ? may[from] : any_service)
}

/^#include/ {
	name = $2
	gsub(/[<>"]/, "", name)
	if (!may_include(folder(FILENAME), name))
		print FILENAME ":" FNR ": " folder(FILENAME) " must not include " $2
}
