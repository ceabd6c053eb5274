import { FluentProvider, webLightTheme } from "@fluentui/react-components";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { Api } from "../src/api/calls";
import { queryClient, SessionContext } from "../src/api/context";
import { ApiError } from "../src/api/problem";
import type { Erasure } from "../src/api/audit";
import type { Me } from "../src/api/types";
import { SpeechProvider } from "../src/i18n/context";
import { ErasePerson } from "../src/pages/audit/ErasePerson";

const ME: Me = { id: "1", name: "Ada", roles: ["admin", "user"] };

const REMOVED = {
  links: 2,
  problems: 1,
  history: 3,
  events: 4,
  consentChanges: 1,
  acts: 0,
  requests: 0,
  indexEntries: 1,
};

async function shown(erasePerson: (email: string) => Promise<Erasure>) {
  const onErased = vi.fn();
  render(
    <FluentProvider theme={webLightTheme}>
      <SpeechProvider language="en">
        <QueryClientProvider client={queryClient(() => undefined)}>
          <SessionContext.Provider value={{ api: { erasePerson } as Api, me: ME }}>
            <ErasePerson onErased={onErased} />
          </SessionContext.Provider>
        </QueryClientProvider>
      </SpeechProvider>
    </FluentProvider>,
  );
  await userEvent.click(screen.getByRole("button", { name: "Delete a person's data" }));
  return onErased;
}

const press = () => userEvent.click(screen.getByRole("button", { name: "Delete" }));

test("a person is deleted by their address, and what became of it is told", async () => {
  const erase = vi.fn(() =>
    Promise.resolve({ removed: REMOVED, optOutKept: true, complete: false }),
  );
  const onErased = await shown(erase);
  await userEvent.type(await screen.findByRole("textbox"), " ann@example.org ");
  await press();
  expect(erase).toHaveBeenCalledWith("ann@example.org");
  expect((await screen.findByRole("status")).textContent).toBe("12 entries were deleted.");
  expect(screen.getByText(/wants no mail is still known/)).toBeDefined();
  expect(screen.getByText(/Repeat this when/)).toBeDefined();
  expect(onErased).toHaveBeenCalledOnce();
});

test("without an address nothing is sent", async () => {
  const erase = vi.fn();
  await shown(erase);
  await press();
  expect(await screen.findByText("Enter the email address.")).toBeDefined();
  expect(erase).not.toHaveBeenCalled();
});

test("the address stays where it failed, and is forgotten once the dialog is closed", async () => {
  await shown(() => Promise.reject(new ApiError({ status: 409, code: "erase.busy" })));
  await userEvent.type(await screen.findByRole("textbox"), "ann@example.org");
  await press();
  expect(await screen.findByText(/Somebody else is deleting/)).toBeDefined();
  expect((await screen.findByRole<HTMLInputElement>("textbox", { hidden: true })).value).toBe(
    "ann@example.org",
  );
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  await waitFor(() => {
    expect(screen.queryByRole("alertdialog")).toBeNull();
  });
  // Not hidden from anybody any more once the animation is over, which there is none of here.
  await userEvent.click(
    screen.getByRole("button", { name: "Delete a person's data", hidden: true }),
  );
  expect((await screen.findByRole<HTMLInputElement>("textbox", { hidden: true })).value).toBe("");
});
