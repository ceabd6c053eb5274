// The private network: the app in one subnet, storage and vault behind private endpoints in the other.
param name string
param location string
param tags object
param storageId string
param vaultId string

var endpoints = [
  { group: 'blob', target: storageId, zone: 'privatelink.blob.${environment().suffixes.storage}' }
  { group: 'queue', target: storageId, zone: 'privatelink.queue.${environment().suffixes.storage}' }
  { group: 'table', target: storageId, zone: 'privatelink.table.${environment().suffixes.storage}' }
  {
    group: 'vault'
    target: vaultId
    // environment() names no such suffix that fits: `.vault.azure.net`, but `privatelink.vaultcore.azure.net`.
    zone: 'privatelink${replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.')}'
  }
]

// The way out to ActiveCampaign and Dataverse. New networks give none by themselves since 2026.
resource address 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'pip-${name}'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

resource gateway 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'nat-${name}'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: { publicIpAddresses: [{ id: address.id }] }
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/23'] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: '10.0.0.0/24'
          natGateway: { id: gateway.id }
          delegations: [
            {
              name: 'flex'
              properties: { serviceName: 'Microsoft.App/environments' }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: '10.0.1.0/24'
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }
}

module endpoint 'endpoint.bicep' = [
  for item in endpoints: {
    name: 'endpoint-${item.group}'
    params: {
      name: 'pe-${item.group}-${name}'
      location: location
      tags: tags
      group: item.group
      targetId: item.target
      zone: item.zone
      networkId: network.id
      subnetId: '${network.id}/subnets/endpoints'
    }
  }
]

output appSubnetId string = '${network.id}/subnets/app'
