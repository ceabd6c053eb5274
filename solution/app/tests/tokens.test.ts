import type { IPublicClientApplication } from "@azure/msal-browser";
import { describe, expect, test } from "vitest";
import { SignInRequired, signInFailed } from "../src/auth/faults";
import { tokenSource } from "../src/auth/tokens";

type Step = "acquireTokenSilent" | "ssoSilent" | "acquireTokenPopup";

/** A client for which the steps named succeed. */
function client(works: readonly Step[], accounts: readonly string[] = ["ada@contoso.example"]) {
  const asked: { step: Step; request: unknown }[] = [];
  const step = (name: Step) => (request: unknown) => {
    asked.push({ step: name, request });
    return works.includes(name)
      ? Promise.resolve({ accessToken: `by ${name}`, account: { homeAccountId: accounts[0] } })
      : Promise.reject(Object.assign(new Error("no"), { errorCode: "popup_window_error" }));
  };
  const made = {
    getAllAccounts: () => accounts.map((username) => ({ username, homeAccountId: username })),
    acquireTokenSilent: step("acquireTokenSilent"),
    ssoSilent: step("ssoSilent"),
    acquireTokenPopup: step("acquireTokenPopup"),
  } as unknown as IPublicClientApplication;
  return { asked, made };
}

const HINT = "Ada@contoso.example";

describe("a token", () => {
  test("comes from the cache where it can", async () => {
    const { made, asked } = client(["acquireTokenSilent", "ssoSilent"]);
    expect(await tokenSource(made, "c1", HINT).quietly()).toBe("by acquireTokenSilent");
    expect(asked[0]?.request).toMatchObject({ scopes: ["api://c1/access_as_user"] });
  });

  test("comes from the session at Entra ID otherwise", async () => {
    const { made } = client(["ssoSilent"]);
    expect(await tokenSource(made, "c1", HINT).quietly()).toBe("by ssoSilent");
  });

  test("of somebody else is not used", async () => {
    const { made } = client(["acquireTokenSilent", "ssoSilent"], ["sam@contoso.example"]);
    expect(await tokenSource(made, "c1", HINT).quietly()).toBe("by ssoSilent");
  });

  test("of an account with another name is used once it was signed in for this person", async () => {
    const guest = ["ada_fabrikam.example#EXT#@contoso.example"];
    const { made, asked } = client(["acquireTokenPopup", "acquireTokenSilent"], guest);
    const source = tokenSource(made, "c1", HINT);
    await source.visibly();
    expect(await source.quietly()).toBe("by acquireTokenSilent");
    expect(asked.map((one) => one.step)).toEqual(["acquireTokenPopup", "acquireTokenSilent"]);
  });

  test("that cannot be had quietly asks for a visible sign-in, and opens nothing", async () => {
    const { made, asked } = client(["acquireTokenPopup"]);
    await expect(tokenSource(made, "c1", HINT).quietly()).rejects.toBeInstanceOf(SignInRequired);
    expect(asked.map((one) => one.step)).not.toContain("acquireTokenPopup");
  });

  test("asked for several times at once is fetched once", async () => {
    const { made, asked } = client(["acquireTokenSilent"]);
    const source = tokenSource(made, "c1", HINT);
    await Promise.all([source.quietly(), source.quietly(), source.quietly()]);
    expect(asked).toHaveLength(1);
  });

  test("that was refused is renewed past the cache", async () => {
    const { made, asked } = client(["acquireTokenSilent"]);
    await tokenSource(made, "c1", HINT).quietly(true);
    expect(asked[0]?.request).toMatchObject({ forceRefresh: true });
  });
});

test("a visible sign-in whose window was closed is asked for again, and both succeed", async () => {
  const windows: { close: (fault: Error) => void; answer: (token: string) => void }[] = [];
  const made = {
    acquireTokenPopup: () =>
      new Promise((resolve, close) =>
        windows.push({
          close,
          answer: (accessToken) => resolve({ accessToken, account: { homeAccountId: "a" } }),
        }),
      ),
  } as unknown as IPublicClientApplication;
  const source = tokenSource(made, "c1", HINT);
  const both = [source.visibly(), source.visibly()];
  windows[0]?.close(new Error("interaction_in_progress_cancelled"));
  windows[1]?.answer("at last");
  expect(await Promise.all(both)).toEqual(["at last", "at last"]);
});

describe("a visible sign-in that fails", () => {
  test.each([
    [{ errorCode: "popup_window_error" }, "blocked"],
    [{ errorCode: "user_cancelled" }, "cancelled"],
    [{ errorCode: "timed_out" }, "timeout"],
    [{ errorCode: "invalid_grant", message: "AADSTS65001: consent" }, "consent"],
    [{ errorCode: "access_denied", message: "AADSTS50105: not assigned" }, "notAssigned"],
    [{ errorCode: "server_error", message: "AADSTS90033: busy" }, "failed"],
  ])("%o is %s", (fault, kind) => {
    expect(signInFailed(fault).kind).toBe(kind);
  });

  test("keeps the number that support asks for", () => {
    expect(signInFailed({ message: "AADSTS90033: busy" }).reference).toBe("AADSTS90033");
  });
});
