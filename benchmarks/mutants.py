"""Would the tests notice a mistake? `python -m benchmarks.mutants access` breaks the code on purpose.

Each mutant changes one thing in one module (a comparison, `and`/`or`, `not`, a return, a raise, a
decorator, a truth, a number, a member of a set) and is given to the tests that cover it: they kill
it, or it survives. The mutants lie in a copy of `src` in a temporary folder that `PYTHONPATH` puts
first, so that nothing else notices. The run is the same every time.

    --only permit        modules whose path contains this
    --sample 100         every so-manieth mutant, so that about 100 are left
    --jobs 2             so many at a time
    --tests FILE …       only these tests
    --list               only say what would be changed

Why not mutmut: it changes the bodies of undecorated functions only, so the grants of the roles (a
module's constants) and the decorators that guard a view would never be touched, which is what
matters here.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TIMEOUT = 300
#: What must not be imported beforehand: our own code, and what asks for Django's settings.
OURS = frozenset({
    "kundig", "kundig_web", "tests", "__main__", "django", "csp", "ninja", "whitenoise",
    "django_htmx", "pytest_django", "schemathesis",
})  # fmt: skip
#: Area -> its modules (below `src`), and the tests that cover them, the quickest first.
AREAS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "access": (
        tuple(
            f"kundig_web/access/{name}.py" for name in ("permissions", "permit", "middleware", "door")
        ),
        tuple(
            f"tests/web/access/{name}.py"
            for name in ("test_permission_code", "test_declared", "test_fresh", "test_tokens",
                         "test_view_as", "test_second_step")
        ),
    ),
    "limits": (
        ("kundig_web/limits/counting.py", "kundig_web/limits/networks.py"),
        ("tests/web/limits",),
    ),
    "sign_in": (
        tuple(
            f"kundig_web/access/{name}.py"
            for name in ("steps", "sessions", "devices", "passwords", "brakes", "fresh", "seal",
                         "workflows/second_step", "workflows/sign_ins")
        ),
        tuple(
            f"tests/web/access/{name}.py"
            for name in ("test_passwords", "test_fresh", "test_sessions", "test_second_step",
                         "test_getting_in")
        ),
    ),
    "consent": (
        (
            "kundig_web/customers/consents.py", "kundig_web/customers/consent_state.py",
            "kundig_web/customers/consent_workflows.py", "kundig_web/customers/double_opt_in.py",
            "kundig_web/rights/gate.py",
        ),
        (
            "tests/web/rights/test_gate.py", "tests/web/customers/test_consents.py",
            "tests/web/customers/test_consent_links.py",
        ),
    ),
    "erasure": (
        (
            "kundig/erase", "kundig_web/erasure", "kundig/store/erasing.py",
            "kundig/store/rewriting.py", "kundig/store/suppression.py",
            "kundig/intake/withholding.py", "kundig/register/forgetting.py",
        ),
        (
            "tests/store/test_erasing.py", "tests/register/test_forgetting.py", "tests/erase",
            "tests/web/erasure",
        ),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake: the module with it, and in words."""

    module: str
    line: int
    what: str
    source: str


class Site:
    """A place of the tree where something can be changed, and how."""

    def __init__(self, node: ast.AST, what: str, field: str, new: object) -> None:
        self.node, self.what, self.field, self.new = node, what, field, new


_COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


def sites(tree: ast.Module) -> Iterator[Site]:
    """Every change that can be made, in the order of the lines."""
    skipped = _not_code(tree)
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Compare):
            for i, op in enumerate(node.ops):
                new = _COMPARE[type(op)]
                ops = [*node.ops[:i], new(), *node.ops[i + 1 :]]
                yield Site(node, f"{type(op).__name__} -> {new.__name__}", "ops", ops)
        elif isinstance(node, ast.BoolOp):
            other = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
            yield Site(node, f"to {type(other).__name__.lower()}", "op", other)
            for i in range(len(node.values)):
                rest = [*node.values[:i], *node.values[i + 1 :]]
                yield Site(node, f"condition {i + 1} removed", "values", rest)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield Site(node, "not removed", "op", ast.Invert())
        elif isinstance(node, ast.Constant):
            yield from _of_constant(node)
        elif isinstance(node, ast.Set):
            for i, member in enumerate(node.elts):
                rest = [*node.elts[:i], *node.elts[i + 1 :]]
                if rest:
                    yield Site(node, f"{ast.unparse(member)} removed", "elts", rest)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr | ast.BitAnd):
            other = ast.BitAnd() if isinstance(node.op, ast.BitOr) else ast.BitOr()
            yield Site(node, f"to {type(other).__name__}", "op", other)
        yield from _of_statement(node)


