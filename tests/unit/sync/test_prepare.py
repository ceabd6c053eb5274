"""The schema is read anew before each run and when it is found to be old; what does not fit is
noted, and the rest goes on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.activecampaign.models import FieldDefinition, Tag
from shared.dataverse.metadata import OptionLabel
from shared.dataverse.rows import Page
from shared.entities import ENTITIES, Entity
from shared.errors import AppError, CredentialsRefused, OutcomeUnknown, RequestRefused, RightMissing
from shared.mapping.model import Criterion, FieldPair
from shared.mapping.model import Mapping as FieldMapping
from shared.mapping.standard import standard_mapping
from shared.store.problems import MappingFault
from shared.sync.context import EntitySync
from shared.sync.prepare import FRESH, Preparer
from tests.unit.triggers.fake_remotes import attribute

STANDARD = ("emailaddress1", "firstname", "lastname", "telephone1", "subject")
TIERS = {1: "Gold", 2: "Tin"}
TIER = FieldPair("field:7", "new_tier", create_options=True)
URL = Criterion("new_url", "isNotEmpty")


class Documents:
    """In memory, by version. `before_put` may let another be quicker."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], tuple[str, int]] = {}
        self.before_put: Callable[[], None] = lambda: None

    def get(self, kind: str, name: str, shape: Any) -> Any:
        found = self.known.get((kind, name))
        return None if found is None else (shape.model_validate_json(found[0]), str(found[1]))

    def put(self, kind: str, name: str, document: Any, version: str | None) -> str | None:
        self.before_put()
        text, number = self.known.get((kind, name), ("", 0))
        if (str(number) if text else None) != version:
            return None
        self.known[kind, name] = (document.model_dump_json(), number + 1)
        return str(number + 1)


class Dynamics:
    def __init__(self) -> None:
        options = tuple(OptionLabel(value, {1033: label}) for value, label in TIERS.items())
        self.columns = {name: attribute(name) for name in (*STANDARD, "new_url")}
        self.columns["new_tier"] = attribute(
            "new_tier", type="Picklist", custom=True, options=options
        )
        self.read: list[Sequence[str]] = []

    def attributes_of(self, tables: Sequence[str]) -> dict[str, list[Any]]:
        self.read.append(tables)
        return {table: list(self.columns.values()) for table in tables}

    def page(self, table: str, select: Sequence[str]) -> Page:
        assert (table, select) == ("organizations", ["languagecode"])
        return Page([{"languagecode": 1040}], None)


class Account:
    """One field with options. `refusal` is raised when options are to be made."""

    def __init__(self) -> None:
        self.options: tuple[str, ...] = ("Gold",)
        self.refusal: AppError | None = None
        self.calls: list[str] = []

    def fields(self) -> list[FieldDefinition]:
        self.calls.append("fields")
        return [FieldDefinition("7", "Tier", "dropdown", "TIER", self.options, False)]

    def add_options(self, field_id: str, values: Sequence[str]) -> None:
        self.calls.append(f"add {field_id}")
        if self.refusal is not None:
            raise self.refusal
        self.options = (*self.options, *values)

    def tags(self) -> list[Tag]:
        self.calls.append("tags")
        return []

    def ensure_tag(self, name: str) -> Tag:
        return Tag("1", name)


