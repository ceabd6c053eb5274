"""The order in which real exports have the children of an element. Made by comparing the exports
named in docs/decisions/006-solution-zip.md; those of the ribbon are from the printed schema
(learn.microsoft.com, "Ribbon core schema" and "Ribbon types schema", read 2026-11-30).

Ours may leave children out, but has none that is not listed and none in another order."""

ORDERS = {
    parent: tuple(children.split())
    for parent, children in {
        "ImportExportXml": "SolutionManifest Entities Roles Workflows FieldSecurityProfiles "
        "Templates EntityMaps EntityRelationships OrganizationSettings optionsets WebResources "
        "CustomControls AppModuleSiteMaps AppModules EntityDataProviders Languages",
        "SolutionManifest": "UniqueName LocalizedNames Descriptions Version Managed Publisher "
        "RootComponents MissingDependencies",
        "Publisher": "UniqueName LocalizedNames Descriptions EMailAddress SupportingWebsiteUrl "
        "CustomizationPrefix CustomizationOptionValuePrefix Addresses",
        "Entity": "Name ObjectTypeCode EntityInfo FormXml SavedQueries Visualizations "
        "RibbonDiffXml CustomControlDefaultConfigs",
        "entity": "LocalizedNames LocalizedCollectionNames Descriptions attributes EntityKeys "
        "EntitySetName IsDuplicateCheckSupported IsBusinessProcessEnabled IsRequiredOffline "
        "IsInteractionCentricEnabled IsCollaboration AutoRouteToOwnerQueue IsConnectionsEnabled "
        "EntityColor IsDocumentManagementEnabled AutoCreateAccessTeams "
        "IsOneNoteIntegrationEnabled IsKnowledgeManagementEnabled IsSLAEnabled "
        "IsDocumentRecommendationsEnabled IsBPFEntity OwnershipTypeMask IsAuditEnabled "
        "IsRetrieveAuditEnabled IsRetrieveMultipleAuditEnabled IsActivity ActivityTypeMask "
        "IsActivityParty IsReplicated IsReplicationUserFiltered IsMailMergeEnabled "
        "IsVisibleInMobile IsVisibleInMobileClient IsReadOnlyInMobileClient "
        "IsOfflineInMobileClient DaysSinceRecordLastModified MobileOfflineFilters "
        "IsMapiGridEnabled IsReadingPaneEnabled IsQuickCreateEnabled SyncToExternalSearchIndex "
        "IntroducedVersion IsCustomizable IsRenameable IsMappable CanModifyAuditSettings "
        "CanModifyMobileVisibility CanModifyMobileClientVisibility "
        "CanModifyMobileClientReadOnly CanModifyMobileClientOffline "
        "CanModifyConnectionSettings CanModifyDuplicateDetectionSettings "
        "CanModifyMailMergeSettings CanModifyQueueSettings CanCreateAttributes CanCreateForms "
        "CanCreateCharts CanCreateViews CanModifyAdditionalSettings "
        "CanEnableSyncToExternalSearchIndex IconVectorName EnforceStateTransitions "
        "CanChangeHierarchicalRelationship EntityHelpUrlEnabled EntityHelpUrl "
        "ChangeTrackingEnabled CanChangeTrackingBeEnabled IsEnabledForExternalChannels "
        "IsMSTeamsIntegrationEnabled IsSolutionAware HasRelatedNotes HasRelatedFeedback",
        "attribute": "Type Name LogicalName RequiredLevel DisplayMask ImeMode ValidForUpdateApi "
        "ValidForReadApi ValidForCreateApi IsCustomField IsAuditEnabled IsLogical IsSecured "
        "IntroducedVersion IsCustomizable IsRenameable CanModifySearchSettings "
        "CanModifyRequirementLevelSettings CanModifyAdditionalSettings SourceType "
        "IsGlobalFilterEnabled IsSortableEnabled CanModifyGlobalFilterSettings "
        "CanModifyIsSortableSettings ExternalName IsDataSourceSecret AutoNumberFormat "
        "IsSearchable IsFilterable IsRetrievable IsLocalizable AppDefaultValue Format "
        "CanChangeDateTimeBehavior Behavior MaxLength Length MinValue MaxValue OptionSetName "
        "LookupStyle LookupTypes optionset displaynames Descriptions",
        "optionset": "OptionSetType IsGlobal IntroducedVersion IsCustomizable displaynames "
        "Descriptions options states statuses",
        "systemform": "formid IntroducedVersion FormPresentation FormActivationState form "
        "IsCustomizable CanBeDeleted LocalizedNames Descriptions",
        "form": "tabs header footer DisplayConditions",
        "tab": "labels columns",
        "section": "labels rows",
        "cell": "labels control",
        "savedquery": "IsCustomizable CanBeDeleted isquickfindquery isprivate isdefault "
        "savedqueryid layoutxml querytype fetchxml IntroducedVersion LocalizedNames Descriptions",
        "EntityRelationship": "EntityRelationshipType IsCustomizable IntroducedVersion "
        "IsHierarchical ReferencingEntityName ReferencedEntityName CascadeAssign CascadeDelete "
        "CascadeArchive CascadeReparent CascadeShare CascadeUnshare CascadeRollupView "
        "ReferencingAttributeName RelationshipDescription EntityRelationshipRoles",
        "Role": "IsCustomizable IsAutoAssigned Description RolePrivileges",
        "WebResource": "WebResourceId Name DisplayName Description LanguageCode WebResourceType "
        "IntroducedVersion IsEnabledForMobileClient IsAvailableForMobileOffline DependencyXml "
        "IsCustomizable CanBeDeleted IsHidden FileName",
        "AppModuleSiteMap": "SiteMapUniqueName EnableCollapsibleGroups ShowHome ShowPinned "
        "ShowRecents SiteMap LocalizedNames",
        "Area": "Titles Group",
        "Group": "Titles SubArea",
        "AppModule": "UniqueName IntroducedVersion WebResourceId OptimizedFor statecode "
        "statuscode FormFactor ClientType NavigationType AppModuleComponents AppModuleRoleMaps "
        "LocalizedNames Descriptions appsettings",
        "appsetting": "iscustomizable value",
        "environmentvariabledefinition": "description displayname introducedversion "
        "iscustomizable isrequired type",
        "RibbonDiffXml": "CustomActions Templates CommandDefinitions RuleDefinitions LocLabels",
        "RuleDefinitions": "TabDisplayRules DisplayRules EnableRules",
        "CommandDefinition": "EnableRules DisplayRules Actions",
    }.items()
}

