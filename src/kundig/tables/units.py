"""Units: one row per branch, department or team.

Where people work together; the smallest thing that figures about staff may describe.
"""

from kundig.tables.contract import (
    SOURCE,
    Column,
    Table,
    Type,
    key_id,
)

UNITS = Table(
    name="units",
    de="Einheiten",
    en="Units",
    grain_de="eine Zeile je Filiale, Abteilung oder Team",
    grain_en="one row per branch, department or team",
    key=(
        "source",
        "unit_id",
    ),
    columns=(
        SOURCE,
        key_id("unit_id", "Einheit", "Unit"),
        Column("unit_name", Type.TEXT, "Name", "Name"),
        Column(
            "kind",
            Type.TEXT,
            "Art",
            "Kind",
            one_of=(
                "company",
                "branch",
                "department",
                "team",
            ),
        ),
        Column("parent_id", Type.ID, "Gehört zu", "Belongs to"),
        Column("city", Type.TEXT, "Ort", "City"),
        Column("headcount", Type.INTEGER, "Beschäftigte", "Employees"),
    ),
)
