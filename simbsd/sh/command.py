"""Running simple commands.

Models evalcommand() in bin/sh/eval.c; leaves out nothing.
"""

from __future__ import annotations

from simbsd.lib.unistd import close
from simbsd.sh import nodes
from simbsd.sh.builtins.table import Builtin
from simbsd.sh.cmdtext import command_text
from simbsd.sh.errors import Interrupt, ShellError, ShellExit, quote_text
from simbsd.sh.expand import DECLARATIONS, FULL, TILDE, VARTILDE, expand_text, expand_word
from simbsd.sh.find import BUILTIN, FUNCTION
from simbsd.sh.forking import FOREGROUND, NO_JOB, Plan, Plumbing, execute, fork_command, fork_shell
from simbsd.sh.frame import Frame, enter, leave, returned
from simbsd.sh.jobtable import Job
from simbsd.sh.nodes import Word
from simbsd.sh.optionhooks import options_changed
from simbsd.sh.prompt import trace_prompt
from simbsd.sh.redir import Target, expand_redirections, nothing_redirected, pop_redirections, redirect
from simbsd.sh.resolve import Resolved, resolve, resolve_known
from simbsd.sh.signals import exit_shell, have_traps
from simbsd.sh.state import SKIP_BREAK, Shell
from simbsd.sh.substitute import Reading, new_pipe
from simbsd.sh.vars import EXPORT
from simbsd.sh.wait import wait_for_job

EXIT, TESTED = 1, 2
Assignments = list[tuple[str, str]]
Targets = tuple[Target, ...]


async def run_simple(sh: Shell, node: nodes.Simple, flags: int = 0, substitution: bool = False) -> str | Reading | None:
    """Run a simple command; raises as evaluate(). A command substitution gets its output, or where to read it."""
    sh.old_status = sh.status
    sh.status = 0
    sh.tried = None
    assignments, argv = await _expand(sh, node.args)
    targets = await expand_redirections(sh, node.redirs) if node.redirs else ()
    options = sh.options.flags
    last = argv[-1] if argv and options["interactive"] and sh.function_nest == 0 else None
    if options["xtrace"]:
        await _trace(sh, assignments, argv)
    path = next((value for name, value in reversed(assignments) if name == "PATH"), None) if assignments else None
    command = (resolve_known(sh, argv) if path is None else None) or await resolve(sh, argv, path)
    kind = command.found.kind
    output: str | Reading | None = None
    if kind == BUILTIN and not (substitution and not _is_safe(command)):
        output = await _run_builtin(sh, command, assignments, targets, flags, substitution)
    elif kind == FUNCTION and not substitution:
        await _call_function(sh, command.argv, assignments, targets, flags)
    elif kind in (BUILTIN, FUNCTION):
        output = await _in_child(sh, command, assignments, targets)
    elif substitution:
        output = await _external_output(sh, command, assignments, targets)
    elif flags & EXIT and not have_traps(sh):
        await _replace(sh, command, assignments, targets)
    else:
        await _external(sh, node, command, assignments, targets)
    if last is not None:
        sh.vars.set("_", last)
    return output


async def _expand(sh: Shell, args: tuple[Word, ...]) -> tuple[Assignments, list[str]]:
    """The assignments before a command, and its words."""
    assignments: Assignments = []
    argv: list[str] = []
    leading = True
    declaration = False
    for index, word in enumerate(args):
        if (leading or declaration) and word.assignment:
            text = await expand_text(sh, word, VARTILDE)
            if leading:
                name, _, value = text.partition("=")
                assignments.append((name, value))
            else:
                argv.append(text)
            continue
        if leading:
            leading = False
            declaration = word.plain is not None and _is_declaration(sh, args[index:])
        if word.plain is not None and (word.plain or word.quoted):
            argv.append(word.plain)
        else:
            await expand_word(sh, word, argv, FULL | TILDE)
    return assignments, argv


def _is_declaration(sh: Shell, words: tuple[Word, ...]) -> bool:
    """Whether the words after the command are assignments too: export, readonly and local (isdeclarationcmd)."""
    index = 0
    while index < len(words) and words[index].plain == "command":
        index += 1
    name = words[index].plain if index < len(words) else None
    return name in DECLARATIONS and not (name == "local" and index == 0 and "local" in sh.functions)


async def _trace(sh: Shell, assignments: Assignments, argv: list[str]) -> None:
    """Print the command for set -x (xtracecommand)."""
    prompt = await trace_prompt(sh)
    words = [f"{name}={quote_text(value)}" for name, value in assignments] + [quote_text(word) for word in argv]
    sh.output.err(prompt + " ".join(words) + "\n")
    await sh.output.flush_err()


