import type { Shell } from './shells.ts';

/**
 * Scripts that a shell reads so that it asks `lanekeeper complete` for completions. The names of specs are
 * strangers’: none of these expands or evaluates what it is answered. Each line of an answer is a value, perhaps a
 * tab and a description.
 */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# Completions of lanekeeper for bash: source <(lanekeeper completion bash)
_lanekeeper() {
  local line value current=\${COMP_WORDS[COMP_CWORD]}
  local -a words=("\${COMP_WORDS[@]:1:COMP_CWORD-1}")
  # As it was typed: with backslashes, or behind a quote.
  current=\${current//\\\\/}
  current=\${current#[\\"\\']}
  COMPREPLY=()
  while IFS= read -r line; do
    value=\${line%%$'\\t'*}
    printf -v value %q "$value"
    COMPREPLY+=("$value")
  done < <(lanekeeper complete -- "\${words[@]}" "$current" 2>/dev/null)
}
complete -o default -F _lanekeeper lanekeeper
`,
  zsh: `#compdef lanekeeper
# Completions of lanekeeper for zsh: source <(lanekeeper completion zsh)
_lanekeeper() {
  local line
  local -a values shown
  while IFS= read -r line; do
    values+=("\${line%%$'\\t'*}")
    shown+=("\${line//$'\\t'/  -- }")
  done < <(lanekeeper complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#values} )); then
    compadd -U -l -d shown -a values
  else
    _files
  fi
}
compdef _lanekeeper lanekeeper
`,
  fish: `# Completions of lanekeeper for fish: lanekeeper completion fish | source
function __lanekeeper_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  lanekeeper complete -- $words[2..-1] "$current" 2>/dev/null
end
complete -c lanekeeper -a '(__lanekeeper_complete)'
`,
  powershell: `# Completions of lanekeeper for PowerShell: lanekeeper completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName lanekeeper -ScriptBlock {
  param($current, $commandAst, $cursor)
  $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | Select-Object -Skip 1 | ForEach-Object { $_.Extent.Text.Trim("'", '"') })
  lanekeeper complete -- @words $current.Trim("'", '"') | ForEach-Object {
    $value, $description = $_ -split "\`t", 2
    if (-not $description) { $description = $value }
    $quoted = if ($value -match '[^\\w@:./-]') { "'" + $value.Replace("'", "''") + "'" } else { $value }
    [System.Management.Automation.CompletionResult]::new($quoted, $value, 'ParameterValue', $description)
  }
}
`,
};
