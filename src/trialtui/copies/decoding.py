"""From bytes to text: encodings, and the files that hold no text at all."""

from __future__ import annotations

from trialtui.copies.copy import Copy, CopyError

LARGEST_COPY = 64 * 1024 * 1024
"""Bytes. The largest study the registry publishes, results included, is about 20 MB of JSON."""

BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
UNICODE = frozenset(encoding for _, encoding in BYTE_ORDER_MARKS)


def decode_copy(name: str, raw: bytes) -> Copy:
    """Decode UTF-8 (with or without a byte order mark) or UTF-16 (with one); every newline stays as it is.

    A saved HTML page is decoded as browsers do (`html_encoding`); XML that is no UTF-8, as it declares.

    Raises CopyError for what is empty, too large, binary, or not wholly in its encoding, with the byte's place.
    """
    if not raw:
        raise CopyError(name, "", "the file is empty")
    if len(raw) > LARGEST_COPY:
        raise too_large(name, len(raw))
    encoding, body = "utf-8", raw
    for mark, marked in BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            encoding, body = marked, raw[len(mark) :]
            break
    skipped = len(raw) - len(body)
    if not skipped and raw[:64].lstrip()[:1] == b"<":
        encoding = _html_encoding(raw) or encoding
        if encoding == "utf-8" and raw[:64].lstrip().startswith(b"<?xml"):
            encoding = _xml_encoding(raw) or encoding
    if encoding == "utf-8" and (nul := body.find(b"\0")) >= 0:
        raise CopyError(
            name, f"byte {skipped + nul + 1}", "a NUL byte: this is a binary file, not a text copy"
        )
    try:
        text = body.decode(encoding) if encoding in UNICODE else _decode_html(body, encoding)
    except UnicodeDecodeError as error:
        raise CopyError(name, f"byte {skipped + error.start + 1}", _undecodable(error, len(body))) from None
    if (nul := text.find("\0")) >= 0:
        raise CopyError(
            name, f"character {nul + 1}", "a NUL character: this is a binary file, not a text copy"
        )
    if not text.strip():
        raise CopyError(name, "", "the file holds nothing but white space")
    return Copy(name, raw, text, _digest(raw))


def too_large(name: str, size: int) -> CopyError:
    """The refusal of what holds more bytes than a copy may."""
    return CopyError(name, "", f"{size:,} bytes are more than a copy may hold ({LARGEST_COPY >> 20} MB)")


def _html_encoding(raw: bytes) -> str | None:
    from trialtui.copies.html_encoding import html_encoding

    return html_encoding(raw)


def _xml_encoding(raw: bytes) -> str | None:
    from trialtui.copies.html_encoding import xml_encoding

    return xml_encoding(raw)


def _decode_html(raw: bytes, encoding: str) -> str:
    from trialtui.copies.html_encoding import decode_html

    return decode_html(raw, encoding)


def _undecodable(error: UnicodeDecodeError, size: int) -> str:
    if error.end >= size and error.reason in ("unexpected end of data", "truncated data"):
        return "the last character is cut off: the file is truncated; save it again"
    return f"not {error.encoding.upper()} text; save the copy again as UTF-8"


def _digest(raw: bytes) -> str:
    import hashlib  # here, since loading OpenSSL costs more than reading the sample

    return hashlib.sha256(raw).hexdigest()
