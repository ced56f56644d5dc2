/** Programs that act on something outside of a script, or take long. */
export const STAND_INS: readonly string[] = [
  ...['make', 'bazel', 'bazelisk', 'ginkgo', 'go', 'npm', 'npx', 'pip', 'pip3'],
  ...['kubectl', 'oc', 'helm', 'kind', 'k3d', 'minikube', 'virtctl', 'crictl'],
  ...['docker', 'podman', 'buildah', 'skopeo'],
  ...['gcloud', 'gsutil', 'aws', 'curl', 'wget', 'ssh', 'scp', 'rsync'],
  ...['sudo', 'systemctl', 'sleep', 'timeout'],
];

/**
 * Script that stands in for a program: it writes down how it was called, and does nothing else. It fails where the call
 * begins like a line of `failing`. No data is in it: its name comes from where it lies, the rest from
 * `LANEKEEPER_TRACE`.
 */
export const standInScript = (name: string): string => `#!/bin/sh
# Stands in for ${/^[\w./-]+$/.test(name) ? name : 'a program'} while lanekeeper traces a script.
name=$(cat "$LANEKEEPER_TRACE/names/$(basename "$0")" 2>/dev/null) || name=$(basename "$0")
record=$(mktemp "$LANEKEEPER_TRACE/calls/.new-XXXXXX")
{ printf '%s\\0' "$(($# + 1))" "$name" "$@"; env -0; } >"$record"
mv "$record" "$LANEKEEPER_TRACE/calls/$(date +%s%N)-$$"
while IFS= read -r failing; do
  case "$name $* " in "$failing "*) exit 1 ;; esac
done <"$LANEKEEPER_TRACE/failing"
exit 0
`;
