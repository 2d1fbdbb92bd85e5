# SPDX-License-Identifier: GPL-3.0-or-later
"""All differences of two NetCDF files: dimensions, variables, types, values bit for bit, attributes."""

import netCDF4
import numpy

from renaming import EQUAL, NUMBERS, WORDS, contrast


def same_bits(old, new):
    """A mask of the entries that agree bit for bit; any NaN equals any other."""
    if old.dtype.kind != "f":
        return old == new
    bits = f"u{old.dtype.itemsize}"
    agree = numpy.ascontiguousarray(old).view(bits) == numpy.ascontiguousarray(new).view(bits)
    return agree | (numpy.isnan(old) & numpy.isnan(new))


def by_present_name(entries, renaming, what):
    """A group's entries under their present names; two that fall together are an error."""
    renamed = {}
    for name, entry in entries.items():
        present = renaming.name(name)
        if present in renamed:
            raise ValueError(f"two {what} become '{present}' under the table of names")
        renamed[present] = entry
    return renamed


def on_one_side(old, new):
    """The names that only one of two tables has, with the side that has it."""
    yield from ((name, "only old") for name in old if name not in new)
    yield from ((name, "only new") for name in new if name not in old)


def in_both(old, new):
    """The names that both tables have, in the old order."""
    return [name for name in old if name in new]


def attribute_differences(old, new, place, renaming):
    """Differences of attributes; texts are words, everything else is numbers."""
    sides = [{name: item.getncattr(name) for name in item.ncattrs()} for item in (old, new)]
    for name, side in on_one_side(*sides):
        kept = sides[0].get(name, sides[1].get(name))
        yield (WORDS if isinstance(kept, str) else NUMBERS), f"{place}@{name}", f"{side}: {kept!r}"
    for name in in_both(*sides):
        where = f"{place}@{name}"
        first, second = sides[0][name], sides[1][name]
        if isinstance(first, str) and isinstance(second, str):
            kind = renaming.difference(first, second)
            if kind != EQUAL:
                yield kind, where, contrast(first, second)
            continue
        first, second = numpy.atleast_1d(first), numpy.atleast_1d(second)
        same_form = first.dtype == second.dtype and first.shape == second.shape
        if not same_form or not same_bits(first, second).all():
            yield NUMBERS, where, f"{first!r} became {second!r}"


def value_differences(old, new, place, renaming):
    """Differences of the values of two variables of the same form."""
    first, second = numpy.atleast_1d(old[...]), numpy.atleast_1d(new[...])
    if old.dtype is str or first.dtype.kind in "OSU":
        texts = [[str(text) for text in values.ravel()] for values in (first, second)]
        kinds = [renaming.difference(*pair) for pair in zip(*texts)]
        for kind in {WORDS, NUMBERS} & {*kinds}:
            first_changed = texts[0][kinds.index(kind)], texts[1][kinds.index(kind)]
            yield kind, place, f"{kinds.count(kind)} texts, first {contrast(*first_changed)}"
        return
    changed = numpy.argwhere(~same_bits(first, second))
    if len(changed):
        index = tuple(int(i) for i in changed[0])
        sentence = f"{len(changed)} of {first.size} values, first at {list(index)}: {first[index].item()!r} became {second[index].item()!r}"
        yield NUMBERS, place, sentence


def variable_differences(old, new, place, renaming):
    """Differences of one variable: type, dimensions, attributes, values."""
    if old.dtype != new.dtype:
        yield NUMBERS, place, f"type {old.dtype} became {new.dtype}"
        return
    dimensions = [tuple(renaming.name(name) for name in variable.dimensions) for variable in (old, new)]
    if dimensions[0] != dimensions[1]:
        yield NUMBERS, place, f"dimensions {dimensions[0]} became {dimensions[1]}"
    yield from attribute_differences(old, new, place, renaming)
    if old.shape != new.shape:
        yield NUMBERS, place, f"shape {old.shape} became {new.shape}"
        return
    for variable in (old, new):
        variable.set_auto_maskandscale(False)
    yield from value_differences(old, new, place, renaming)


def group_differences(old, new, place, renaming):
    """Differences of a group and the groups in it."""
    yield from attribute_differences(old, new, place, renaming)
    for what in ("dimensions", "variables", "groups"):
        sides = [by_present_name(getattr(group, what), renaming, what) for group in (old, new)]
        for name, side in on_one_side(*sides):
            yield NUMBERS, f"{place}{name}", f"{what[:-1]} {side}"
        for name in in_both(*sides):
            first, second, inner = sides[0][name], sides[1][name], place + name
            if what == "dimensions":
                if (len(first), first.isunlimited()) != (len(second), second.isunlimited()):
                    yield NUMBERS, inner, f"dimension of {len(first)} became {len(second)}"
            elif what == "variables":
                yield from variable_differences(first, second, inner, renaming)
            else:
                yield from group_differences(first, second, inner + "/", renaming)


def dataset_differences(old, new, renaming):
    """All differences of two NetCDF files as (kind, place, sentence)."""
    with netCDF4.Dataset(old) as first, netCDF4.Dataset(new) as second:
        yield from group_differences(first, second, "", renaming)
