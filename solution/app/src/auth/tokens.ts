import type {
  AccountInfo,
  AuthenticationResult,
  IPublicClientApplication,
} from "@azure/msal-browser";
import { SignInRequired, signInFailed } from "./faults";

/** Gives access tokens for the function app. */
export interface TokenSource {
  /** Without anything to be seen. `renew`: not the one that was refused. Throws SignInRequired. */
  quietly(renew?: boolean): Promise<string>;
  /** In a pop-up; only in answer to a click, as browsers block others. Another call opens it anew,
      and both end as that does. Throws SignInFailed. */
  visibly(): Promise<string>;
}

/** `loginHint` is the sign-in name in Dynamics: an account of somebody else is not used. */
export function tokenSource(
  client: IPublicClientApplication,
  clientId: string,
  loginHint: string | undefined,
): TokenSource {
  const scopes = [`api://${clientId}/access_as_user`];
  let underWay: Promise<string> | undefined;

  let newest: Promise<string> | undefined;

  // Nothing tells when a pop-up is closed by hand, so that another click may open it anew.
  const popUp = async () => {
    const hint = loginHint !== undefined && { loginHint };
    const request = { scopes, overrideInteractionInProgress: true, ...hint };
    return remembered(await client.acquireTokenPopup(request));
  };

  const remembered = (result: AuthenticationResult): string => {
    if (loginHint !== undefined) rememberAccount(loginHint, result.account.homeAccountId);
    return result.accessToken;
  };

  const known = (): AccountInfo | undefined => {
    const accounts = client.getAllAccounts();
    if (loginHint === undefined) return accounts[0];
    const before = rememberedAccount(loginHint);
    return accounts.find(
      (one) =>
        one.username.toLowerCase() === loginHint.toLowerCase() || one.homeAccountId === before,
    );
  };

  const acquire = async (renew: boolean): Promise<AuthenticationResult> => {
    const account = known();
    if (account !== undefined) {
      try {
        return await client.acquireTokenSilent({ scopes, account, forceRefresh: renew });
      } catch {
        // The refresh token may be used up; the session at Entra ID may still be good.
      }
    }
    try {
      return await client.ssoSilent({ scopes, ...(loginHint !== undefined && { loginHint }) });
    } catch {
      // Third-party cookies are blocked, nobody is signed in, or consent is missing: the visible
      // sign-in tells which.
      throw new SignInRequired();
    }
  };

  return {
    quietly(renew = false) {
      // Calls that start together share one hidden frame.
      underWay ??= acquire(renew)
        .then(remembered)
        .finally(() => {
          underWay = undefined;
        });
      return underWay;
    },
    visibly() {
      const mine: Promise<string> = popUp().catch((fault: unknown) => {
        // Asked again meanwhile: what becomes of that is the answer.
        if (newest !== undefined && newest !== mine) return newest;
        throw signInFailed(fault);
      });
      newest = mine;
      return mine;
    },
  };
}

/* The name at Entra ID may be another than the one Dynamics knows, as with guests. Which account was
   signed in for whom is kept in the tab. */
const REMEMBERED = "acd.account";

function rememberAccount(loginHint: string, homeAccountId: string): void {
  try {
    sessionStorage.setItem(REMEMBERED, JSON.stringify([loginHint, homeAccountId]));
  } catch {
    // Storage is blocked: the account is asked for again.
  }
}

function rememberedAccount(loginHint: string): string | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(REMEMBERED) ?? "null");
    return Array.isArray(kept) && kept[0] === loginHint ? String(kept[1]) : undefined;
  } catch {
    return undefined; // as above
  }
}