class Stage:
    """A preparer between two systems, its clock, and what it noted."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 12, tzinfo=UTC)
        self.documents = Documents()
        self.dynamics = Dynamics()
        self.account = Account()
        self.mappings: dict[Entity, FieldMapping] = {}
        self.version = 0
        self.noted: dict[Entity, Sequence[MappingFault]] = {}
        for entity in ENTITIES:
            self.save(standard_mapping(entity))

    def save(self, mapping: FieldMapping) -> None:
        self.mappings[mapping.entity] = mapping
        self.version += 1

    def load(self, entity: Entity) -> tuple[dict[str, Any], str]:
        return self.mappings[entity].to_json(), str(self.version)

    def set_of_mapping(self, entity: Entity, faults: Sequence[MappingFault]) -> None:
        self.noted[entity] = faults

    @property
    def preparer(self) -> Preparer:
        """As another worker makes it: nothing is kept in memory."""
        return Preparer(self.documents, self, self, lambda: self.now, "donotbulkemail")  # type: ignore[arg-type]

    def prepare(self, run_id: str | None = None) -> Mapping[Entity, EntitySync]:
        return self.preparer.prepare(self.dynamics, self.account, run_id)[0]  # type: ignore[arg-type]

    def codes(self, entity: Entity) -> list[str]:
        return [fault.code for fault in self.noted[entity]]


@pytest.fixture
def stage() -> Stage:
    return Stage()


class TestReading:
    def test_it_is_read_once_for_each_run_whatever_its_steps(self, stage: Stage) -> None:
        for run_id in ("1", "1", "1", "2", "2"):
            stage.prepare(run_id)
        assert [sorted(read) for read in stage.dynamics.read] == [["contact", "lead"]] * 2
        assert stage.account.calls.count("fields") == 2

    def test_events_take_what_a_run_has_read_while_it_is_fresh(self, stage: Stage) -> None:
        stage.prepare("1")
        stage.prepare()
        assert len(stage.dynamics.read) == 1
        stage.now += FRESH
        stage.prepare()
        assert len(stage.dynamics.read) == 2
        stage.prepare("1")
        assert len(stage.dynamics.read) == 2

    def test_a_run_that_goes_on_for_long_reads_it_again(self, stage: Stage) -> None:
        stage.prepare("1")
        stage.now += FRESH
        stage.prepare("1")
        stage.prepare("1")
        assert len(stage.dynamics.read) == 2

    def test_another_mapping_is_read_for_at_once(self, stage: Stage) -> None:
        stage.prepare("1")
        mapping = standard_mapping("lead")
        stage.save(replace(mapping, fields=(*mapping.fields, replace(TIER, create_options=False))))
        assert "field:7" in stage.prepare("1")["lead"].compiled.by_key
        assert len(stage.dynamics.read) == 2

    def test_what_another_worker_read_meanwhile_is_taken(self, stage: Stage) -> None:
        def another_is_quicker() -> None:
            stage.documents.before_put = lambda: None
            stage.prepare("1")

        stage.documents.before_put = another_is_quicker
        marks = {sync.compiled.mark for sync in stage.prepare("1").values()}
        assert marks == {sync.compiled.mark for sync in stage.prepare("1").values()}
        assert len(stage.dynamics.read) == 2

    def test_our_tags_are_looked_up_now_and_then(self, stage: Stage) -> None:
        for run_id in "123":
            stage.prepare(run_id)
        assert stage.account.calls.count("tags") == 1
        stage.now += FRESH
        stage.prepare("4")
        assert stage.account.calls.count("tags") == 2


class TestRefused:
    def test_what_was_read_before_is_read_anew_once(self, stage: Stage) -> None:
        stage.prepare("1")
        stage.now += timedelta(minutes=1)
        assert stage.preparer.forget(stage.now)
        stage.prepare("1")
        assert len(stage.dynamics.read) == 2

    def test_what_was_read_since_is_not_to_blame(self, stage: Stage) -> None:
        began_at = stage.now
        stage.prepare("1")
        assert not stage.preparer.forget(began_at)
        stage.prepare("1")
        assert len(stage.dynamics.read) == 1


class TestWhatDoesNotFit:
    def test_a_criterion_stops_its_entity_and_the_other_goes_on(self, stage: Stage) -> None:
        stage.save(replace(standard_mapping("lead"), scope="criteria", criteria=(URL,)))
        before = stage.prepare("1")
        assert before.keys() == {"lead", "contact"}
        del stage.dynamics.columns["new_url"]
        assert stage.prepare("2").keys() == {"contact"}
        assert stage.codes("lead") == ["criteria.column_unknown"]
        stage.dynamics.columns["new_url"] = attribute("new_url")
        after = stage.prepare("3")
        assert stage.codes("lead") == []
        marks = [found["lead"].compiled.fields_mark for found in (before, after)]
        assert marks[0] != marks[1], "what happened meanwhile is not compared"
        marks = [found["contact"].compiled.fields_mark for found in (before, after)]
        assert marks[0] == marks[1]

    def test_it_is_compared_with_what_was_there_when_the_mapping_was_saved(
        self, stage: Stage
    ) -> None:
        stage.prepare("1")
        stage.dynamics.columns["firstname"] = attribute("firstname", max_length=5)
        for run_id in "23":
            stage.prepare(run_id)
            assert stage.codes("lead") == ["drift.length_shortened"]
        stage.save(stage.mappings["lead"])
        stage.prepare("4")
        assert stage.codes("lead") == []

    def test_an_entity_switched_off_has_no_problems(self, stage: Stage) -> None:
        stage.prepare("1")
        del stage.dynamics.columns["telephone1"]
        stage.prepare("2")
        assert stage.codes("lead") == ["drift.column_deleted"]
        stage.save(replace(stage.mappings["lead"], enabled=False))
        assert stage.prepare("3").keys() == {"contact"}
        assert stage.codes("lead") == []


class TestOptionsAreMade:
    @pytest.fixture(autouse=True)
    def wanted(self, stage: Stage) -> None:
        for entity in ENTITIES:
            mapping = standard_mapping(entity)
            stage.save(replace(mapping, fields=(*mapping.fields, TIER)))

    def test_once_for_both_entities_and_then_no_more(self, stage: Stage) -> None:
        stage.prepare("1")
        stage.prepare("2")
        assert stage.account.options == ("Gold", "Tin")
        assert stage.account.calls == ["fields", "add 7", "fields", "tags", "fields"]
        assert stage.noted == {"lead": [], "contact": []}

    def test_not_for_a_pair_that_brings_nothing_outward(self, stage: Stage) -> None:
        for entity in ENTITIES:
            mapping = standard_mapping(entity)
            stage.save(
                replace(mapping, fields=(*mapping.fields, replace(TIER, direction="inbound")))
            )
        stage.prepare("1")
        assert stage.account.options == ("Gold",)

    @pytest.mark.parametrize(
        "refusal",
        [
            RequestRefused("activecampaign", "Not so."),
            RightMissing("activecampaign", "Not you."),
            OutcomeUnknown("activecampaign", "Who knows."),
        ],
        ids=lambda refusal: type(refusal).__name__,
    )
    def test_a_refusal_is_a_problem_and_the_run_goes_on(
        self, stage: Stage, refusal: AppError
    ) -> None:
        stage.account.refusal = refusal
        assert stage.prepare("1").keys() == {"lead", "contact"}
        assert stage.codes("lead") == ["drift.options_not_made"]
        assert refusal.detail in stage.noted["lead"][0].detail
        stage.account.refusal = None
        stage.prepare("2")
        assert stage.noted == {"lead": [], "contact": []}

    def test_a_key_that_is_refused_stops_the_run(self, stage: Stage) -> None:
        stage.account.refusal = CredentialsRefused("activecampaign", "Wrong key.")
        with pytest.raises(CredentialsRefused):
            stage.prepare("1")
