"""The mappings as they are now, compiled for a step with the schema of both sides.

The schema is read anew before each run and kept in Table Storage, for the run's later steps and for
events; once it is old, or a mapping was saved, it is read again. What no longer fits becomes a
problem of the mapping, and what does fit goes on."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict

from shared.activecampaign.client import ActiveCampaign
from shared.dataverse.client import Dataverse
from shared.entities import ENTITIES, Entity
from shared.errors import AnswerNotUnderstood, Unreachable
from shared.mapping.collation import collation_of
from shared.mapping.compiled import compile_mapping
from shared.mapping.drift import Schema, stopping
from shared.mapping.model import Mapping as FieldMapping
from shared.mapping.schema import Column, Field
from shared.store.documents import Documents
from shared.store.limits import NotStorable
from shared.store.mappings import MappingStore
from shared.store.problems import MappingFault, ProblemStore
from shared.sync.context import EntitySync
from shared.sync.mapped_schema import (
    ENGLISH,
    Baseline,
    MappedSchema,
    Mappings,
    NotMade,
    base_language,
    baseline_of,
    found_in,
    lineages_after,
    named_columns,
    read_schema,
    with_options_made,
)
from shared.sync.merge import FieldRule
from shared.sync.plan import TAGS, Rules
from shared.telemetry.output import Log

log = Log(__name__)

FRESH: Final = timedelta(hours=6)
TRIES: Final = 5
KIND, NAME = "schema", "mapped"
TAGS_NAME = "tags"


class KnownTags(BaseModel):
    """The ids of our tags by name."""

    model_config = ConfigDict(frozen=True)

    read_at: datetime
    ids: dict[str, str]


class Preparer:
    """Makes `EntitySync`s of the stored mappings."""

    def __init__(
        self,
        documents: Documents,
        mappings: MappingStore,
        problems: ProblemStore,
        clock: Callable[[], datetime],
        opt_out_column: str,
    ) -> None:
        self._documents = documents
        self._mappings = mappings
        self._problems = problems
        self._clock = clock
        self._opt_out_column = opt_out_column

    def prepare(
        self, dataverse: Dataverse, activecampaign: ActiveCampaign, run_id: str | None
    ) -> tuple[Mapping[Entity, EntitySync], Mapping[str, str]]:
        """The entities that are mapped, switched on, and can be synced; and the ids of our tags.
        With a `run_id`, the schema is one that was read since this run began.

        Raises RetryLater or StopRun if the schema has to be read and cannot be."""
        stored = {entity: self._mappings.load(entity) for entity in ENTITIES}
        mappings = {
            entity: FieldMapping.from_json(entity, found[0])
            for entity, found in stored.items()
            if found is not None and found[0]["enabled"]
        }
        versions = {entity: found[1] for entity, found in stored.items() if found is not None}
        known = self._schema(dataverse, activecampaign, mappings, versions, run_id)
        return self._entities(mappings, known), self._tags(activecampaign)

    def as_if_stored(
        self,
        mappings: Mappings,
        columns: Mapping[Entity, Mapping[str, Column]],
        fields: Mapping[str, Field],
    ) -> Mapping[Entity, EntitySync]:
        """The entities as the next run would prepare them if these were the stored mappings.
        `columns` and `fields` are as they were read just now. Stores and makes nothing."""
        found = self._documents.get(KIND, NAME, MappedSchema)
        named = {
            entity: named_columns(columns[entity], mapping) for entity, mapping in mappings.items()
        }
        known = MappedSchema(
            read_at=self._clock(),
            run_id=None,
            versions={},
            columns=named,
            fields=with_options_made(mappings, named, fields),
            lineages={} if found is None else found[0].lineages,
            findings={},
            language=ENGLISH if found is None else found[0].language,
        )
        now = {entity: known.of(entity) for entity in mappings}
        baselines = {
            entity: self._baseline_if_stored(mapping, now[entity])
            for entity, mapping in mappings.items()
        }
        findings = found_in(mappings, baselines, now, {})
        lineages = lineages_after(known.lineages, mappings, now, findings)
        known = known.model_copy(update={"findings": findings, "lineages": lineages})
        return self._entities(mappings, known)

    def forget(self, read_before: datetime) -> bool:
        """Has the schema read anew by whoever needs it next, since what was asked for by it was
        refused. False if it was read since `read_before`: then it is not to blame."""
        found = self._documents.get(KIND, NAME, MappedSchema)
        if found is None:
            return True
        known, version = found
        if known.read_at >= read_before:
            return False
        outdated = known.model_copy(update={"read_at": known.read_at - FRESH})
        self._documents.put(KIND, NAME, outdated, version)
        log.warning("the schema of both sides is read anew: what it names was refused")
        return True

    def _schema(
        self,
        dataverse: Dataverse,
        activecampaign: ActiveCampaign,
        mappings: Mappings,
        versions: dict[Entity, str],
        run_id: str | None,
    ) -> MappedSchema:
        """The stored schema if it is fresh, of these versions and, if there is one, of this run."""
        for _ in range(TRIES):
            found = self._documents.get(KIND, NAME, MappedSchema)
            known, version = found if found is not None else (None, None)
            now = self._clock()
            if (
                known is not None
                and known.versions == versions
                and now - known.read_at < FRESH
                and run_id in (None, known.run_id)
            ):
                return known
            columns, fields, not_made = read_schema(dataverse, activecampaign, mappings)
            kept = known.run_id if run_id is None and known is not None else run_id
            fresh = MappedSchema(
                read_at=now,
                run_id=kept,
                versions=versions,
                columns=columns,
                fields=fields,
                lineages={} if known is None else known.lineages,
                findings={},
                language=base_language(dataverse) if known is None else known.language,
            )
            fresh = self._checked(fresh, mappings, not_made)
            if self._put(NAME, fresh, version):
                self._note(fresh)
                log.info("schema of both sides read")
                return fresh
        raise Unreachable("storage", "The schema that is kept was changed again and again.")

    def _checked(self, known: MappedSchema, mappings: Mappings, not_made: NotMade) -> MappedSchema:
        """With what was found, and the lineages that follow those it holds."""
        now = {entity: known.of(entity) for entity in mappings}
        baselines = {
            entity: self._baseline(mapping, known.versions[entity], known)
            for entity, mapping in mappings.items()
        }
        found = found_in(mappings, baselines, now, not_made)
        lineages = lineages_after(known.lineages, mappings, now, found)
        return known.model_copy(update={"findings": found, "lineages": lineages})

    def _baseline(self, mapping: FieldMapping, version: str, known: MappedSchema) -> Baseline:
        """What the mapping was saved for; the first schema that is read for a version."""
        name = f"baseline-{mapping.entity}"
        found = self._documents.get(KIND, name, Baseline)
        if found is not None and found[0].version == version:
            return found[0]
        baseline = baseline_of(mapping, version, known.of(mapping.entity))
        self._put(name, baseline, found[1] if found is not None else None)
        return baseline

    def _put(self, name: str, document: BaseModel, version: str | None) -> bool:
        """False if another was quicker."""
        try:
            return self._documents.put(KIND, name, document, version) is not None
        except NotStorable:
            raise AnswerNotUnderstood(
                "storage",
                "The columns and fields that are mapped have too many options to be kept.",
                remedy="Map fewer columns with very many options.",
            ) from None

    def _baseline_if_stored(self, mapping: FieldMapping, now: Schema) -> Baseline:
        """A mapping that is stored just so has a baseline already."""
        stored = self._mappings.load(mapping.entity)
        found = self._documents.get(KIND, f"baseline-{mapping.entity}", Baseline)
        if stored is None or found is None or found[0].version != stored[1]:
            return baseline_of(mapping, "", now)
        is_same = FieldMapping.from_json(mapping.entity, stored[0]) == mapping
        return found[0] if is_same else baseline_of(mapping, "", now)

    def _note(self, known: MappedSchema) -> None:
        """An entity that is switched off has no problems of its mapping."""
        for entity in ENTITIES:
            faults = known.findings.get(entity, ())
            for fault in faults:
                log.warning("%s: %s: %s", entity, fault.code, fault.field)
            self._problems.set_of_mapping(
                entity,
                [
                    MappingFault(fault.field, fault.code, fault.title, fault.detail, fault.remedy)
                    for fault in faults
                ],
            )

    def _tags(self, activecampaign: ActiveCampaign) -> Mapping[str, str]:
        """Our tags, made where they are missing: a contact may be given one at any time, and is
        then to be understood."""
        found = self._documents.get(KIND, TAGS_NAME, KnownTags)
        now = self._clock()
        if found is not None and now - found[0].read_at < FRESH:
            return found[0].ids
        ids = {tag.name: tag.id for tag in activecampaign.tags() if tag.name in TAGS}
        for name in TAGS:
            if name not in ids:
                ids[name] = activecampaign.ensure_tag(name).id
        known = KnownTags(read_at=now, ids=ids)
        self._documents.put(KIND, TAGS_NAME, known, found[1] if found is not None else None)
        return ids

    def _entities(self, mappings: Mappings, known: MappedSchema) -> dict[Entity, EntitySync]:
        """Those that can be synced."""
        compiled = {
            entity: compile_mapping(
                mapping,
                known.columns[entity],
                known.fields,
                fields_mark=known.lineages[entity].mark,
                collation=collation_of(known.language),
            )
            for entity, mapping in mappings.items()
            if not stopping(known.findings[entity])
        }
        contact = compiled.get("contact")
        spoken_for = frozenset(
            pair.key
            for pair in (contact.pairs if contact is not None else ())
            if pair.direction != "inbound"
        )
        return {
            entity: EntitySync(
                entity,
                made,
                Rules(
                    direction=mappings[entity].direction,
                    policy=mappings[entity].conflict,
                    fields=tuple(
                        FieldRule(pair.key, pair.direction, pair.required) for pair in made.pairs
                    ),
                    contact_keys=spoken_for,
                ),
                opt_out_column=self._opt_out_column,
                lineage=known.lineages[entity],
                findings=known.findings[entity],
                owner=mappings[entity].owner,
            )
            for entity, made in compiled.items()
        }
