"""What a shell needs to complete commands, options and choices: a script, written from the parser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circles.cli.help_text import COMMANDS, choices_of
from circles.cli.options import option_help
from circles.errors import Finding, InputError
from circles.near_names import choice_details
from circles.texts import chapter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_BASH = r"""# Completion of circles in bash: file names unless an option or a choice is due.
_circles() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" previous="${{COMP_WORDS[COMP_CWORD-1]}}" command="" word
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        if [[ "$word" != -* ]]; then command="$word"; break; fi
    done
    COMPREPLY=()
    case "$command $previous" in
{choices}
    esac
    if [[ -z "$command" ]]; then
        COMPREPLY=($(compgen -W "{commands} --help --version" -- "$current"))
    elif [[ "$current" == -* ]]; then
        case "$command" in
{options}
        esac
    fi
}}
complete -o default -F _circles circles
"""

_ZSH = """#compdef circles
# Completion of circles in zsh: file names unless an option or a choice is due.
_circles() {{
    if (( CURRENT == 2 )); then
        local -a commands
        commands=(
{commands}
        )
        _describe 'command' commands
        return
    fi
    shift words
    (( CURRENT -= 1 ))
    case "$words[1]" in
{options}
    esac
}}
if [[ "$funcstack[1]" == _circles ]]; then _circles "$@"; else compdef _circles circles; fi
"""

_FISH = """# Completion of circles in fish: file names unless an option or a choice is due.
{commands}
{options}
"""


def completion_script(shell: str, commands: Mapping[str, Any], *, lang: str) -> str:
    """Return the script that completes ``circles`` in a shell.

    Parameters
    ----------
    shell : str
        ``bash``, ``zsh`` or ``fish``.
    commands : mapping of str to Command
        Of the parser.
    lang : str
        In which zsh and fish say what an option means.

    Raises
    ------
    InputError
        If there is no such shell.
    """
    if shell not in _SHELLS:
        details = choice_details(shell, _SHELLS)
        raise InputError(Finding(code="not_a_choice", column="SHELL", names="option", value=shell, details=details))
    return _SHELLS[shell](commands, lang)


def _bash(commands: Mapping[str, Any], _: str) -> str:
    choices = [
        f'        "{name} {flag}") COMPREPLY=($(compgen -W "{" ".join(choices_of(flag))}" -- "$current")); return ;;'
        for name in COMMANDS
        for option in _options(commands[name])
        for flag in option.opts
        if choices_of(flag)
    ]
    shells = " ".join(_SHELLS)
    choices.append(f'        "completion completion") COMPREPLY=($(compgen -W "{shells}" -- "$current")); return ;;')
    options = [
        f'            {name}) COMPREPLY=($(compgen -W "{" ".join(_flags(commands[name]))}" -- "$current")) ;;'
        for name in COMMANDS
    ]
    return _BASH.format(choices="\n".join(choices), commands=" ".join(COMMANDS), options="\n".join(options))


def _zsh(commands: Mapping[str, Any], lang: str) -> str:
    names = [f"            {_quoted(f'{name}:{_purpose(name, lang)}')}" for name in COMMANDS]
    options = []
    for name in COMMANDS:
        said = [_quoted(each) for option in _options(commands[name]) for each in _zsh_options(option, name, lang)]
        files = "'*:shell:(bash zsh fish)'" if name == "completion" else "'*:file:_files'"
        options.append(f"        {name}) _arguments {' '.join([*said, files])} ;;")
    return _ZSH.format(commands="\n".join(names), options="\n".join(options))


def _zsh_options(option: Any, name: str, lang: str) -> Iterator[str]:
    meaning = option_help(option.opts[0], lang, name).replace("[", r"\[").replace("]", r"\]").replace(":", r"\:")
    takes = f"({' '.join(choices_of(option.opts[0]))})" if choices_of(option.opts[0]) else "_files"
    for flag in option.opts:
        yield f"{flag}[{meaning}]" if option.is_flag else f"{flag}[{meaning}]:value:{takes}"


def _fish(commands: Mapping[str, Any], lang: str) -> str:
    names = [
        f"complete -c circles -n __fish_use_subcommand -f -a {name} -d {_quoted(_purpose(name, lang))}"
        for name in COMMANDS
    ]
    options = []
    for name in COMMANDS:
        seen = f"complete -c circles -n '__fish_seen_subcommand_from {name}'"
        for option in _options(commands[name]):
            meaning = _quoted(option_help(option.opts[0], lang, name))
            choices = " ".join(choices_of(option.opts[0]))
            takes = "" if option.is_flag else f" -x -a '{choices}'" if choices else " -r"
            options += [f"{seen} -l {flag.removeprefix('--')}{takes} -d {meaning}" for flag in option.opts]
    options.append("complete -c circles -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'")
    return _FISH.format(commands="\n".join(names), options="\n".join(options))


def _options(command: Any) -> Iterator[Any]:
    return (each for each in command.params if each.param_type_name == "option")


def _flags(command: Any) -> Iterator[str]:
    yield from (flag for option in _options(command) for flag in option.opts)
    yield "--help"


def _purpose(name: str, lang: str) -> str:
    return chapter(lang, "help")[f"help.command.{name}"]


def _quoted(text: str) -> str:
    """Return a text in single quotes, as every one of these shells reads it."""
    return "'" + text.replace("'", "'\"'\"'") + "'"


_SHELLS: Mapping[str, Callable[[Mapping[str, Any], str], str]] = {"bash": _bash, "zsh": _zsh, "fish": _fish}
