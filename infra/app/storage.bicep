// Tables, queues, the host's own blobs and the deployed package. Reached by Entra identities only.
// The app makes its tables itself: their number grows with the ActiveCampaign accounts connected.
param name string
param location string
param tags object
param sku string
param privateNetwork bool
param workspaceId string
param diagnostics string

var packageContainer = 'app-package'
// As in shared/store/connection.py; the trigger's poison queues must be there to be watched.
var queueNames = [
  'sync-steps'
  'sync-steps-poison'
  'activecampaign-events'
  'activecampaign-events-poison'
  'timeline'
  'timeline-poison'
]
var logCategories = ['StorageRead', 'StorageWrite', 'StorageDelete']
var logs = [for category in logCategories: { category: category, enabled: true }]

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: privateNetwork ? 'None' : 'AzureServices'
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: { enabled: true, days: 7 }
    containerDeleteRetentionPolicy: { enabled: true, days: 7 }
  }
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: blobs
  name: packageContainer
  properties: { publicAccess: 'None' }
}

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2025-01-01' = {
  parent: account
  name: 'default'
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-01-01' = [
  for queue in queueNames: {
    parent: queueService
    name: queue
  }
]

resource tables 'Microsoft.Storage/storageAccounts/tableServices@2025-01-01' = {
  parent: account
  name: 'default'
}

resource blobLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (diagnostics == 'full') {
  name: 'to-workspace'
  scope: blobs
  properties: { workspaceId: workspaceId, logs: logs }
}

resource queueLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (diagnostics == 'full') {
  name: 'to-workspace'
  scope: queueService
  properties: { workspaceId: workspaceId, logs: logs }
}

resource tableLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (diagnostics == 'full') {
  name: 'to-workspace'
  scope: tables
  properties: { workspaceId: workspaceId, logs: logs }
}

output id string = account.id
output name string = account.name
output packageContainer string = packageContainer
output blobUri string = account.properties.primaryEndpoints.blob
output queueUri string = account.properties.primaryEndpoints.queue
output tableUri string = account.properties.primaryEndpoints.table
