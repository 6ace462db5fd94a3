"""C → a library that is loaded: compiled once for its content, by whatever compiler the machine has.

The library is kept in the user's cache under the hash of its source, its flags, the compiler and the processor, and is
loaded only where nobody else can have written it, and where it is as it was compiled: half a library ends the process.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import cache as once
from pathlib import Path
from typing import Any

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from perfrules import cache
from perfrules.backends.columnar.c_code import FLAGS, ROWS, column_type
from perfrules.backends.columnar.kernel import Kernel

Array = NDArray[Any]
BLOCK = 131_072
"""Rows handed over at once: so many that handing over seventy columns takes little."""
_SECONDS = 300


class NoNative(Exception):
    """There is no compiler, or it failed; the text says which."""


@once
def compiler() -> tuple[str, ...] | None:
    """The command of a C compiler: $CC, that of the system, or the one that the extra `native` brings."""
    stated = os.environ.get("CC", "").split()
    if stated and shutil.which(stated[0]):
        return tuple(stated)
    for name in ("cc", "gcc", "clang"):
        found = shutil.which(name)
        if found:
            return (found,)
    if importlib.util.find_spec("ziglang") is not None:
        return (sys.executable, "-m", "ziglang", "cc")
    return None


@once
def _machine() -> bytes:
    """The processor: code for one need not run on another."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            flags = next((line for line in file if line.startswith(("flags", "Features"))), "")
    except OSError:
        flags = ""
    return f"{platform.machine()} {platform.system()} {platform.processor()} {flags}".encode()


def _name(source: str) -> str:
    about = (source.encode(), " ".join(FLAGS).encode(), " ".join(compiler() or ()).encode(), _machine())
    return f"native-{hashlib.sha256(b''.join(b'%d:%b' % (len(part), part) for part in about)).hexdigest()[:40]}.so"


def kept(source: str) -> Path | None:
    """The library of a source, if it was compiled before."""
    name = _name(source)
    found, told = cache.trusted(name), cache.own(f"{name}.sum")
    data = None if found is None or told is None else cache.read(name)
    return found if data is not None and told is not None and hashlib.sha256(data).digest() == bytes(told) else None


def library(source: str) -> Path:
    """The library of a source, compiled now or before. Raises NoNative."""
    found, name, base = kept(source), _name(source), cache.folder()
    if found is not None:
        return found
    if base is not None:
        try:
            base.mkdir(parents=True, exist_ok=True)
            made = compiled(source, base / name)
            cache.write(f"{name}.sum", cache.sealed(hashlib.sha256(made.read_bytes()).digest()))
            return made
        except OSError:
            pass
    # Nothing can be kept: compiled for this process alone.
    return compiled(source, Path(tempfile.mkdtemp(prefix="perfrules-")) / name)


def compiled(source: str, target: Path) -> Path:
    """Compile a source into a library; it has its name when it is whole. Raises NoNative, OSError."""
    command = compiler()
    if command is None:
        raise NoNative("there is no C compiler")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".perfrules-") as folder:
        code, made = Path(folder) / "kernel.c", Path(folder) / "kernel.so"
        code.write_text(source, encoding="utf-8")
        arguments = [*command, *FLAGS, "-shared", "-fPIC", "-o", str(made), str(code), "-lm"]
        try:
            done = subprocess.run(arguments, capture_output=True, timeout=_SECONDS, check=False, cwd=folder)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NoNative(f"{command[0]}: {error}") from None
        if done.returncode or not made.is_file():
            told = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise NoNative(f"{command[0]}: {told[0] if told else done.returncode}")
        os.replace(made, target)
    return target


@frozen(eq=False)
class NativeKernel:
    """A kernel whose work a compiled function does; it takes columns and gives results as the kernel does."""

    kernel: Kernel
    function: Any

    @property
    def block(self) -> int:
        """How many rows are handed over at once."""
        return BLOCK

    def buffers(self, rows: int) -> NativeBuffers:
        """The places of one thread."""
        return NativeBuffers(self)


def load(path: Path, name: str) -> Any:
    """A function of a library. Raises NoNative where it has none of the name or cannot be loaded."""
    try:
        found = ctypes.CDLL(os.path.abspath(path))[name]
    except OSError as error:
        raise NoNative(str(error)) from None
    except AttributeError:
        raise NoNative(f"{path}: {name}") from None
    found.argtypes = [ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
    found.restype = None
    return found


@define(eq=False)
class NativeBuffers:
    """What one thread hands over and takes back."""

    native: NativeKernel
    _dtypes: list[Any] = field(init=False)
    """What the column of each slot comes in as."""
    _asked: list[int] = field(init=False)
    """The slots of which it is asked whether they are given."""
    _columns: Array = field(init=False)
    _loose: Array = field(init=False)

    def __attrs_post_init__(self) -> None:
        kernel = self.native.kernel
        self._dtypes = [column_type(slot) if slot.is_figure else np.dtype(np.bool_) for slot in kernel.slots]
        self._asked = sorted({slot for name, slot in kernel.inputs if name == "given"})
        self._columns = np.zeros(2 * len(kernel.slots), np.uintp)
        self._loose = np.zeros(len(kernel.slots), np.uint8)

    def run(self, blocks: Sequence[Any], count: int, given: Callable[[int], Array], into: Sequence[Any]) -> None:
        """Put the results for some rows, whose columns are given, into arrays, as the buffers of numpy do."""
        columns: list[tuple[int, Array]] = []
        for number, (block, dtype) in enumerate(zip(blocks, self._dtypes, strict=True)):
            values = block.values
            if values is None:
                continue
            slot = self.native.kernel.slots[number]
            if values.dtype != dtype:
                if slot.is_figure and block.loose:
                    block.check(slot)
                values = values.astype(dtype)
            columns.append((2 * number, values if values.flags.c_contiguous else values.copy()))
            self._loose[number] = block.loose and slot.is_figure
            block.loose = False
        for number in self._asked:
            there = given(number)
            columns.append((2 * number + 1, there if there.flags.c_contiguous else there.copy()))
        # Whole blocks are read and written where they stand; what is left is copied, and filled up to one.
        whole = count - count % ROWS
        if whole:
            self._call(columns, whole, into)
        if whole < count:
            left = [None if target is None else _filled(target[whole:]) for target in into]
            self._call([(place, _filled(values[whole:])) for place, values in columns], ROWS, left)
            for target, part in zip(into, left, strict=True):
                if target is not None and part is not None:
                    target[whole:] = part[: count - whole]

    def _call(self, columns: Sequence[tuple[int, Array]], rows: int, into: Sequence[Any]) -> None:
        """Compute whole blocks."""
        self._columns[:] = 0
        for place, values in columns:
            self._columns[place] = values.__array_interface__["data"][0]  # `ctypes` takes three times as long
        results = np.array([0 if target is None else target.ctypes.data for target in into], np.uintp)
        self.native.function(rows, self._columns.ctypes.data, self._loose.ctypes.data, results.ctypes.data)


def _filled(values: Array) -> Array:
    """The last values, filled up to a block."""
    found = np.zeros(ROWS, values.dtype)
    found[: len(values)] = values
    return found
