import { describe, expect, test, vi } from "vitest";
import { ConfigError, configOf, isMicrosoft, loadConfig } from "../src/config/environment";

const GOOD = {
  acd_functionappurl: "https://app.example.net/",
  acd_tenantid: "t1",
  acd_clientid: "c1",
};

function values(changes: Record<string, string> = {}) {
  return new Map(Object.entries({ ...GOOD, ...changes }));
}

function wrong(changes: Record<string, string>): readonly string[] {
  try {
    configOf(values(changes));
  } catch (fault) {
    if (fault instanceof ConfigError) return fault.names;
  }
  return [];
}

describe("the configuration", () => {
  test("signs in at Microsoft unless another authority is named", () => {
    const config = configOf(values());
    expect(config.functionAppUrl).toBe("https://app.example.net");
    expect(config.authority).toBe("https://login.microsoftonline.com/t1");
    expect(isMicrosoft(config.authority)).toBe(true);
  });

  test("takes another authority as it is given", () => {
    const { authority } = configOf(values({ acd_authority: "https://127.0.0.1:8200/t1/v2.0" }));
    expect(authority).toBe("https://127.0.0.1:8200/t1/v2.0");
    expect(isMicrosoft(authority)).toBe(false);
  });

  test.each([
    ["no address", { acd_functionappurl: "" }, ["acd_FunctionAppUrl"]],
    ["plain http", { acd_functionappurl: "http://app.example.net" }, ["acd_FunctionAppUrl"]],
    ["a script", { acd_functionappurl: "javascript:alert(1)" }, ["acd_FunctionAppUrl"]],
    ["no ids", { acd_tenantid: "", acd_clientid: "" }, ["acd_TenantId", "acd_ClientId"]],
  ])("with %s is refused by name", (_, changes, names) => {
    expect(wrong(changes)).toEqual(names);
  });

  test("takes http on loopback, for local use", () => {
    expect(wrong({ acd_functionappurl: "http://127.0.0.1:7071" })).toEqual([]);
  });

  test("reads a value before a default", async () => {
    const row = (schemaname: string, defaultvalue: string, value?: string) => ({
      schemaname,
      defaultvalue,
      environmentvariabledefinition_environmentvariablevalue: value ? [{ value }] : [],
    });
    const rows = [
      row("acd_FunctionAppUrl", "https://default.example", "https://own.example"),
      row("acd_TenantId", "t1"),
      row("acd_ClientId", "c1"),
    ];
    vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ value: rows })));
    expect((await loadConfig()).functionAppUrl).toBe("https://own.example");
  });

  test.each([
    [403, "forbidden"],
    [500, "unreadable"],
  ])("that answers %i is %s", async (status, kind) => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(null, { status })));
    await expect(loadConfig()).rejects.toMatchObject({ kind });
  });
});
