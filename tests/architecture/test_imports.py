"""Who may know whom: every import of the project is read, and a wrong one fails."""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ORDER = ("data", "indicators", "models", "network", "briefing", "ui", "pages")  # each may import those before it
FRONT = ("app.py", "asgi.py")  # may import everything
STREAMLIT_IN = ("ui/", "pages/", *FRONT)
HTTP_IN = ("data/http.py", "data/http_connection.py", "data/sources/")
HTTP = {"requests", "httpx", "aiohttp", "http", "urllib3", "socket"}
RUNS_CODE_ON_LOADING = {"pickle", "cPickle", "joblib", "dill", "cloudpickle", "shelve", "marshal"}
STARTS_SERVER = ("ui/start.py",)  # asks the machine, not a host, whether a port is free
# Spelled in pieces, so that this file does not hold what it looks for.
MACHINE_PATHS = re.compile("|".join((r"/" + r"tmp/", r"/" + r"work/", r"/" + r"root/", r"/" + r"home/[a-z]")))
REGISTRIES = re.compile(
    "|".join(("py" + r"pi\.org", r"files\.python" + "hosted", r"registry\.npm" + "js", "deb" + r"\.debian\.org"))
)


@cache
def tracked() -> tuple[str, ...]:
    """Files of the project: tracked by git, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return tuple(name for name in names if name and (ROOT / name).is_file())


def code_files() -> list[str]:
    return [name for name in tracked() if name.endswith(".py") and name.split("/")[0] in {*ORDER, *FRONT}]


def files_where(is_wrong: Callable[[ast.AST], bool]) -> set[str]:
    """Files of code with such a piece anywhere in them."""
    return {
        name
        for name in code_files()
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8")))
        if is_wrong(node)
    }


def imports(name: str) -> Iterator[str]:
    """Dotted names that a file imports, anywhere in it; a relative one is written out."""
    package = name.split("/")[:-1]
    for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{one.name}" for one in node.names)


def top(module: str) -> str:
    return module.split(".")[0]


def test_there_is_code_to_read():
    assert len(code_files()) > 40


@pytest.mark.parametrize("folder", ORDER)
def test_a_folder_imports_only_those_before_it(folder):
    allowed = set(ORDER[: ORDER.index(folder) + 1])
    wrong = {
        (name, module)
        for name in code_files()
        if name.startswith(f"{folder}/")
        for module in imports(name)
        if top(module) in {*ORDER, "app", "asgi"} - allowed
    }
    assert wrong == set()


def test_models_know_nothing_of_people():
    assert {
        name for name in code_files() if name.startswith("models/") for one in imports(name) if top(one) == "network"
    } == set()


def test_pages_do_not_import_each_other():
    assert {name for name in code_files() for one in imports(name) if top(one) == "pages"} == set()


def test_streamlit_is_known_only_to_the_screen():
    wrong = {
        name for name in code_files() if not name.startswith(STREAMLIT_IN) and "streamlit" in map(top, imports(name))
    }
    assert wrong == set()


def test_only_the_fetching_modules_speak_to_other_hosts():
    def speaks(module: str) -> bool:
        return top(module) in HTTP or module.startswith("urllib.request")

    wrong = {
        (name, one)
        for name in code_files()
        if not name.startswith((*HTTP_IN, *STARTS_SERVER))
        for one in imports(name)
        if speaks(one)
    }
    assert wrong == set()


def test_nothing_loads_a_format_that_runs_code():
    wrong = {(name, one) for name in code_files() for one in imports(name) if top(one) in RUNS_CODE_ON_LOADING}
    assert wrong == set()


def test_only_fixed_styles_are_put_on_a_page_as_html():
    """`unsafe_allow_html` runs scripts: it appears nowhere."""
    wrong = files_where(lambda node: isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html")
    assert wrong == set()


@pytest.mark.parametrize("page", sorted(one.name for one in (ROOT / "pages").glob("*.py")))
def test_a_page_opens_with_the_shell(page):
    tree = ast.parse((ROOT / "pages" / page).read_text(encoding="utf-8"))
    first = next(one for one in tree.body if not isinstance(one, ast.Import | ast.ImportFrom | ast.Expr))
    opened = ("page = open_page(", "page = open_member_page(")
    assert ast.unparse(first).startswith(opened), f"{page} does something before it is opened"


@pytest.mark.parametrize(
    ("what", "pattern"), [("a path of one machine", MACHINE_PATHS), ("a package registry", REGISTRIES)]
)
def test_no_file_of_the_project_names(what, pattern):
    wrong = {}
    for name in tracked():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found = pattern.search(text)
        if found:
            wrong[name] = found.group()
    assert wrong == {}, what


def test_every_table_is_shown_by_the_one_function_that_says_what_stands_where_nothing_is_known():
    """Streamlit would else write “None” there, in English, whatever the reader's language."""
    shown_in = files_where(lambda node: isinstance(node, ast.Attribute) and node.attr == "dataframe")
    assert shown_in == {"ui/tables.py"}
