# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of words that changed on purpose."""

import re

EQUAL, WORDS, NUMBERS = 0, 1, 2
NUMBER_IN_TEXT = re.compile(r"(?<![\w.])[-−]?\d+(?:\.\d+)?(?:e[-+]?\d+)?(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")


def contrast(old, new, context=40):
    """Two texts around the first and last character that differ, as a sentence."""
    if len(old) + len(new) < 4 * context:
        return f"{old!r} became {new!r}"
    begin = next((i for i, pair in enumerate(zip(old, new)) if pair[0] != pair[1]), min(len(old), len(new)))
    most = min(len(old), len(new)) - begin
    end = next((i for i in range(most) if old[-1 - i] != new[-1 - i]), most)
    shown = []
    for text in (old, new):
        first, last = max(0, begin - context), min(len(text), len(text) - end + context)
        shown.append(("…" if first else "") + text[first:last] + ("…" if last < len(text) else ""))
    return f"{shown[0]!r} became {shown[1]!r}"


class Renaming:
    """Maps names (of variables, dimensions and keys) and phrases (in texts) to their present form."""

    def __init__(self, names, phrases):
        self.names = names
        # Longer phrases first, so that one inside another is not taken for it.
        self.phrases = sorted(phrases.items(), key=lambda pair: -len(pair[0]))

    @classmethod
    def read(cls, path):
        """A line `old -> new` renames a name, a line `"old" -> "new"` a phrase; `#` begins a comment."""
        names, phrases = {}, {}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            phrase = re.fullmatch(r'"(.+)"\s*->\s*"(.*)"', line)
            name = re.fullmatch(r"([\w.-]+)\s*->\s*([\w.-]+)", line)
            if phrase:
                phrases[phrase[1]] = phrase[2]
            elif name:
                names[name[1]] = name[2]
            else:
                raise ValueError(f'{path}:{number}: neither `old -> new` nor `"old" -> "new"`: {line}')
        return cls(names, phrases)

    def name(self, name):
        """The present name of a variable, dimension or key."""
        return self.names.get(name, name)

    def text(self, text):
        """A text with the present phrases; names in it, such as a list of variables, in their present form, too."""
        for old, new in self.phrases:
            text = text.replace(old, new)
        return re.sub(r"[\w-]+(?:\.[\w-]+)*", lambda word: self.name(word[0]), text)

    def difference(self, old, new):
        """What differs between two texts: nothing, words, or a number in them."""
        old, new = self.text(old), self.text(new)
        if old == new:
            return EQUAL
        return WORDS if NUMBER_IN_TEXT.findall(old) == NUMBER_IN_TEXT.findall(new) else NUMBERS
