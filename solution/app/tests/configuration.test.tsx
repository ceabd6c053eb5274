import { FluentProvider, webLightTheme } from "@fluentui/react-components";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { Api } from "../src/api/calls";
import { queryClient, SessionContext } from "../src/api/context";
import { ApiError } from "../src/api/problem";
import type { Me } from "../src/api/types";
import { SpeechProvider } from "../src/i18n/context";
import { ConfigurationSection } from "../src/pages/syncsettings/ConfigurationSection";
import { FILE_NAME } from "../src/pages/syncsettings/configuration_file";

const ME: Me = { id: "1", name: "Ada", roles: ["admin", "user"] };
const KEPT = { version: 1, mappings: {}, syncSettings: { globalSync: true } };

type Restore = Api["setConfiguration"];

function shown(setConfiguration: Restore = vi.fn<Restore>(() => Promise.resolve())) {
  const onRestored = vi.fn();
  const api = {
    configuration: () => Promise.resolve({ data: KEPT, etag: '"7"' }),
    setConfiguration,
  } as Partial<Api> as Api;
  render(
    <FluentProvider theme={webLightTheme}>
      <SpeechProvider language="en">
        <QueryClientProvider client={queryClient(() => undefined)}>
          <SessionContext.Provider value={{ api, me: ME }}>
            <ConfigurationSection onRestored={onRestored} />
          </SessionContext.Provider>
        </QueryClientProvider>
      </SpeechProvider>
    </FluentProvider>,
  );
  return { onRestored, setConfiguration };
}

const choose = (text: string) =>
  userEvent.upload(
    screen.getByLabelText<HTMLInputElement>("Restore from a file", { selector: "input" }),
    new File([text], FILE_NAME, { type: "application/json" }),
  );
const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));

test("what is downloaded is the document, under a name that says what it is", async () => {
  const saved: [string, Blob][] = [];
  let blob: Blob | undefined;
  URL.createObjectURL = (given: Blob) => ((blob = given), "blob:1");
  URL.revokeObjectURL = vi.fn();
  const click = vi.spyOn(HTMLAnchorElement.prototype, "click");
  click.mockImplementation(function (this: HTMLAnchorElement) {
    if (blob !== undefined) saved.push([this.download, blob]);
  });
  shown();
  await press("Download");
  await vi.waitFor(() => expect(saved).toHaveLength(1));
  const [[name, content] = ["", new Blob()]] = saved;
  expect(name).toBe(FILE_NAME);
  expect(JSON.parse(await content.text())).toEqual(KEPT);
  click.mockRestore();
});

test("a file is brought back over what was read, once that was confirmed", async () => {
  const { onRestored, setConfiguration } = shown();
  await choose(JSON.stringify(KEPT));
  await screen.findByRole("alertdialog");
  expect(setConfiguration).not.toHaveBeenCalled();
  await press("Restore");
  await vi.waitFor(() => expect(onRestored).toHaveBeenCalledOnce());
  expect(setConfiguration).toHaveBeenCalledWith(KEPT, '"7"');
});

test("who does not confirm changes nothing", async () => {
  const { setConfiguration } = shown();
  await choose(JSON.stringify(KEPT));
  await screen.findByRole("alertdialog");
  await press("Cancel");
  expect(setConfiguration).not.toHaveBeenCalled();
});

test("everything that is wrong is told, each with its place", async () => {
  const errors = [
    { field: "mappings.lead.fields[1].dynamics", code: "required", message: "" },
    { field: "accountUrl", code: "configuration.other_account", message: "" },
  ];
  shown(() => Promise.reject(new ApiError({ status: 422, code: "request.invalid", errors })));
  await choose(JSON.stringify(KEPT));
  await screen.findByRole("alertdialog");
  await press("Restore");
  const said = (await screen.findAllByRole("listitem")).map((item) => item.textContent);
  expect(said[0]).toContain("mappings.lead.fields[1].dynamics: This is required.");
  expect(said[1]).toContain("another ActiveCampaign account");
});

test.each(["no json", "[]"])("a file that is none of ours is not sent: %s", async (text) => {
  const { setConfiguration } = shown();
  await choose(text);
  expect(await screen.findByText("Choose a file that was downloaded here.")).toBeDefined();
  expect(screen.queryByRole("alertdialog")).toBeNull();
  expect(setConfiguration).not.toHaveBeenCalled();
});
