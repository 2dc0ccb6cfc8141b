"""Public holidays of countries and their parts, by the code admins write (``LV``, ``DE-BY``). Knows no opening hours.

The library behind it is slow to import, so it is imported by the first document that names a country.
"""

import warnings
from collections.abc import Mapping
from datetime import date

from dialplan.errors import did_you_mean, shown

HOLIDAY_YEARS = range(2020, 2041)
"""The years a document's holidays are known for; outside of them no day is a holiday."""

_ENGLISH = "en_US"


def fault_of(code: str) -> str | None:
    """What is wrong with ``COUNTRY`` or ``COUNTRY-PART`` (ISO 3166); None if it is known."""
    from holidays import country_holidays, list_supported_countries

    country, dash, part = code.partition("-")
    if len(country) == 2:
        try:
            country_holidays(country, subdiv=part or None)
        except NotImplementedError:
            pass
        else:
            # ``LV-`` is no code, though the library would be told of a country alone.
            return None if part or not dash else f"{shown(code)} names no part of {country}"
    known = list_supported_countries(include_aliases=False)
    if country not in known:
        # Some write three letters.
        near = country.upper()[:2]
        hint = f"; did you mean '{near}'?" if near in known and len(country) < 4 else ""
        return f"the public holidays of {shown(country)} are not known{hint}; write a code like LV or DE-BY"
    return f"{shown(part)} is no part of {country} whose holidays are known{did_you_mean(part.upper(), known[country])}"


def public_holidays(code: str, years: range = HOLIDAY_YEARS) -> Mapping[date, str]:
    """The days off of these years, by date, each with its name: in English where the library knows it so.

    Days off that are moved, because the holiday falls on a weekend, are among them.

    :raises NotImplementedError: for a code that has a fault.
    """
    from holidays import country_holidays

    country, _, part = code.partition("-")
    with warnings.catch_warnings():
        # A country whose holidays follow the moon is known for fewer years; what is known is taken.
        warnings.simplefilter("ignore")
        found = country_holidays(country, subdiv=part or None, years=years, expand=False, language=_ENGLISH)
    return dict(sorted(found.items()))