# Built-in commands.


def _is_safe(command: Resolved) -> bool:
    """Whether a built-in leaves no trace in the shell, so that a command substitution need not fork (safe_builtin)."""
    builtin, argv = command.builtin, command.argv
    if builtin is None or builtin.safe:
        return builtin is not None
    if argv[0] in ("export", "readonly", "trap", "ulimit", "umask"):
        return len(argv) <= 1 or (len(argv) == 2 and argv[1][:1] == "-")
    return argv[0] == "set" and (len(argv) <= 1 or (len(argv) == 2 and argv[1] in ("-o", "+o")))


async def _run_builtin(
    sh: Shell, command: Resolved, assignments: Assignments, targets: Targets, flags: int, substitution: bool
) -> str | None:
    argv, builtin = command.argv, command.builtin
    assert builtin is not None
    push = not argv or argv[0] != "exec"
    name, depth = sh.command_name, sh.depth
    environment = sh.command_environment
    memory = (sh.output.memory, sh.output.out_to_memory, sh.output.err_to_memory)
    sh.output.memory = []
    failure: ShellError | ShellExit | Interrupt | None = None
    special = command.special
    try:
        if targets:
            await redirect(sh, targets, push, substitution)
        else:
            nothing_redirected(sh, push, substitution)
        # Without a command word a redirection may fail, but not an assignment.
        special = special or not argv
        await _invoke(sh, argv, builtin, special, assignments, flags)
    except ShellError as error:
        await sh.report(error)
        failure = error
    except Interrupt as interrupt:
        sh.status = 130
        failure = interrupt
    except ShellExit as leaving:
        failure = leaving
    output = "".join(sh.output.memory) if substitution else None
    sh.output.memory, sh.output.out_to_memory, sh.output.err_to_memory = memory
    sh.output.discard()
    sh.command_name, sh.depth, sh.command_environment = name, depth, environment
    if push and sh.saved[-1] is not None:
        await pop_redirections(sh)
    elif push:
        sh.saved.pop()
    if failure is not None and (special or not isinstance(failure, ShellError)):
        raise failure
    return output


async def _invoke(
    sh: Shell, argv: list[str], builtin: Builtin, special: bool, assignments: Assignments, flags: int
) -> None:
    for name, value in assignments:
        sh.vars.set(name, value, check=not special)
    sh.command_environment = dict(assignments)
    if not argv:
        # Only assignments: the status of the last command substitution in them stays.
        return
    sh.output.failed = False
    sh.command_name = argv[0]
    sh.builtin_flags = flags
    status = None if builtin.direct is None else builtin.direct(sh, argv)
    if status is None:
        assert builtin.run is not None
        status = await builtin.run(sh, argv)
    if sh.output.waiting:
        await sh.output.flush()
    if sh.output.failed:
        sh.output.failed = False
        await sh.warning("write error on stdout")
        if status in (0, 1):
            status = 2
    sh.status = status


# Functions.


async def _call_function(sh: Shell, argv: list[str], assignments: Assignments, targets: Targets, flags: int) -> None:
    from simbsd.sh.evaluate import evaluate

    frame = enter(sh, argv)
    failure: ShellError | ShellExit | Interrupt | None = None
    try:
        if targets:
            await redirect(sh, targets, push=True)
        else:
            nothing_redirected(sh, push=True)
        for name, value in assignments:
            sh.vars.make_local(name, value)
        sh.status = sh.old_status
        body = sh.functions[argv[0]]
        if body is None:
            sh.status = 0
        await evaluate(sh, body, flags & (TESTED | EXIT))
    except ShellError as error:
        await sh.report(error)
        failure = error
    except (ShellExit, Interrupt) as leaving:
        failure = leaving
    await _leave_function(sh, frame, failure)


async def go_on_with_function(sh: Shell, node: nodes.Called, flags: int) -> None:
    """Run what ahead() has left of a function."""
    from simbsd.sh.evaluate import evaluate

    failure: ShellError | ShellExit | Interrupt | None = None
    try:
        await evaluate(sh, node.left, flags & (TESTED | EXIT))
    except ShellError as error:
        await sh.report(error)
        failure = error
    except (ShellExit, Interrupt) as leaving:
        failure = leaving
    await _leave_function(sh, node.frame, failure)


async def _leave_function(sh: Shell, frame: Frame, failure: ShellError | ShellExit | Interrupt | None) -> None:
    flags_before = sh.vars.leave_scope()
    if flags_before is not None:
        sh.options.flags = flags_before
        await options_changed(sh)
    leave(sh, frame)
    if sh.saved[-1] is not None:
        await pop_redirections(sh)
    else:
        sh.saved.pop()
    if failure is not None:
        raise failure
    returned(sh)