_ANY_TEXT = r"[\s\S]+"
_NUMBER = r"\d+"
_TRUTH = "true|false"
_FUNCTION = r"[a-zA-Z_$][a-zA-Z_$0-9.]*"
_LIBRARY = r"\$webresource:acd_/ribbon/[\w/]+\.js"
_CRM_PARAMETERS = (
    "PrimaryEntityTypeCode|PrimaryEntityTypeName|PrimaryItemIds|FirstPrimaryItemId|PrimaryControl|"
    "PrimaryControlId|SelectedEntityTypeCode|SelectedEntityTypeName|FirstSelectedItemId|"
    "SelectedControl|SelectedControlSelectedItemCount|SelectedControlSelectedItemIds|"
    "SelectedControlSelectedItemReferences|SelectedControlAllItemCount|SelectedControlAllItemIds|"
    "SelectedControlAllItemReferences|SelectedControlUnselectedItemCount|"
    "SelectedControlUnselectedItemIds|SelectedControlUnselectedItemReferences|OrgName|OrgLcid|"
    "UserLcid|CommandProperties"
)

RIBBON_ATTRIBUTES = {
    "CustomAction": {"Id": _ANY_TEXT, "Location": _ANY_TEXT, "Sequence": _NUMBER},
    "Button": {
        "Id": _ANY_TEXT, "Command": _ANY_TEXT, "Sequence": _NUMBER, "LabelText": _ANY_TEXT,
        "Alt": _ANY_TEXT, "ToolTipTitle": _ANY_TEXT, "ToolTipDescription": _ANY_TEXT,
        "TemplateAlias": "o[12]", "ModernImage": r"\$webresource:acd_/ribbon/\w+\.svg",
    },
    "CommandDefinition": {"Id": _ANY_TEXT},
    "EnableRule": {"Id": _ANY_TEXT},
    "CustomRule": {"FunctionName": _FUNCTION, "Library": _LIBRARY, "Default": _TRUTH},
    "FormStateRule": {
        "State": "Create|Existing|ReadOnly|Disabled|BulkEdit", "InvertResult": _TRUTH,
    },
    "SelectionCountRule": {
        "AppliesTo": "PrimaryEntity|SelectedEntity", "Minimum": _NUMBER, "Maximum": _NUMBER,
    },
    "JavaScriptFunction": {"FunctionName": _FUNCTION, "Library": _LIBRARY},
    "CrmParameter": {"Value": _CRM_PARAMETERS},
    "StringParameter": {"Value": _ANY_TEXT},
    "LocLabel": {"Id": _ANY_TEXT},
    "Title": {"description": _ANY_TEXT, "languagecode": _NUMBER},
    "RibbonTemplates": {"Id": r"Mscrm\.Templates"},
}  # fmt: skip
"""Element of a ribbon -> the attributes that it has here, all of them, and what may stand there by
the printed schema. An element that is not listed has none."""
