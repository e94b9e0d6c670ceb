/** Lines of the library's script of a shell, and what stands for them. */
type Replaced = readonly (readonly [from: string, to: string])[];

const dollar = '$';

/**
 * The library's scripts put a value with blanks or braces, as a route has them, on the command line as
 * it is, where it would be several words, and do not know one that is half typed in quotes.
 */
const replaced: Readonly<Record<string, Replaced>> = {
  bash: [
    [
      `    requestComp="catops complete -- ${dollar}{words[@]:1}"`,
      // An open quote is closed for the question; readline itself keeps what was typed.
      String.raw`    local quote=''
    case "$cur" in \"*|\'*) quote="${dollar}{cur:0:1}" ;; esac
    requestComp="catops complete -- ${dollar}{words[@]:1}$quote"`,
    ],
    [
      `    COMPREPLY=( $(compgen -W "${dollar}{completions[*]}" -- "$cur") )\n}`,
      `    local word
    COMPREPLY=()
    for word in "${dollar}{completions[@]}"; do
        [[ -n "$word" ]] || continue
        [[ -n "$quote" ]] || printf -v word '%q' "$word"
        [[ "$word" == "${dollar}{cur#"$quote"}"* ]] && COMPREPLY+=("$word")
    done
}`,
    ],
  ],
  zsh: [
    [
      `    words=( "${dollar}{=words[1,CURRENT]}" )`,
      String.raw`    words=( "${dollar}{(@Q)words[1,CURRENT]}" )
    words[-1]=${dollar}{words[-1]#[\"\']}`,
    ],
    [`completions -Q ${dollar}{flagPrefix}`, `completions ${dollar}{flagPrefix}`],
  ],
  fish: [
    [
      '    set -l lastArg (commandline -ct)',
      String.raw`    set -l lastArg (commandline -ct | string replace -r '^["\']' '' | string replace -ra '\\\\(.)' '$1')`,
    ],
  ],
};

/** The script of a shell so that each value it offers stays one word. */
export function quotingScript(shell: string, script: string): string {
  return (replaced[shell] ?? []).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`The script for ${shell} has no line ${from}`);
    return text.replace(from, () => to);
  }, script);
}
