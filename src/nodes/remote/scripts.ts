// What runs on another machine, for any POSIX shell; BusyBox has all the tools. Data comes in as arguments only.

/**
 * Makes the folder of a session, says where it is, and keeps it as long as it hears from us: then it ends what still
 * runs there and removes it. `$1` is where the folder goes, `$2` for how many seconds it may hear nothing.
 */
export const KEEP = `
umask 077
folder=$(mktemp -d "$1/.lanekeeper-XXXXXX") || exit 1
mkdir "$folder/artifacts" "$folder/tmp" && : >"$folder/groups" && printf 'folder %s\\n' "$folder" || exit 1
wait=; command -v timeout >/dev/null && wait="timeout $2"
while line=$($wait sh -c 'IFS= read -r line && printf "%s" "$line"'); do [ "$line" != end ] || break; done
mv "$folder/groups" "$folder/ended"
while read -r group; do kill -s KILL -- "-$group" || kill -s KILL "$group"; done <"$folder/ended" 2>/dev/null
# What was killed may still be writing how it ended: then the folder is not empty at the first try.
for try in 1 2 3 4 5; do rm -rf -- "$folder" 2>/dev/null && break; sleep 1; done
printf 'gone\\n'
`;

/**
 * Runs a script of the session in a group of its own, notes the group before it starts, and its exit code at the end.
 * `$1` is the session's folder, `$2` the script's number, `$3` where its output goes, when not to our own. Not in the
 * background: there a shell lets its programs ignore interrupts.
 */
export const RUN = `
own=; command -v setsid >/dev/null && own=setsid
[ -z "$3" ] || exec >"$3" 2>&1
$own sh -c '
  [ -f "$1/groups" ] && printf "%s\n" "$$" >>"$1/groups" && printf "%s" "$$" >"$1/child-$2" && exec sh "$1/run-$2"
' sh "$1" "$2" </dev/null
code=$?
kill -s KILL -- "-$(cat "$1/child-$2")" 2>/dev/null
printf '%d' "$code" >"$1/exit-$2"
`;

/** Interrupts what runs: `$1` is the session's folder, `$2` its number. */
export const INTERRUPT = 'kill -s INT "$(cat "$1/child-$2")" 2>/dev/null; :';

/** Prints how a script ended; nothing while it runs. */
export const EXIT_CODE = 'cat "$1/exit-$2" 2>/dev/null; :';

/** Takes a file from its input: `$1` is its path, `$2` its mode. Prints how many bytes came. */
export const UPLOAD = 'mkdir -p "$(dirname "$1")" && cat >"$1" && chmod "$2" "$1" && wc -c <"$1"';

/** Takes a tar from its input and unpacks it into a new folder `$1`. */
export const UPLOAD_FOLDER = 'mkdir -p "$1" && tar -C "$1" -xf -';

/** Prints the size of a file and then the file. */
export const DOWNLOAD = '[ -f "$1" ] || { echo absent; exit 0; }; echo $(($(wc -c <"$1"))); cat "$1"';

/** Prints a tar of what is in a folder. */
export const DOWNLOAD_FOLDER = 'cd "$1" 2>/dev/null && tar -cf - .';

/** Prints the SHA-256 of a file, nothing where there is none. */
export const DIGEST = '[ -f "$1" ] && sha256sum "$1" | cut -c1-64; :';

/** Prints what `uname` and the kernel say, a line each, then every file that the patterns mean, its content in hex. */
export const LOOK = `
uname -m; uname -s; uname -r; uname -n; getconf _NPROCESSORS_ONLN 2>/dev/null || nproc
sed -n 's/^MemTotal: *\\([0-9]*\\) kB$/\\1/p' /proc/meminfo
for pattern in "$@"; do
  for file in $pattern; do
    [ -e "$file" ] || continue
    case $file in /dev/*) [ -r "$file" ] || continue ;; esac
    printf 'file %s ' "$file"
    case $file in
    /dev/* | /sys/firmware/*) ;;
    *) [ ! -f "$file" ] || [ ! -r "$file" ] || head -c 65536 "$file" 2>/dev/null | od -An -v -tx1 | tr -d ' \\n' ;;
    esac
    printf '\\n'
  done
done
`;
