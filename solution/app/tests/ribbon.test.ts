import { beforeEach, describe, expect, test, vi } from "vitest";
import { pageTarget } from "../src/host/target";
import { idsOf, openDialog, openPane } from "../src/ribbon/open";

const ONE = "0a1b2c3d-0000-4000-8000-00000000000a";
const TWO = "0a1b2c3d-0000-4000-8000-00000000000b";

const pane = { navigate: vi.fn(), select: vi.fn() };
const xrm = {
  Navigation: { navigateTo: vi.fn() },
  App: { sidePanes: { getPane: vi.fn(), createPane: vi.fn() } },
  Utility: { getGlobalContext: vi.fn() },
  WebApi: { retrieveMultipleRecords: vi.fn() },
};

beforeEach(() => {
  vi.resetModules();
  Object.assign(window, { Xrm: xrm });
  xrm.App.sidePanes.getPane.mockReset();
  xrm.App.sidePanes.createPane.mockReset().mockResolvedValue(pane);
  xrm.Navigation.navigateTo.mockReset().mockResolvedValue(undefined);
  xrm.WebApi.retrieveMultipleRecords.mockReset();
  pane.navigate.mockReset().mockResolvedValue(undefined);
});

function holding(...roles: string[]) {
  xrm.Utility.getGlobalContext.mockReturnValue({ userSettings: { securityRoles: roles } });
}

describe("ids", () => {
  test("come as Dynamics hands them over, and go out as the API takes them", () => {
    expect(idsOf([`{${ONE.toUpperCase()}}`, TWO])).toEqual([ONE, TWO]);
    expect(idsOf(ONE)).toEqual([ONE]);
    expect(idsOf(undefined)).toEqual([]);
  });
});

describe("a button", () => {
  test("opens a dialog that is told the act and the records in `data` alone", async () => {
    await openDialog({ act: "send", entity: "lead", ids: [ONE, TWO] });
    const [page, options] = xrm.Navigation.navigateTo.mock.calls[0] as [
      { pageType: string; webresourceName: string; data: string },
      { target: number },
    ];
    expect(page.pageType).toBe("webresource");
    expect(Object.fromEntries(new URLSearchParams(page.data))).toEqual({
      act: "send",
      entity: "lead",
      ids: `${ONE},${TWO}`,
    });
    expect(options.target).toBe(2);
  });

  test("leaves more ids than an address may hold in the tab, where the page finds them", async () => {
    const many = Array.from({ length: 100 }, (_, place) => ONE.slice(0, -3) + String(100 + place));
    await openDialog({ act: "enrol", entity: "contact", ids: many });
    const [page] = xrm.Navigation.navigateTo.mock.calls[0] as [{ data: string }];
    expect(page.data.length).toBeLessThan(200);
    history.replaceState(null, "", `?${new URLSearchParams({ data: page.data }).toString()}`);
    expect(pageTarget()).toEqual({ act: "enrol", entity: "contact", ids: many, inForm: false });
  });

  test("puts them into the address where the tab keeps nothing", async () => {
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("blocked", "SecurityError");
    });
    const many = Array.from({ length: 30 }, (_, place) => ONE.slice(0, -3) + String(100 + place));
    await openDialog({ act: "send", entity: "lead", ids: many });
    const [page] = xrm.Navigation.navigateTo.mock.calls[0] as [{ data: string }];
    expect(new URLSearchParams(page.data).get("ids")).toBe(many.join(","));
  });

  test("opens one pane, and shows the next record in it", async () => {
    await openPane({ act: "show", entity: "contact", ids: [ONE] });
    xrm.App.sidePanes.getPane.mockReturnValue(pane);
    await openPane({ act: "show", entity: "contact", ids: [TWO] });
    expect(xrm.App.sidePanes.createPane).toHaveBeenCalledTimes(1);
    expect(pane.navigate).toHaveBeenCalledTimes(2);
  });

  test("is found by the names of ribbon.toml, beside what others put there", async () => {
    window.ActiveCampaign = { Other: 1 };
    await import("../src/ribbon/commands");
    expect(window.ActiveCampaign).toMatchObject({ Other: 1 });
    expect(Object.keys(window.ActiveCampaign["Ribbon"] as object).sort()).toEqual([
      "addToAutomation",
      "holdsRole",
      "marketing",
      "sendCampaign",
    ]);
  });
});

describe("a role", () => {
  test("is asked for once a session, by its root or template", async () => {
    holding(ONE);
    xrm.WebApi.retrieveMultipleRecords.mockResolvedValue({ entities: [{}] });
    const { holdsRole } = await import("../src/ribbon/roles");
    expect(await holdsRole()).toBe(true);
    expect(await holdsRole()).toBe(true);
    expect(xrm.WebApi.retrieveMultipleRecords).toHaveBeenCalledTimes(1);
    const [table, options] = xrm.WebApi.retrieveMultipleRecords.mock.calls[0] as string[];
    expect(table).toBe("role");
    expect(decodeURIComponent(options ?? "")).toBe(
      `?$select=roleid&$filter=(roleid eq ${ONE}) and (` +
        "_parentrootroleid_value eq 3f6c1a52-8d0e-4c7b-9a41-6e2b7d5f0a11 or " +
        "_parentrootroleid_value eq b1d94e07-52c6-4f3a-8e9d-0c7a64f2b822 or " +
        "_roletemplateid_value eq 627090ff-40a3-4053-8790-584edc5be201)",
    );
  });

  test("that is another one, or none, hides the buttons", async () => {
    holding(ONE);
    xrm.WebApi.retrieveMultipleRecords.mockResolvedValue({ entities: [] });
    expect(await (await import("../src/ribbon/roles")).holdsRole()).toBe(false);
    vi.resetModules();
    holding();
    expect(await (await import("../src/ribbon/roles")).holdsRole()).toBe(false);
    expect(xrm.WebApi.retrieveMultipleRecords).toHaveBeenCalledTimes(1);
  });

  test("is asked for again after an answer that did not come", async () => {
    holding(ONE);
    xrm.WebApi.retrieveMultipleRecords.mockRejectedValueOnce(new Error("offline"));
    const { holdsRole } = await import("../src/ribbon/roles");
    expect(await holdsRole()).toBe(false);
    xrm.WebApi.retrieveMultipleRecords.mockResolvedValue({ entities: [{}] });
    expect(await holdsRole()).toBe(true);
  });
});