def _of_constant(node: ast.Constant) -> Iterator[Site]:
    if isinstance(node.value, bool):
        yield Site(node, f"{node.value} -> {not node.value}", "value", not node.value)
    elif isinstance(node.value, int):
        yield Site(node, f"{node.value} -> {node.value + 1}", "value", node.value + 1)


def _of_statement(node: ast.AST) -> Iterator[Site]:
    if isinstance(node, ast.Return) and node.value is not None:
        if not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield Site(node, "returns None", "value", ast.Constant(None))
        if not isinstance(node.value, ast.Constant):
            yield Site(node, "returns True", "value", ast.Constant(True))
    elif isinstance(node, ast.If | ast.IfExp):
        flipped = ast.UnaryOp(ast.Not(), node.test)
        yield Site(node, "condition turned round", "test", flipped)
    elif isinstance(node, ast.FunctionDef | ast.ClassDef) and node.decorator_list:
        for i, one in enumerate(node.decorator_list):
            if ast.unparse(one).partition("(")[0] in {"overload", "dataclass"}:
                continue
            rest = [*node.decorator_list[:i], *node.decorator_list[i + 1 :]]
            yield Site(node, f"@{ast.unparse(one)} removed", "decorator_list", rest)
    for field in ("body", "orelse", "handlers", "finalbody"):
        body = getattr(node, field, None)
        if not isinstance(body, list):
            continue
        for i, line in enumerate(body):
            if isinstance(line, ast.Raise) or (
                isinstance(line, ast.Expr) and isinstance(line.value, ast.Call)
            ):
                said = ast.unparse(line).splitlines()[0][:50]
                rest = [*body[:i], ast.copy_location(ast.Pass(), line), *body[i + 1 :]]
                yield Site(node, f"`{said}` removed", field, rest)


def _not_code(tree: ast.Module) -> set[int]:
    """Nodes that say nothing while the program runs: annotations, docstrings, overloads."""
    found: set[int] = set()
    for node in ast.walk(tree):
        quiet: list[ast.AST | None] = [
            getattr(node, "annotation", None), getattr(node, "returns", None),
        ]  # fmt: skip
        if isinstance(node, ast.FunctionDef) and any(
            ast.unparse(d) == "overload" for d in node.decorator_list
        ):
            quiet.append(node)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            quiet.append(node)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "dataclass":
            quiet.append(node)  # frozen, slots: no behaviour
        for one in quiet:
            if one is not None:
                found |= {id(n) for n in ast.walk(one)}
    return found


def mutants_of(module: str) -> Iterator[Mutant]:
    """All mutants of a module."""
    text = (ROOT / "src" / module).read_text(encoding="utf-8")
    tree = ast.parse(text)
    original = ast.unparse(tree)
    for site in sites(tree):
        before = getattr(site.node, site.field)
        if isinstance(site.new, ast.Invert):  # `not x` becomes `bool(x)`
            site.new = before
            source = _without_not(tree, site.node)
        else:
            setattr(site.node, site.field, site.new)
            source = ast.unparse(ast.fix_missing_locations(tree))
            setattr(site.node, site.field, before)
        if source != original:
            line = _line(site)
            yield Mutant(module, line, site.what, source)


def _line(site: Site) -> int:
    new = site.new
    if isinstance(new, list) and site.field in {"body", "orelse"}:
        old = getattr(site.node, site.field)
        return next((o.lineno for o, n in zip(old, new, strict=True) if o is not n), old[0].lineno)
    return int(getattr(site.node, "lineno", 0))


def _without_not(tree: ast.Module, target: ast.AST) -> str:
    class Drop(ast.NodeTransformer):
        def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
            self.generic_visit(node)
            if getattr(node, "marked", False):
                return ast.Call(ast.Name("bool", ast.Load()), [node.operand], [])
            return node

    target.marked = True  # type: ignore[attr-defined]
    changed = Drop().visit(copy.deepcopy(tree))
    del target.marked  # type: ignore[attr-defined]
    return ast.unparse(ast.fix_missing_locations(changed))