async def _in_child(sh: Shell, command: Resolved, assignments: Assignments, targets: Targets) -> Reading:
    """A function or built-in in a command substitution: in a child shell."""
    reader, writer = await new_pipe()
    job = sh.jobs.make(sh.options["pipefail"], sh.job_control)
    plumbing = Plumbing((reader,), ((writer, 1),))
    try:
        await fork_shell(sh, job, NO_JOB, plumbing, "", _child, command, tuple(assignments), targets)
    except ShellError:
        await close(reader)
        await close(writer)
        raise
    await close(writer)
    return Reading(reader, job)


async def _child(sh: Shell, command: Resolved, assignments: tuple[tuple[str, str], ...], targets: Targets) -> None:
    sh.vars.scope = None
    argv = list(command.argv)
    if command.builtin is None:
        await _call_function(sh, argv, list(assignments), targets, EXIT)
    else:
        await _run_builtin(sh, command._replace(argv=argv), list(assignments), targets, EXIT, False)
    await exit_shell(sh, sh.status)


# External commands.


def standalone(node: nodes.Simple) -> list[str] | None:
    """The words of a command that is nothing but constant words, else None."""
    argv: list[str] = []
    for word in node.args:
        if word.plain is None or (word.assignment and not argv) or not (word.plain or word.quoted):
            return None
        argv.append(word.plain)
    return argv if argv and not node.redirs else None


async def run_external(sh: Shell, argv: list[str], job: Job, plumbing: Plumbing, text: str) -> bool:
    """Start a command of a pipeline if it is an external one; false if it is not."""
    if sh.options["xtrace"]:
        return False
    command = await resolve(sh, argv, None)
    if command.found.kind in (BUILTIN, FUNCTION):
        return False
    plan = _plan(sh, command, sh.vars.environment(), ())
    plan.plumbing = plumbing
    await fork_command(sh, job, FOREGROUND, plan, text)
    return True


def _plan(sh: Shell, command: Resolved, environment: dict[str, str], targets: Targets) -> Plan:
    path = sh.vars.text("PATH") if command.path is None else command.path
    return Plan(sh.prefix(), command.argv, environment, path, command.found.path, targets)


def _environment(sh: Shell, assignments: Assignments) -> dict[str, str]:
    """The environment of a command, with the assignments before it; raises ShellError for a read-only variable."""
    if not assignments:
        return sh.vars.environment()
    variables = sh.vars.clone()
    for name, value in assignments:
        variables.set(name, value, EXPORT)
    return variables.environment()


async def _external(
    sh: Shell, node: nodes.Simple, command: Resolved, assignments: Assignments, targets: Targets
) -> None:
    """Run an external command in a child and wait for it."""
    environment = await _checked_environment(sh, assignments)
    if environment is None:
        return
    job = sh.jobs.make(sh.options["pipefail"], sh.job_control)
    text = command_text(node) if sh.options["interactive"] and sh.root else ""
    await fork_command(sh, job, FOREGROUND, _plan(sh, command, environment, targets), text)
    sh.status, signaled = await wait_for_job(sh, job)
    if signaled and sh.options["interactive"] and sh.loop_nest > 0:
        sh.skip, sh.skip_count = SKIP_BREAK, sh.loop_nest


async def _checked_environment(sh: Shell, assignments: Assignments) -> dict[str, str] | None:
    """As _environment; an error is that of the child alone."""
    try:
        return _environment(sh, assignments)
    except ShellError as error:
        await sh.report(error)
        return None


async def _external_output(sh: Shell, command: Resolved, assignments: Assignments, targets: Targets) -> Reading | None:
    """Run an external command of a command substitution."""
    environment = await _checked_environment(sh, assignments)
    if environment is None:
        return None
    reader, writer = await new_pipe()
    job = sh.jobs.make(sh.options["pipefail"], sh.job_control)
    plan = _plan(sh, command, environment, targets)
    plan.plumbing = Plumbing((reader,), ((writer, 1),))
    try:
        await fork_command(sh, job, NO_JOB, plan, "")
    except ShellError:
        await close(reader)
        await close(writer)
        raise
    await close(writer)
    return Reading(reader, job)


async def _replace(sh: Shell, command: Resolved, assignments: Assignments, targets: Targets) -> None:
    """exec in this process: nothing follows the command."""
    await redirect(sh, targets, push=False)
    environment = _environment(sh, assignments)
    await sh.output.flush()
    path = sh.vars.text("PATH") if command.path is None else command.path
    await execute(command.argv, environment, path, command.found.path)
