"""The 195 States, their names in six languages, and the one table that resolves every scheme to ISO3."""

import csv
import html
import unicodedata
from dataclasses import dataclass
from functools import cache

from data.settings import CURATED

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")

# States and lists that sources name and this project does not score; a row about one is a counted reject.
NOT_COVERED = frozenset(
    """Kosovo|Kosovo*|Taiwan|Hong Kong|Somaliland|Zanzibar|Republic of Vietnam|South Yemen|Czechoslovakia
    German Democratic Republic|East Germany|Niue|Cook Islands|European Union|Palestine/British Mandate
    Puerto Rico|Western Sahara|Unknown|(Unknown)|Abyei Area|Various / unknown|Yugoslavia
    EU|OAS|Organization of American States|EURATOM|League of Arab States
    XXA|TIB|UNK|AB9|XKX|TWN|HKG|MAC|ESH|PRI|GUF|GIB|TCA|BMU|NCL|NIU|CYM|CUW|GLP|AIA|MTQ|ABW|VGB|COK|PYF|MSR
    SXM|MYT|REU|SHN|FRO|GGY|IMN|JEY|BES|BLM|MAF|VIR|FLK|GRL|SPM|GUM|MNP|ASM|TKL|WLF|CHI|SCG|YUG|CSK|DDR|ANT""".replace(
        "\n", "|"
    )
    .replace("    ", "")
    .split("|")
)
# Names that no source column of un_members.csv carries.
MORE_ALIASES = {
    "Palestine": "PSE", "Swaziland": "SWZ", "Macedonia": "MKD", "Burma": "MMR", "Cape Verde": "CPV",
    "Holy See (the)": "VAT", "Kazakstan": "KAZ", "Russia (Soviet Union)": "RUS", "Soviet Union": "RUS",
    "Congo, Democratic Republic of": "COD", "Zaire": "COD", "The Gambia": "GMB", "East Timor": "TLS",
    "USA": "USA", "UK": "GBR", "South Korea": "KOR", "North Korea": "PRK", "Ivory Coast": "CIV", "Laos": "LAO",
    "Syria": "SYR", "Iran": "IRN", "Bolivia": "BOL", "Venezuela": "VEN", "Tanzania": "TZA", "Moldova": "MDA",
    "Vietnam": "VNM", "Brunei": "BRN", "Micronesia": "FSM", "DR Congo": "COD", "Turkey": "TUR", "Czech Republic": "CZE",
}  # fmt: skip
# Gleditsch–Ward and Correlates of War numbers beyond the State's present one.
MORE_NUMBERS = {260: "DEU", 255: "DEU", 678: "YEM", 679: "YEM", 816: "VNM", 817: None, 680: None, 265: None,
                315: None, 340: "SRB", 341: "MNE", 345: "SRB", 511: None, 713: None, 347: None}  # fmt: skip


class UnknownCountry(ValueError):
    """A name or code that resolves to no State covered; `nearest` holds the closest names."""

    def __init__(self, name: str, nearest: tuple[str, ...] = (), is_not_covered: bool = False):
        self.name, self.nearest, self.is_not_covered = name, nearest, is_not_covered
        hint = f"; nearest: {', '.join(nearest)}" if nearest else ""
        super().__init__(
            f"{name!r} is not one of the 195 States covered"
            if is_not_covered
            else f"{name!r} is no country known here{hint}"
        )


@dataclass(frozen=True, kw_only=True)
class Country:
    """One State: codes, names by language, and the groups it belongs to."""

    iso3: str
    iso2: str
    m49: str
    status: str  # member | observer
    names: dict[str, str]
    un_group: str  # AG, APG, EEG, GRULAC, WEOG; empty for observers
    region: str  # M49
    subregion: str
    is_ldc: bool
    is_lldc: bool
    is_sids: bool
    gw: int | None  # Gleditsch–Ward number
    cow: int | None  # Correlates of War number as the Early Warning Project uses it

    def name(self, language: str = "en") -> str:
        return self.names[language]


def _rows() -> list[dict[str, str]]:
    with (CURATED / "un_members.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def countries() -> dict[str, Country]:
    """All 195 States by ISO3, in the order of their English names."""
    found = [
        Country(
            iso3=row["iso3"], iso2=row["iso2"], m49=row["m49"].zfill(3), status=row["un_status"],
            names={code: row[f"name_{code}"].removesuffix(" (the)") for code in LANGUAGES},
            un_group=row["un_regional_group"], region=row["m49_region"], subregion=row["m49_subregion"],
            is_ldc=row["ldc"] == "1", is_lldc=row["lldc"] == "1", is_sids=row["sids"] == "1",
            gw=int(row["ucdp_country_id"]) if row["ucdp_country_id"].isdigit() else None,
            cow=int(row["ewp_ccode"]) if row["ewp_ccode"].isdigit() else None,
        )
        for row in _rows()
    ]  # fmt: skip
    return {country.iso3: country for country in sorted(found, key=lambda one: _key(one.names["en"]))}


def _key(name: str) -> str:
    """A name without accents, case, punctuation, entities and articles, so that spellings meet."""
    text = unicodedata.normalize("NFKD", html.unescape(str(name)).replace("*", " ")).casefold()
    words = "".join(c if c.isalnum() else " " for c in text if not unicodedata.combining(c)).split()
    return " ".join(word for word in words if word not in ("the", "of", "and")) or text.strip()


@cache
def _aliases() -> dict[str, str]:
    """Key → ISO3, over every name and code of every scheme. Raises if one key would mean two States."""
    table: dict[str, str] = {}
    for row in _rows():
        names = [row[column] for column in row if column.startswith(("name_", "alias_"))]
        codes = [row["iso3"], row["m49"].zfill(3)]
        for name in [*codes, *(part for text in names for part in text.split("|"))]:
            key = _key(name)
            if key and table.setdefault(key, row["iso3"]) != row["iso3"]:
                raise ValueError(f"un_members.csv: {name!r} stands for {table[key]} and {row['iso3']}")
    return table | {_key(name): iso3 for name, iso3 in MORE_ALIASES.items()}


@cache
def _not_covered() -> frozenset[str]:
    return frozenset(_key(name) for name in NOT_COVERED)


@cache
def resolve(name: str) -> str:
    """The ISO3 code of a State named or coded in any scheme but GW and COW numbers.

    Raises UnknownCountry, which says whether the name is a known place that is not covered, else the nearest names.
    """
    key = _key(name)
    if key in _aliases():
        return _aliases()[key]
    if key in _not_covered():
        raise UnknownCountry(name, is_not_covered=True)
    from rapidfuzz import process

    names = [alias for alias in _aliases() if not alias.isdigit()]
    near = process.extract(key, names, limit=6, score_cutoff=60)
    nearest = tuple(dict.fromkeys(countries()[_aliases()[match]].names["en"] for match, _, _ in near))[:3]
    raise UnknownCountry(name, nearest)


@cache
def resolve_number(number: int) -> str:
    """The ISO3 code for a Gleditsch–Ward or Correlates of War number; the two agree wherever both name a State.

    Raises UnknownCountry for former States (315 Czechoslovakia, 680 South Yemen …) and unknown numbers.
    """
    for country in countries().values():
        if number in (country.gw, country.cow):
            return country.iso3
    if MORE_NUMBERS.get(number):
        return str(MORE_NUMBERS[number])
    raise UnknownCountry(str(number), is_not_covered=number in MORE_NUMBERS)