class Workshop:
    """A copy of `src` in which one mutant at a time lives."""

    def __init__(self, folder: Path, tests: tuple[str, ...]) -> None:
        self.src, self.tests = folder / "src", tests
        self.log = folder / "output"
        shutil.copytree(ROOT / "src", self.src, ignore=shutil.ignore_patterns("__pycache__"))
        self.mutant: Mutant | None = None
        self.begun = 0.0

    def begin(self, mutant: Mutant | None) -> int:
        """Start the tests on a mutant (None: on the code as it is); the number of their process."""
        self.mutant, self.begun = mutant, time.monotonic()
        self._write(mutant.source if mutant else "")
        pid = os.fork()
        if pid == 0:
            self._test()
        return pid

    def end(self) -> None:
        """Put the module back."""
        if self.mutant:
            self._write((ROOT / "src" / self.mutant.module).read_text(encoding="utf-8"))

    def _write(self, source: str) -> None:
        if self.mutant is None:
            return
        path = self.src / self.mutant.module
        path.write_text(source, encoding="utf-8")
        # Two mutants of one second and size would look alike to Python's cache.
        for cached in path.parent.glob(f"__pycache__/{path.stem}.*"):
            cached.unlink()

    def _test(self) -> None:
        """In the new process: nothing of kundig has been imported yet, so the copy is what counts."""
        os.setsid()
        out = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        code = 3
        try:
            own = str(ROOT / "src")
            sys.path[:] = [str(self.src), *(p for p in sys.path if p != own)]
            os.environ["PYTHONPATH"] = str(self.src)
            os.chdir(ROOT)
            import pytest

            code = int(pytest.main([
                "-x", "-q", "--no-header", "--nomigrations", "-p", "no:cacheprovider",
                "-W", "ignore::pytest.PytestAssertRewriteWarning", *self.tests,
            ]))  # fmt: skip
            import kundig_web

            if not str(kundig_web.__file__).startswith(str(self.src)):
                code = 0  # the copy was not what was tested: nothing has been killed
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)


def load_what_others_wrote() -> None:
    """Import what kundig imports of others, once, so that each process begins with it."""
    script = (
        "import sys, django; django.setup(); import pytest, hypothesis, django.test\n"
        "import kundig_web.site.urls\n"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
    )  # fmt: skip
    for name in done.stdout.split():
        if name.partition(".")[0] in OURS:
            continue
        with suppress(Exception):  # some parts only load from within others
            importlib.import_module(name)


def main() -> None:
    """Make the mutants and let the tests loose on them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("area", choices=AREAS)
    parser.add_argument("--only", default="")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--tests", nargs="+", default=())
    args = parser.parse_args()
    modules, tests = AREAS[args.area]
    tests = tuple(args.tests) or tuple(t for t in tests if (ROOT / t).exists())
    found = [m for module in _files(modules) if args.only in module for m in mutants_of(module)]
    if args.sample:
        found = found[:: max(1, len(found) // args.sample)]
    if args.list:
        for m in found:
            print(f"{m.module}:{m.line} {m.what}")
        return
    raise SystemExit(_run(found, tests, args.jobs))


def _files(modules: tuple[str, ...]) -> Iterator[str]:
    for module in modules:
        path = ROOT / "src" / module
        if path.is_dir():
            yield from (
                str(p.relative_to(ROOT / "src"))
                for p in sorted(path.rglob("*.py"))
                if "migrations" not in p.parts
            )
        elif path.exists():
            yield module


def _run(found: list[Mutant], tests: tuple[str, ...], jobs: int) -> int:
    start = time.monotonic()
    load_what_others_wrote()
    survived: list[Mutant] = []
    with tempfile.TemporaryDirectory() as folder:
        free = [Workshop(Path(folder) / str(i), tests) for i in range(jobs)]
        if not _judged(free[0], free[0].begin(None)):
            print(free[0].log.read_text()[-3000:], "\nThe tests fail without any mutant.")
            return 2
        waiting, running = list(reversed(found)), {}
        while waiting or running:
            while waiting and free:
                shop = free.pop()
                running[shop.begin(waiting.pop())] = shop
            pid, shop, dead = _next(running)
            del running[pid]
            mutant = shop.mutant
            shop.end()
            free.append(shop)
            if mutant and not dead:
                survived.append(mutant)
            if mutant:
                told = "killed" if dead else "SURVIVED"
                print(f"{told:<9}{mutant.module}:{mutant.line} {mutant.what}", flush=True)
    dead_ones = len(found) - len(survived)
    share = dead_ones / len(found) if found else 1
    print(f"\n{dead_ones} of {len(found)} killed ({share:.1%}) in {time.monotonic() - start:.0f} s")
    for mutant in sorted(survived, key=lambda m: (m.module, m.line)):
        print(f"  {mutant.module}:{mutant.line} {mutant.what}")
    return 0 if share >= 0.9 else 1


def _judged(shop: Workshop, pid: int) -> bool:
    """True if the tests pass."""
    return not _next({pid: shop})[2]


def _next(running: dict[int, Workshop]) -> tuple[int, Workshop, bool]:
    """Wait for one process: its number, its workshop, and whether the mutant is dead."""
    while True:
        for pid, shop in running.items():
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                return pid, shop, status != 0
            if time.monotonic() - shop.begun > TIMEOUT:  # it hangs: that is noticed, too
                os.killpg(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                return pid, shop, True
        time.sleep(0.05)


if __name__ == "__main__":
    main()
