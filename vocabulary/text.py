"""Text from outside, made fit to store and to show. Loses nothing that a person could not read back."""


def visible(text: str) -> str:
    r"""The text with every control character and lone surrogate escaped visibly (NUL becomes ``\x00``).

    PostgreSQL refuses NUL and surrogates, terminals obey escapes: none of them may pass as it is.
    """
    return "".join(_escaped(character) for character in text)


def _escaped(character: str) -> str:
    code = ord(character)
    if code < 0x20 or 0x7F <= code < 0xA0:
        return f"\\x{code:02x}"
    if 0xD800 <= code <= 0xDFFF or 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069:
        return f"\\u{code:04x}"
    return character
