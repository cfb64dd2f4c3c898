# Standard input carries the password, and then ends when whoever started us does.
bin=$1 folder=$2 port=$3
read -r password
exec 3<&0
trap 'rm -rf "$folder"' EXIT
trap '' INT TERM HUP
umask 077
export LC_ALL=C.UTF-8 TZ=UTC
printf '%s\n' "$password" >"$folder/password"
"$bin/initdb" --pgdata="$folder/data" --username=postgres --pwfile="$folder/password" \
	--auth=password --encoding=UTF8 --no-sync --no-instructions >"$folder/log" 2>&1 || {
	cat "$folder/log" >&2
	exit 1
}
"$bin/postgres" -D "$folder/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
	-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off \
	-c max_connections=200 -c shared_buffers=64MB -c log_min_messages=fatal >"$folder/log" 2>&1 </dev/null 3<&- &
server=$!
(
	cat >/dev/null
	kill -INT "$server" 2>/dev/null
) <&3 &
wait "$server"
status=$?
[ "$status" = 0 ] || cat "$folder/log" >&2
exit "$status"
