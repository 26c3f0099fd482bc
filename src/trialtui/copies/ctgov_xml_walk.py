"""Walk an element tree along a table: which element goes to which field of the registry's v2 study, and in which words.

A table says by element name, "@name" for an attribute and "" for an element's own text, what becomes of it:

- `Leaf(path, words)`: its text goes to this field. `words` gives it in the registry's words, None where the copy says that
  there is nothing to say ("N/A"), UNFIT for what has no place, or a dict of several fields under `path`.
- `Item(path, words)`: its text goes to the end of this list.
- `Each(path, table, given)`: it becomes an object at the end of this list; `given` are fields that its name tells,
  `finish` what is to be done when it is whole.
- `Implied(texts)`: these texts say what the place of the element says already.
- `In(path, table)`: it becomes the object in this field.
- a table: its children go to the same object.
- `By(function)`: what a table cannot say.

Fields are paths of the registry's names ("statusModule.startDateStruct.date"). Whatever is not in the table, and whatever comes to a field
that holds another value, is left over by its XML path. An element is anything that offers `xml_parsing.Element`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from trialtui.copies.copy import LeftOver
from trialtui.copies.xml_parsing import Element, is_entity

UNFIT: Any = object()
"""What `words` gives for a text that is no value of the field."""

Words = Callable[[str], Any]
Target = dict[str, Any]


class Account:
    """What becomes of each text of the copy: where it was translated, where it has no place."""

    def __init__(self) -> None:
        self.as_written: list[LeftOver] = []
        self.left_over: list[LeftOver] = []
        self.warnings: list[str] = []
        self.comments: list[LeftOver] = []

    def translated(self, place: str, text: str) -> None:
        self.as_written.append(LeftOver(place, text.strip()))

    def aside(self, node: Element, place: str) -> None:
        """A comment or a processing instruction; an unread entity counts as text."""
        if not is_entity(node):
            instruction = getattr(node, "target", None)
            words = f"{instruction} {node.text}" if instruction else node.text or ""
            self.comments.append(LeftOver(place, words.strip()))

    def take(self, other: Account) -> None:
        """What another account holds as well."""
        self.as_written += other.as_written
        self.left_over += other.left_over
        self.warnings += other.warnings
        self.comments += other.comments

    def leave(self, place: str, text: str) -> None:
        self.left_over.append(LeftOver(place, text.strip()))


class Leaf(NamedTuple):
    path: str
    words: Words = str.strip


class Item(NamedTuple):
    path: str
    words: Words = str.strip


class In(NamedTuple):
    path: str
    table: Mapping[str, Any]


class Implied(NamedTuple):
    texts: frozenset[str]


class Each(NamedTuple):
    path: str
    table: Mapping[str, Any]
    given: Mapping[str, str] = {}
    finish: Callable[[dict[str, Any], str, Account], None] | None = None


class By(NamedTuple):
    function: Callable[[Element, str, Target, Account], None]


Rule = Leaf | Item | Each | In | Implied | By
_OF_TEXT = (Leaf, Item, Implied)  # a tuple: a union is put together anew each time it is asked
Table = Mapping[str, Any]  # of Rule | Table


def walk(element: Element, place: str, table: Table, target: Target, account: Account) -> None:
    """Put all that an element holds where the table says, into `target`."""
    for name, value in element.attrib.items():
        settle(table.get(f"@{name}"), f"{place}/@{name}", value, target, account)
    own = own_text(element)
    if own and not own.isspace():
        settle(table.get(""), place, own, target, account)
    for child, where in children(element, place):
        if isinstance(child.tag, str):
            step(table.get(child.tag), child, where, target, account)
        else:
            account.aside(child, where)


def step(rule: Rule | Table | None, child: Element, where: str, target: Target, account: Account) -> None:
    """What one rule makes of one element."""
    if isinstance(rule, _OF_TEXT):
        inside = list(child)
        text = inner_text(child) if inside else child.text
        if text and not text.isspace():
            settle(rule, where, text, target, account)
        if inside or child.attrib:
            leave_all(child, where, account, texts=False)
    elif rule is None:
        leave_all(child, where, account)
    elif isinstance(rule, Each):
        row: Target = {}
        walk(child, where, rule.table, row, account)
        if rule.finish:
            rule.finish(row, where, account)
        if row:
            add(target, rule.path, dict(rule.given) | row)
    elif isinstance(rule, In):
        parent, name = _parent(target, rule.path)
        walk(child, where, rule.table, parent.setdefault(name, {}), account)
    elif isinstance(rule, By):
        rule.function(child, where, target, account)
    else:
        walk(child, where, rule, target, account)


def settle(
    rule: Leaf | Item | Implied | None, place: str, text: str, target: Target, account: Account
) -> None:
    """Put one text into its field, and say so where the field has it in other words."""
    if rule is None:
        account.leave(place, text)
        return
    if isinstance(rule, Implied):
        known = " ".join(text.split()) in rule.texts
        (account.translated if known else account.leave)(place, text)
        return
    value = rule.words(text)
    if value is UNFIT:
        account.leave(place, text)
        account.warnings.append(f"{place}: not the kind of value that belongs here; left over")
    elif isinstance(rule, Item):
        add(target, rule.path, value)
        _say(value, place, text, account)
    elif value is None:
        account.translated(place, text)
    elif put(target, rule.path, value):
        _say(value, place, text, account)
    else:
        same = get(target, rule.path) == value
        (account.translated if same else account.leave)(place, text)


def _say(value: Any, place: str, text: str, account: Account) -> None:
    if value == text:
        return
    if value.split() != text.split() if isinstance(value, str) else str(value) != text.strip():
        account.translated(place, text)


def put(target: Target, path: str, value: Any) -> bool:
    """Set a field that is not set yet; a dict sets several, all or none. Whether it did."""
    if isinstance(value, dict):
        fields = [f"{path}.{name}" if path else name for name in value]
        if any(get(target, field) is not None for field in fields):
            return False
        for field, each in zip(fields, value.values(), strict=True):
            put(target, field, each)
        return True
    parent, name = _parent(target, path)
    if name in parent:
        return False
    parent[name] = value
    return True


def add(target: Target, path: str, value: Any) -> None:
    """Append to a list field."""
    parent, name = _parent(target, path)
    parent.setdefault(name, []).append(value)


def get(target: Target, path: str) -> Any:
    """What a field holds, or None."""
    found: Any = target
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _parent(target: Target, path: str) -> tuple[Target, str]:
    *above, name = path.split(".")
    for each in above:
        target = target.setdefault(each, {})
    return target, name


def leave_all(element: Element, place: str, account: Account, texts: bool = True) -> None:
    """Leave over all that an element holds, leaf by leaf; without its texts, only what is left when they are taken."""
    leave_own(element, place, account, texts)
    for child, where in elements(element, place):
        leave_all(child, where, account, texts)


def leave_own(element: Element, place: str, account: Account, texts: bool = True) -> None:
    """Leave over what an element holds beside its children: attributes, text between them, comments."""
    for name, value in element.attrib.items():
        account.leave(f"{place}/@{name}", value)
    own = own_text(element) if texts else ""
    if own.strip():
        account.leave(place, own)
    for child, where in children(element, place):
        if not isinstance(child.tag, str):
            account.aside(child, where)


def elements(element: Element, place: str) -> Iterator[tuple[Element, str]]:
    """The children that are elements, with their paths."""
    return ((child, where) for child, where in children(element, place) if isinstance(child.tag, str))


def children(element: Element, place: str) -> Iterator[tuple[Element, str]]:
    """The children with their paths: "clinical_study/location[2]" where there are several, as XPath counts them."""
    every = list(element)
    tags = [child.tag for child in every]
    if len(tags) < 2 or len(set(tags)) == len(tags):
        yield from ((child, f"{place}/{_name(child)}") for child in every)
        return
    total, met = Counter(tags), Counter[Any]()
    for child, tag in zip(every, tags, strict=True):
        met[tag] += 1
        yield child, f"{place}/{_name(child)}[{met[tag]}]" if total[tag] > 1 else f"{place}/{_name(child)}"


def _name(child: Element) -> str:
    return child.tag if isinstance(child.tag, str) else "comment()"


def own_text(element: Element) -> str:
    """The text that stands directly in an element, between its children."""
    text = element.text or ""
    for child in element:
        if not isinstance(child.tag, str) and is_entity(child):
            text += child.text or ""
        text += child.tail or ""
    return text


def inner_text(element: Element) -> str:
    """All of the text in an element, markup inside it passed over."""
    pieces = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            pieces.append(inner_text(child))
        elif is_entity(child):
            pieces.append(child.text or "")
        pieces.append(child.tail or "")
    return "".join(pieces)


def child_text(element: Element, name: str) -> str:
    """The text of the first child of this name, white space folded; "" where there is none."""
    return next((" ".join(inner_text(child).split()) for child in element if child.tag == name), "")
