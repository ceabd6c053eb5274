"""The activity table: its settings, its form, its views and what its columns point to."""

from xml.etree.ElementTree import Element

from tools.solution.columns import add_columns
from tools.solution.form import add_form
from tools.solution.sources import INTRODUCED, Relationship, Table
from tools.solution.views import add_views
from tools.solution.xml import add, add_all, add_texts

_SETTINGS_BEFORE = (
    ("IsDuplicateCheckSupported", "0"),
    ("IsBusinessProcessEnabled", "0"),
    ("IsRequiredOffline", "0"),
    ("IsInteractionCentricEnabled", "0"),
    ("IsCollaboration", "0"),
    ("AutoRouteToOwnerQueue", "0"),
    ("IsConnectionsEnabled", "0"),
    ("IsDocumentManagementEnabled", "0"),
    ("AutoCreateAccessTeams", "0"),
    ("IsOneNoteIntegrationEnabled", "0"),
    ("IsKnowledgeManagementEnabled", "0"),
    ("IsSLAEnabled", "0"),
    ("IsDocumentRecommendationsEnabled", "0"),
    ("IsBPFEntity", "0"),
    ("OwnershipTypeMask", "UserOwned"),
    ("IsAuditEnabled", "0"),
    ("IsRetrieveAuditEnabled", "0"),
    ("IsRetrieveMultipleAuditEnabled", "0"),
    ("IsActivity", "1"),
    # In the menus of new activities there is none of this kind: only the app makes them.
    ("ActivityTypeMask", ""),
    ("IsActivityParty", "0"),
    ("IsReplicated", "0"),
    ("IsReplicationUserFiltered", "0"),
    ("IsMailMergeEnabled", "0"),
    ("IsVisibleInMobile", "0"),
    ("IsVisibleInMobileClient", "1"),
    ("IsReadOnlyInMobileClient", "1"),
    ("IsOfflineInMobileClient", "0"),
    ("DaysSinceRecordLastModified", "0"),
    ("MobileOfflineFilters", ""),
    ("IsMapiGridEnabled", "1"),
    ("IsReadingPaneEnabled", "1"),
    ("IsQuickCreateEnabled", "0"),
    ("SyncToExternalSearchIndex", "0"),
    ("IntroducedVersion", INTRODUCED),
)
_MAY_BE_CHANGED = (
    "IsCustomizable", "IsRenameable", "IsMappable", "CanModifyAuditSettings",
    "CanModifyMobileVisibility", "CanModifyMobileClientVisibility",
    "CanModifyMobileClientReadOnly", "CanModifyMobileClientOffline",
    "CanModifyConnectionSettings", "CanModifyDuplicateDetectionSettings",
    "CanModifyMailMergeSettings", "CanModifyQueueSettings", "CanCreateAttributes",
    "CanCreateForms", "CanCreateCharts", "CanCreateViews", "CanModifyAdditionalSettings",
    "CanEnableSyncToExternalSearchIndex",
)  # fmt: skip
_SETTINGS_AFTER = (
    ("EnforceStateTransitions", "0"),
    ("CanChangeHierarchicalRelationship", "1"),
    ("EntityHelpUrlEnabled", "0"),
    ("ChangeTrackingEnabled", "0"),
    ("CanChangeTrackingBeEnabled", "1"),
    ("IsEnabledForExternalChannels", "0"),
    ("IsMSTeamsIntegrationEnabled", "0"),
    ("IsSolutionAware", "0"),
)
_CASCADES = ("Assign", "Delete", "Archive", "Reparent", "Share", "Unshare")
_NEVER_CASCADED = ("Archive",)


def add_table(entities: Element, table: Table) -> None:
    entity = add(entities, "Entity")
    title = table.title.en
    add(entity, "Name", table.schema_name, LocalizedName=title, OriginalName=title)
    add_info(add(entity, "EntityInfo"), table)
    add_form(entity, table)
    add_views(entity, table)
    add_empty_ribbon(entity)


def add_info(info: Element, table: Table) -> None:
    entity = add(info, "entity", Name=table.schema_name)
    add_texts(entity, "LocalizedNames", "LocalizedName", table.title)
    add_texts(entity, "LocalizedCollectionNames", "LocalizedCollectionName", table.plural)
    add_texts(entity, "Descriptions", "Description", table.description)
    add_columns(entity, table)
    add(entity, "EntitySetName", table.set_name)
    add_all(entity, _SETTINGS_BEFORE)
    add_all(entity, ((name, "1") for name in _MAY_BE_CHANGED))
    add(entity, "IconVectorName", table.icon)
    add_all(entity, _SETTINGS_AFTER)


def add_empty_ribbon(entity: Element) -> Element:
    """RibbonDiffXml with all its parts, which exports have even if nothing is changed."""
    diff = add(entity, "RibbonDiffXml")
    add(diff, "CustomActions")
    add(add(diff, "Templates"), "RibbonTemplates", Id="Mscrm.Templates")
    add(diff, "CommandDefinitions")
    rules = add(diff, "RuleDefinitions")
    for name in ("TabDisplayRules", "DisplayRules", "EnableRules"):
        add(rules, name)
    add(diff, "LocLabels")
    return diff


def add_relationships(parent: Element, table: Table) -> None:
    for relationship in sorted(table.relationship, key=lambda one: one.name.lower()):
        _add_relationship(parent, table, relationship)


def _add_relationship(parent: Element, table: Table, wanted: Relationship) -> None:
    found = add(parent, "EntityRelationship", Name=wanted.name)
    add_all(
        found,
        (
            ("EntityRelationshipType", "OneToMany"),
            ("IsCustomizable", "1"),
            ("IntroducedVersion", INTRODUCED),
            ("IsHierarchical", "0"),
            ("ReferencingEntityName", table.schema_name),
            ("ReferencedEntityName", wanted.to),
        ),
    )
    for act in _CASCADES:
        cascades = wanted.cascade and act not in _NEVER_CASCADED
        add(found, f"Cascade{act}", "Cascade" if cascades else "NoCascade")
    add(found, "ReferencingAttributeName", wanted.column)
    described = add(found, "RelationshipDescription")
    text = table.column_of(wanted.column).description
    add_texts(described, "Descriptions", "Description", text)
