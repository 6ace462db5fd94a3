"""As much of attrs as the library's own classes use, for a module that stands alone.

Slow and small: what is made here explains scores and carries messages, it does not compute.
"""

from __future__ import annotations

from inspect import get_annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

NOTHING: Any = object()


class Factory:
    """A default that is made anew for each object, from the object itself where `takes_self`."""

    def __init__(self, factory: Callable[..., Any], takes_self: bool = False) -> None:
        self.factory = factory
        self.takes_self = takes_self


class Attribute:
    """One field of a class."""

    def __init__(self, default: Any, eq: bool, kw_only: bool, init: bool) -> None:
        self.name = ""
        self.value = default
        self.eq = eq
        self.kw_only = kw_only
        self.init = init

    def default(self, method: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """A method that gives the default."""
        self.value = Factory(method, takes_self=True)
        return method

    @property
    def alias(self) -> str:
        """What it is called where an object is made."""
        return self.name.lstrip("_")


def field(
    *,
    default: Any = NOTHING,
    factory: Callable[[], Any] | None = None,
    eq: bool = True,
    kw_only: bool = False,
    init: bool = True,
    **_: Any,
) -> Any:
    """A field that is more than its annotation."""
    return Attribute(default if factory is None else Factory(factory), eq, kw_only, init)


def define(cls: Any = None, *, eq: bool = True, kw_only: bool = False, hashed: bool = False, **_: Any) -> Any:
    """A class whose annotated names are its fields."""

    def wrap(cls: Any) -> Any:
        own = []
        for name in get_annotations(cls):
            found = cls.__dict__.get(name, NOTHING)
            if found is not NOTHING:
                delattr(cls, name)
            if not isinstance(found, Attribute):
                found = Attribute(found, True, False, True)
            found.name, found.kw_only = name, found.kw_only or kw_only
            own.append(found)
        names = {attribute.name for attribute in own}
        above = [a for base in cls.__mro__[1:2] for a in getattr(base, "__attrs_attrs__", ()) if a.name not in names]
        cls.__attrs_attrs__ = (*above, *own)
        if "__init__" not in cls.__dict__:
            cls.__init__ = _init
        if eq and not issubclass(cls, BaseException):
            cls.__eq__ = _eq
            cls.__hash__ = _hash if hashed else None
        return cls

    return wrap if cls is None else wrap(cls)


def frozen(cls: Any = None, **options: Any) -> Any:
    """The same, for objects that stay as they are made."""
    return define(cls, hashed=True, **options)


def _init(self: Any, *given: Any, **named: Any) -> None:
    put = object.__setattr__
    attributes = type(self).__attrs_attrs__
    places = [attribute for attribute in attributes if attribute.init and not attribute.kw_only]
    if len(given) > len(places):
        raise TypeError(f"{type(self).__name__} takes {len(places)} arguments")
    known = {attribute.name: value for attribute, value in zip(places, given, strict=False)}
    for attribute in attributes:
        if attribute.name in known:
            value = known[attribute.name]
        elif attribute.init and attribute.alias in named:
            value = named.pop(attribute.alias)
        elif isinstance(attribute.value, Factory):
            made = attribute.value
            value = made.factory(self) if made.takes_self else made.factory()
        elif attribute.value is not NOTHING:
            value = attribute.value
        else:
            continue  # declared for the compiler only, and left out here
        put(self, attribute.name, value)
    if named:
        raise TypeError(f"{type(self).__name__} has no {', '.join(named)}")
    if isinstance(self, BaseException):
        BaseException.__init__(self, *(getattr(self, attribute.name, None) for attribute in attributes))
    if hasattr(self, "__attrs_post_init__"):
        self.__attrs_post_init__()


def _compared(value: Any) -> list[Any]:
    return [getattr(value, attribute.name) for attribute in type(value).__attrs_attrs__ if attribute.eq]


def _eq(self: Any, other: object) -> bool:
    return _compared(self) == _compared(other) if type(self) is type(other) else NotImplemented


def _hash(self: Any) -> int:
    return hash((type(self), *_compared(self)))


def evolve(found: Any, **changes: Any) -> Any:
    """The same object with some fields changed."""
    for attribute in type(found).__attrs_attrs__:
        if attribute.init and attribute.alias not in changes:
            changes[attribute.alias] = getattr(found, attribute.name)
    return type(found)(**changes)


def fields(cls: Any) -> tuple[Attribute, ...]:
    """The fields of a class."""
    return cls.__attrs_attrs__  # type: ignore[no-any-return]


def has(cls: Any) -> bool:
    """Whether a class has fields."""
    return hasattr(cls, "__attrs_attrs__")
