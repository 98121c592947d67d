"""A script in Python, rewritten so that each of its calls may wait: a program of this machine waits by ``await`` alone.

Models nothing of FreeBSD; leaves out generators, decorators and lambdas that wait. ``if os.fork() == 0`` becomes a
child that runs the statements below it, for a running program cannot be copied (decision 3).
"""

from __future__ import annotations

import ast
from types import CodeType
from typing import Any

CALL, LOAD, FORK = "__call__", "__load__", "__fork__"  # what the rewritten script asks of those who run it


def rewritten(source: str, name: str) -> CodeType:
    """The code of a script; evaluated it gives a coroutine where it waits at its top. Raises SyntaxError."""
    tree = _Waiting().visit(ast.parse(source, name))
    code: CodeType = compile(ast.fix_missing_locations(tree), name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    return code


def _waits(function: str, *arguments: ast.expr) -> ast.Await:
    return ast.Await(ast.Call(ast.Name(function, ast.Load()), list(arguments), []))


class _Waiting(ast.NodeTransformer):
    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AsyncFunctionDef:
        self.generic_visit(node)
        fields: Any = dict(ast.iter_fields(node))
        return ast.copy_location(ast.AsyncFunctionDef(**fields), node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.Lambda:
        return node

    def visit_Call(self, node: ast.Call) -> ast.Await:
        self.generic_visit(node)
        waits = _waits(CALL, node.func, *node.args)
        assert isinstance(waits.value, ast.Call)
        waits.value.keywords = node.keywords
        return ast.copy_location(waits, node)

    def visit_If(self, node: ast.If) -> list[ast.stmt] | ast.If:
        forks = ast.unparse(node.test) == "os.fork() == 0" and not node.orelse
        self.generic_visit(node)
        if not forks:
            return node
        (child,) = ast.parse("async def __child__(): pass").body
        assert isinstance(child, ast.AsyncFunctionDef)
        child.body = node.body
        return [child, ast.Expr(_waits(FORK, ast.Name("__child__", ast.Load())))]

    def visit_Import(self, node: ast.Import) -> list[ast.stmt]:
        return [*(ast.Expr(_waits(LOAD, ast.Constant(one.name))) for one in node.names), node]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> list[ast.stmt]:
        return [ast.Expr(_waits(LOAD, ast.Constant(node.module))), node]
