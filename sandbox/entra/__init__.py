"""Stand-in of Microsoft Entra ID: one tenant, one app registration, the demo company's people.

learn.microsoft.com/entra/identity-platform: v2-oauth2-auth-code-flow,
v2-oauth2-client-creds-grant-flow, access-token-claims-reference, certificate-credentials,
reference-error-codes (read 2026-11-24)."""
