"""The main form of a table: one column of fields, labelled as the table's columns are."""

from xml.etree.ElementTree import Element

from tools.solution.sources import INTRODUCED, Column, ColumnKind, Table
from tools.solution.xml import add, add_all, add_texts, braced, component_id

_TEXT = "{4273EDBD-AC1D-40D3-9FB2-095C621B552D}"
_DATE = "{5B773807-9FB2-42DB-97C3-7A91EFF8ADFF}"
_LOOKUP = "{270BD3DB-D9AF-4782-9025-509E298DEC0A}"
_CONTROLS: dict[ColumnKind, str] = {
    "date": _DATE,
    "datetime": _DATE,
    "lookup": _LOOKUP,
    "memo": "{E0DECE4B-6FC8-4A8F-A065-082708572369}",
    "owner": _LOOKUP,
    "picklist": "{3EF39988-22BB-4F0B-BBBE-64B5A3748AEE}",
    "status": "{5D68B988-0661-4DB2-BC3E-17598AD3BE6C}",
    "text": _TEXT,
    "url": "{71716B6C-711E-476C-8AB8-5D11542BFB47}",
}
"""Classes of the form's controls, by the kind of column (seen in exports)."""

_REGARDING = "{F3015350-44A2-4AA0-97B5-00166532B5E9}"


def form_id(table: Table) -> str:
    return component_id("form", table.schema_name)


def add_form(entity: Element, table: Table) -> None:
    form = add(add(add(entity, "FormXml"), "forms", type="main"), "systemform")
    add_all(
        form,
        (
            ("formid", braced(form_id(table))),
            ("IntroducedVersion", INTRODUCED),
            ("FormPresentation", "1"),
            ("FormActivationState", "1"),
        ),
    )
    _add_layout(add(form, "form", headerdensity="HighWithControls"), table)
    add_all(form, (("IsCustomizable", "1"), ("CanBeDeleted", "1")))
    add_texts(form, "LocalizedNames", "LocalizedName", table.form.title)
    add_texts(form, "Descriptions", "Description", table.form.description)


def _add_layout(form: Element, table: Table) -> None:
    tab = add(
        add(form, "tabs"),
        "tab",
        name="general",
        id=_part(table, "tab"),
        IsUserDefined="0",
        verticallayout="true",
    )
    add_texts(tab, "labels", "label", table.form.tab)
    column = add(add(tab, "columns"), "column", width="100%")
    section = add(
        add(column, "sections"),
        "section",
        name="details",
        id=_part(table, "section"),
        IsUserDefined="0",
        showlabel="false",
        showbar="false",
        columns="1",
    )
    add_texts(section, "labels", "label", table.form.tab)
    rows = add(section, "rows")
    for name in table.form.rows:
        _add_cell(add(rows, "row"), table, table.column_of(name), "")
    header = add(
        form,
        "header",
        id=_part(table, "header"),
        celllabelposition="Top",
        columns="1" * len(table.form.header),
        labelwidth="115",
    )
    row = add(add(header, "rows"), "row")
    for name in table.form.header:
        _add_cell(row, table, table.column_of(name), "header_")
    add(add(form, "DisplayConditions", Order="0", FallbackForm="true"), "Everyone")


def _add_cell(row: Element, table: Table, column: Column, prefix: str) -> None:
    name = column.logical_name
    cell = add(row, "cell", id=_part(table, f"{prefix}{name}"))
    add_texts(cell, "labels", "label", column.title)
    # What happened cannot be edited: the rows are completed activities.
    add(
        cell,
        "control",
        id=f"{prefix}{name}",
        classid=_REGARDING if name == "regardingobjectid" else _CONTROLS[column.kind],
        datafieldname=name,
        disabled="false" if column.kind in ("owner", "status") else "true",
    )


def _part(table: Table, name: str) -> str:
    return braced(component_id("form part", f"{table.schema_name}/{name}"))
