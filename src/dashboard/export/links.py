"""Addresses: of pages, live and static; queries; the form where a reader reports an error."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit


def with_query(address: str, **more: str) -> str:
    """Add to the query of an address, in place of what stood under the same names."""
    parts = urlsplit(address)
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in more]
    return urlunsplit(parts._replace(query=urlencode([*kept, *more.items()])))


def is_web(address: str) -> bool:
    """Tell whether an address is http(s), has a host and holds no sign that ends a link."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    # A browser drops some of these signs, so what follows could read as another address.
    odd = any(sign <= " " or sign in '<>"\\`\x7f' for sign in address)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not odd


def error_form(template: str, ident: str, version: str, link: str) -> str | None:
    """Fill in the address of an issue form for what has the id `ident`; None if it is no address.

    A template names where `{id}`, `{version}` and `{link}` go; the plain address of a form gets
    them as `title` and `body`, which the usual hosts of code read.
    """
    template = template.strip()
    values = {"id": ident, "version": version, "link": link}
    filled = re.sub(r"\{(id|version|link)\}", lambda at: quote(values[at[1]], safe=""), template)
    if filled == template:
        body = (
            "What is wrong, and which source says so?\n\n\n"
            f"About: {ident}\nVersion of the data set: {version}\nLink: {link}"
        )
        try:
            filled = with_query(template, title=f"Error in {ident} (version {version})", body=body)
        except ValueError:
            return None
    return filled if is_web(filled) else None


def visit_file(visit: str) -> str:
    """Name the page of a visit in the static copy."""
    return f"visits/{visit}.html"


def static_page(address: str, file: str = "") -> str | None:
    """Give the address of a page of the static copy that lies at `address`; None if it is none."""
    address = address.strip()
    return f"{address.rstrip('/')}/{file}" if is_web(address) else None


def live_page(address: str, page: str = "", **query: str) -> str:
    """Give the address of a page of the dashboard that answers at `address`."""
    found = f"{address.rstrip('/')}/{page}"
    return with_query(found, **query) if query else found
