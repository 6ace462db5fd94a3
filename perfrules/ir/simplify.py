"""Folding: figures that are fixed are worked out, and steps that change nothing are left out.

Nothing that reads an input is dropped, so that a program needs the same facts before and after; a division stays
where it is unless its divisor is a figure other than 0.
"""

from __future__ import annotations

import math
from fractions import Fraction

from attrs import evolve

from perfrules.ir import nodes as ir


def simplify(program: ir.Program) -> ir.Program:
    """The same program, shorter."""
    definitions = tuple(_definition(item) for item in program.definitions)
    constraints = tuple(ir.map_children(item, node) for item in program.constraints)
    return evolve(program, definitions=definitions, constraints=constraints, total=program.total.change(node))


def _definition(item: ir.Definition) -> ir.Definition:
    return ir.map_children(item, node)


def node(found: ir.Node) -> ir.Node:
    """The same node, shorter."""
    found = ir.map_children(found, node)
    match found:
        case ir.Arith(op=op, left=ir.Literal(value=Fraction() as a), right=ir.Literal(value=Fraction() as b)):
            if op == "÷":
                return found if b == 0 else _literal(a / b, found)
            return _literal({"+": a + b, "-": a - b}[op] if op in "+-" else a * b, found)
        case ir.Arith(op="+" | "-", left=left, right=ir.Literal(value=Fraction(numerator=0))):
            return left
        case ir.Arith(op="+", left=ir.Literal(value=Fraction(numerator=0)), right=right):
            return right
        case ir.Arith(op="×" | "÷", left=left, right=ir.Literal(value=Fraction(numerator=1, denominator=1))):
            return left
        case ir.Arith(op="×", left=ir.Literal(value=Fraction(numerator=1, denominator=1)), right=right):
            return right
        case ir.Abs(operand=ir.Literal(value=Fraction() as a)):
            return _literal(abs(a), found)
        case ir.Floor(operand=ir.Literal(value=Fraction() as a)):
            return _literal(Fraction(math.floor(a)), found)
        case ir.Ceil(operand=ir.Literal(value=Fraction() as a)):
            return _literal(Fraction(math.ceil(a)), found)
        case ir.Floor(operand=operand) | ir.Ceil(operand=operand) if _whole(operand):
            return operand
        case ir.Min(items=(value, ir.Literal(value=Fraction() as high))):
            return ir.Clamp(value, None, high, origin=found.origin)
        case ir.Max(items=(value, ir.Literal(value=Fraction() as low))):
            return ir.Clamp(value, low, None, origin=found.origin)
    return found


def _literal(value: Fraction, like: ir.Node) -> ir.Literal:
    return ir.Literal(value, origin=like.origin)


def _whole(value: ir.Node) -> bool:
    """Whether a value can only be a whole number, by its grid."""
    match value:
        case ir.Literal(value=Fraction(denominator=1)):
            return True
        case ir.Input(grid=Fraction(denominator=1), default=default):
            return default is None or default.denominator == 1
        case ir.Round(step=Fraction(denominator=1)) | ir.Floor() | ir.Ceil():
            return True
        case ir.Arith(op="+" | "-" | "×", left=left, right=right):
            return _whole(left) and _whole(right)
        case ir.Clamp(value=inner, low=low, high=high):
            return _whole(inner) and all(end is None or end.denominator == 1 for end in (low, high))
        case ir.Abs(operand=inner):
            return _whole(inner)
    return False
