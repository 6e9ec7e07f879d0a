"""The blocking SDK is what its asyncio source says."""

import importlib.util
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    loader = SourceFileLoader("blocking_maker", str(ROOT / ".ci" / "blocking"))
    spec = importlib.util.spec_from_loader("blocking_maker", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    loader.exec_module(module)
    sys.dont_write_bytecode = before
    return module


def test_the_blocking_files_are_the_made_ones() -> None:
    done = subprocess.run([sys.executable, str(ROOT / ".ci" / "blocking"), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_of_asyncio_is_left() -> None:
    for path in (ROOT / "src/burnish/sdk/blocking").glob("*.py"):
        code = path.read_text(encoding="utf-8").split('"""', 2)[2]
        assert not {"async", "await", "asyncio", "aio"} & set(code.replace(".", " ").split()), path


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("async def f():\n    return await g(1)\n", "def f():\n    return g(1)\n"),
        ("async with a as b:\n    async for c in b:\n        pass\n", "with a as b:\n    for c in b:\n        pass\n"),
        ("x = [y async for y in await z()]\n", "x = [y for y in z()]\n"),
        ("await a(\n    # kept\n    b,\n)\n", "a(\n    # kept\n    b,\n)\n"),
        ("import asyncio\nimport time\n\nawait asyncio.sleep(1)\n", "import time\n\ntime.sleep(1)\n"),
        ('"""For asyncio: `async with AsyncClient()`, await."""\n', '"""For asyncio: `with Client()`, await."""\n'),
    ],
)
def test_async_and_await_are_left_out(maker: ModuleType, source: str, made: str) -> None:
    assert maker.blocking(source) == made
