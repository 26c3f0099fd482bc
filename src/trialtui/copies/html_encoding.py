"""The encoding of a saved HTML page, as browsers tell it: byte order mark, then what the page declares, else windows-1252.

Source: the HTML standard, "Determining the character encoding" and the Encoding standard's labels.
"""

from __future__ import annotations

import re

DECLARED_WITHIN = 65_536
"""Bytes in which a declaration is looked for. Browsers take 1,024 at first and read again where one comes later."""

_OPENS = re.compile(
    rb"\s*<(?:!doctype\s+html|html|head|meta|!--|body|title|\?xml[^>]*>\s*<(?:!doctype\s+html|html))",
    re.IGNORECASE,
)
_XML_DECLARED = re.compile(rb"\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z][\w.-]{0,40})[\"']")
_CHARSET = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
# A page cannot declare UTF-16 in ASCII; what browsers call ISO-8859-1 and ASCII is windows-1252.
_AS_BROWSERS = {
    "utf-16": "utf-8", "utf-16le": "utf-8", "utf-16be": "utf-8", "utf8": "utf-8", "unicode-1-1-utf-8": "utf-8",
    "iso-8859-1": "windows-1252", "iso8859-1": "windows-1252", "latin1": "windows-1252", "l1": "windows-1252", "ascii": "windows-1252",
    "us-ascii": "windows-1252", "ansi_x3.4-1968": "windows-1252", "cp1252": "windows-1252", "x-cp1252": "windows-1252",
    "iso-8859-9": "windows-1254", "latin5": "windows-1254", "tis-620": "cp874", "windows-874": "cp874", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "x-sjis": "cp932", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
}  # fmt: skip


READ = frozenset(
    [
        "utf-8",
        "gb18030",
        "big5",
        "euc-jp",
        "iso-2022-jp",
        "cp932",
        "cp949",
        "koi8-r",
        "koi8-u",
        "ibm866",
        "cp874",
    ]
    + [f"windows-{number}" for number in range(1250, 1259)]
    + [f"iso-8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)]
)
"""The encodings that browsers know, by the names that Python knows; a page that declares another one is told by its bytes."""


def html_encoding(raw: bytes) -> str | None:
    """The encoding to decode a page without a byte order mark in; None where the bytes are no HTML page, or UTF-8."""
    if not _OPENS.match(raw[:2048]):
        return None
    declared = _CHARSET.search(raw[:DECLARED_WITHIN])
    if declared is None:
        return None if _is_utf8(raw) else "windows-1252"
    label = declared[1].decode("ascii").lower()
    name = _AS_BROWSERS.get(label, label)
    if name not in READ:
        return None if _is_utf8(raw) else "windows-1252"
    return None if name == "utf-8" else name


def xml_encoding(raw: bytes) -> str | None:
    """The encoding that XML declares, by the same names; None where the bytes are UTF-8, whatever is declared, or none of these."""
    declared = _XML_DECLARED.match(raw[:1024])
    if declared is None:
        return None
    label = declared[1].decode("ascii").lower()
    name = _AS_BROWSERS.get(label, label)
    return name if name in READ and name != "utf-8" and not _is_utf8(raw) else None


def decode_html(raw: bytes, encoding: str) -> str:
    """Decode as browsers do: the five bytes that windows-1252 leaves undefined are the controls of the same number.

    Raises UnicodeDecodeError where bytes are not in the encoding.
    """
    if encoding != "windows-1252":
        return raw.decode(encoding)
    text = raw.decode("cp1252", "surrogateescape")  # 0x81, 0x8D, 0x8F, 0x90, 0x9D come out as surrogates
    return re.sub("[\udc80-\udcff]", lambda match: chr(ord(match[0]) - 0xDC00), text)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
