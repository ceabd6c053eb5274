import { PublicClientApplication, type IPublicClientApplication } from "@azure/msal-browser";
import { isMicrosoft, type AppConfig } from "../config/environment";

/** Without the version that Dynamics puts into addresses, as Entra ID compares letter by letter. */
const REDIRECT_PATH = "/WebResources/acd_/app/auth/redirect.html";

/** All publishers' web resources share the origin: nothing is kept beyond the tab. */
export async function signInClient(config: AppConfig): Promise<IPublicClientApplication> {
  const ownAuthority = !isMicrosoft(config.authority);
  const client = new PublicClientApplication({
    auth: {
      clientId: config.clientId,
      authority: config.authority,
      redirectUri: location.origin + REDIRECT_PATH,
      knownAuthorities: ownAuthority ? [new URL(config.authority).host] : [],
    },
    cache: { cacheLocation: "sessionStorage" },
  });
  await client.initialize();
  return client;
}
