// The app's settings: names and meanings are in docs/settings.md, which shared/settings.py checks at start.
param appName string
param publicUrl string
param identityClientId string
param blobUri string
param queueUri string
param tableUri string
param vaultUri string
param insightsConnectionString string
param dataverseUrl string
param corsInCode bool
param entraTenantId string
param entraClientId string
param entraClientSecretName string
param appSettings object

// What `appSettings` may replace.
var defaults = {
  SYNC_TICK: '0 */5 * * * *'
  // At least batchSize + newBatchThreshold of host.json, and some for HTTP.
  PYTHON_THREADPOOL_THREAD_COUNT: '16'
}

// No plain AzureWebJobsStorage beside these, not even an empty one: the host would take that.
var fixed = {
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsStorage__blobServiceUri: blobUri
  AzureWebJobsStorage__queueServiceUri: queueUri
  AzureWebJobsStorage__tableServiceUri: tableUri
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  DATAVERSE_URL: dataverseUrl
  ENTRA_AUTHORITY: environment().authentication.loginEndpoint
  ENTRA_TENANT_ID: entraTenantId
  ENTRA_CLIENT_ID: entraClientId
  MANAGED_IDENTITY_CLIENT_ID: identityClientId
  KEY_VAULT_URL: vaultUri
  PUBLIC_URL: publicUrl
}

// Never the secret itself: what the setting holds is read from the vault by the app's identity.
var secretReference = '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/${entraClientSecretName})'
var clientSecret = empty(entraClientSecretName) ? {} : { ENTRA_CLIENT_SECRET: secretReference }

// One of the two answers preflights, never both: a browser refuses doubled headers.
var cors = corsInCode ? { CORS_IN_CODE: dataverseUrl } : {}

resource app 'Microsoft.Web/sites@2024-04-01' existing = {
  name: appName
}

resource settings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: app
  name: 'appsettings'
  properties: union(defaults, appSettings, fixed, clientSecret, cors)
}
