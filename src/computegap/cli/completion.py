"""`computegap completion`."""

import enum
import os
from typing import Annotated

import typer

from computegap.cli import COMPLETING

EPILOG = """Examples:

\b
  eval "$(computegap completion bash)"
  computegap completion bash > ~/.local/share/bash-completion/completions/computegap
  computegap completion zsh > ~/.zfunc/_computegap
  computegap completion fish > ~/.config/fish/completions/computegap.fish

\b
It completes commands, options, parties, chips, scenarios, rules, quantities and
inputs. zsh looks into ~/.zfunc after 'fpath+=~/.zfunc' above compinit in .zshrc."""


class Shell(enum.StrEnum):
    """Shells that can be told."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"


# Typer's, but for what is behind an equals sign: bash takes it for a word of its own, and each shell for a file.
SCRIPTS = {
    Shell.bash: """
_computegap_completion() {
    local IFS=$'\\n' last=${COMP_WORDS[COMP_CWORD]} word whole kept
    local -a words=()
    for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
        if [[ ${#words[@]} -gt 1 && ( $word == [=:]* || ( -n $word && $whole == *[=:] ) ) ]]; then
            whole+=$word
            words[${#words[@]}-1]=$whole
        else
            whole=$word
            words+=("$word")
        fi
    done
    COMPREPLY=( $( env COMP_WORDS="${words[*]}" COMP_CWORD=$((${#words[@]} - 1)) COMPLETING=complete_bash $1 ) )
    [[ $last == [=:]* ]] && kept=$whole || kept=${whole%"$last"}
    [[ $kept == -*=* ]] && kept=${kept#*=}
    COMPREPLY=( "${COMPREPLY[@]#"$kept"}" )
    if [[ $whole == [^-]*=* && -n ${COMP_TYPE-} ]]; then
        compopt +o default
    fi
}

complete -o default -F _computegap_completion computegap
""",
    Shell.zsh: """
#compdef computegap

_computegap_completion() {
    local found="$(env _TYPER_COMPLETE_ARGS="${words[1,$CURRENT]}" COMPLETING=complete_zsh computegap)"
    [[ $found == _files && ${words[CURRENT]} == [^-]*=* ]] || eval $found
}

compdef _computegap_completion computegap
""",
    Shell.fish: """
function _computegap
    env COMPLETING=complete_fish _TYPER_COMPLETE_FISH_ACTION=$argv _TYPER_COMPLETE_ARGS=(commandline -cp) computegap
end

complete --command computegap --no-files --arguments "(_computegap get-args)" --condition "_computegap is-args"
complete --command computegap --no-files --condition "string match -qr '^[^-].*=' -- (commandline -ct)"
""",
}


def completion(
    shell: Annotated[Shell, typer.Argument(metavar="bash|zsh|fish", help="The shell to tell.")],
) -> None:
    """Print what makes a shell complete this program's names."""
    typer.echo(SCRIPTS[shell].replace("COMPLETING", COMPLETING).strip())


def typed() -> list[str]:
    """Words typed behind the program's name, of the command line that a shell wants completed."""
    _know_shells()
    words = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS", "")
    return words.split()[1:]


def _know_shells() -> None:
    from typer.completion import get_completion_inspect_parameters  # noqa: PLC0415 - what no other command needs

    # Typer knows its shells once it has been asked for its own options, which we do without.
    get_completion_inspect_parameters()


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(completion)
