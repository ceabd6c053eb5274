// Everything that one deployment needs in Azure: one resource group, one function app.
// One deployment serves one Dynamics environment. `azd up` runs this; docs/operations.md tells how.
targetScope = 'subscription'

@description('Name of the azd environment; part of the resource group\'s name.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Azure region. It must offer the Flex Consumption plan.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Address of the Dynamics environment, such as https://ORG.crm4.dynamics.com.')
@minLength(9)
param dataverseUrl string

@description('Application id of the app registration that is the audience of the API.')
@minLength(36)
@maxLength(36)
param entraClientId string

@description('Directory of the Dynamics environment. Empty: the directory of the subscription.')
param entraTenantId string = ''

@description('Name of a secret in the Key Vault with the client secret of the app registration. Empty: no secret, the managed identity is the application user. Needed only if Dynamics is in another directory than Azure.')
param entraClientSecretName string = ''

@description('Optional settings by name (docs/settings.md). They win over the defaults in app/settings.bicep.')
param appSettings object = {}

@description('Version of Python.')
@allowed(['3.11', '3.12', '3.13'])
param pythonVersion string = '3.12'

@description('Memory of an instance.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Most instances that may run at once. ActiveCampaign\'s limit of calls is reached by one.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Instances that always run for HTTP and never start cold. Each costs money while idle.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int = 0

@description('Replication of the storage account.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_LRS'

@description('True: storage and Key Vault are reached by private endpoints only, the app leaves by one fixed address. The app itself stays reachable for Dynamics pages and ActiveCampaign\'s webhook.')
param privateNetwork bool = false

@description('True: the app itself answers browsers\' preflights, not the platform. Only if the platform fails to (docs/operations.md).')
param corsInCode bool = false

@description('Whether a deleted vault can be purged only after its retention. It cannot be switched off again.')
param vaultPurgeProtection bool = true

@description('essential: who read or wrote secrets. full: also the Functions host\'s own log and every storage call.')
@allowed(['essential', 'full'])
param diagnostics string = 'essential'

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('GB of logs a day after which no more are taken.')
@minValue(1)
param logQuotaGB int = 1

@description('Email address that alerts are sent to. Empty: none.')
param alertEmail string = ''

@description('Resource id of an action group of yours that alerts are sent to as well. Empty: none.')
param alertActionGroupId string = ''

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var appName = 'func-acd-${token}'
var tenantId = empty(entraTenantId) ? tenant().tenantId : entraTenantId
// Scheme and host only: CORS compares origins as text, and one with a path or a slash fits none.
var dataverseOrigin = 'https://${split(replace(toLower(dataverseUrl), 'https://', ''), '/')[0]}'

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'app/identity.bicep' = {
  name: 'identity'
  scope: group
  params: {
    name: 'id-acd-${token}'
    location: location
    tags: tags
  }
}

module monitoring 'app/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    name: 'acd-${token}'
    location: location
    tags: tags
    retentionDays: logRetentionDays
    quotaGB: logQuotaGB
  }
}

module alerts 'app/alerts.bicep' = {
  name: 'alerts'
  scope: group
  params: {
    name: 'acd-${token}'
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    email: alertEmail
    actionGroupId: alertActionGroupId
  }
}

module workbook 'app/workbook.bicep' = {
  name: 'workbook'
  scope: group
  params: {
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
  }
}

module storage 'app/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    name: 'st${token}'
    location: location
    tags: tags
    sku: storageSku
    privateNetwork: privateNetwork
    workspaceId: monitoring.outputs.workspaceId
    diagnostics: diagnostics
  }
}

module vault 'app/vault.bicep' = {
  name: 'vault'
  scope: group
  params: {
    name: 'kv-acd-${token}'
    location: location
    tags: tags
    purgeProtection: vaultPurgeProtection
    privateNetwork: privateNetwork
    workspaceId: monitoring.outputs.workspaceId
  }
}

module roles 'app/roles.bicep' = {
  name: 'roles'
  scope: group
  params: {
    principalId: identity.outputs.principalId
    storageName: storage.outputs.name
    vaultName: vault.outputs.name
    insightsName: monitoring.outputs.insightsName
  }
}

module network 'app/network.bicep' = if (privateNetwork) {
  name: 'network'
  scope: group
  params: {
    name: 'vnet-acd-${token}'
    location: location
    tags: tags
    storageId: storage.outputs.id
    vaultId: vault.outputs.id
  }
}

module function 'app/function.bicep' = {
  name: 'function'
  scope: group
  // Without its roles and its way to the storage account the host would restart for ever.
  dependsOn: [roles]
  params: {
    name: appName
    location: location
    tags: tags
    identityId: identity.outputs.id
    packageUrl: '${storage.outputs.blobUri}${storage.outputs.packageContainer}'
    pythonVersion: pythonVersion
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: alwaysReadyInstances
    subnetId: privateNetwork ? network!.outputs.appSubnetId : ''
    allowedOrigin: corsInCode ? '' : dataverseOrigin
    workspaceId: monitoring.outputs.workspaceId
    diagnostics: diagnostics
  }
}

module settings 'app/settings.bicep' = {
  name: 'settings'
  scope: group
  params: {
    appName: function.outputs.name
    publicUrl: function.outputs.url
    identityClientId: identity.outputs.clientId
    blobUri: storage.outputs.blobUri
    queueUri: storage.outputs.queueUri
    tableUri: storage.outputs.tableUri
    vaultUri: vault.outputs.uri
    insightsConnectionString: monitoring.outputs.connectionString
    dataverseUrl: dataverseOrigin
    corsInCode: corsInCode
    entraTenantId: tenantId
    entraClientId: entraClientId
    entraClientSecretName: entraClientSecretName
    appSettings: appSettings
  }
}

// azd keeps these for the hooks and the registration script. No secret is among them.
output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output FUNCTION_APP_NAME string = function.outputs.name
output PUBLIC_URL string = function.outputs.url
output DATAVERSE_ORIGIN string = dataverseOrigin
output KEY_VAULT_NAME string = vault.outputs.name
output STORAGE_ACCOUNT_NAME string = storage.outputs.name
output MANAGED_IDENTITY_CLIENT_ID string = identity.outputs.clientId
output MANAGED_IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId
