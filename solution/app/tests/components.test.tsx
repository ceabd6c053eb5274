import { FluentProvider, webLightTheme } from "@fluentui/react-components";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { describe, expect, test, vi } from "vitest";
import { ApiError } from "../src/api/problem";
import { SpeechProvider } from "../src/i18n/context";
import { Fault } from "../src/ui/Fault";
import { PagedTable } from "../src/ui/PagedTable";
import { ErrorBoundary } from "../src/app/ErrorBoundary";

function show(content: ReactNode, language: "en" | "it" = "en") {
  render(
    <FluentProvider theme={webLightTheme}>
      <SpeechProvider language={language}>{content}</SpeechProvider>
    </FluentProvider>,
  );
}

describe("an error", () => {
  const fault = new ApiError({
    status: 409,
    code: "people.held_otherwise",
    detail: "Held through the team Sales.",
  });

  test("offers to try again", async () => {
    const retry = vi.fn();
    show(<Fault fault={fault} retry={retry} />);
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(retry).toHaveBeenCalledOnce();
  });

  test("shows the app's own words on demand where others are shown first", async () => {
    show(<Fault fault={fault} />, "it");
    expect(screen.queryByText(/team Sales/)).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Mostra dettagli" }));
    expect(screen.getByText(/team Sales/).lang).toBe("en");
  });

  test("of a call that is not there yet is no alarm", () => {
    show(<Fault fault={new ApiError({ status: 404, code: "app.not_available" })} />);
    expect(screen.getByText("Not available in this version")).toBeDefined();
  });

  test("of the page itself leaves a way out", () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const Broken = () => {
      throw new Error("a fault of ours");
    };
    show(
      <ErrorBoundary>
        <Broken />
      </ErrorBoundary>,
    );
    expect(screen.getByRole("button", { name: "Reload the page" })).toBeDefined();
  });
});

describe("a paged list", () => {
  const pages = {
    items: ["a", "b"],
    data: { pages: [1] },
    error: null,
    isFetching: false,
    hasNextPage: true,
    isFetchingNextPage: false,
    fetchNextPage: vi.fn(),
    refetch: vi.fn(),
  };
  const list = (changes: Partial<typeof pages> = {}) => (
    <PagedTable<string>
      label="Letters"
      pages={{ ...pages, ...changes }}
      keyOf={(letter) => letter}
      columns={[{ key: "letter", header: "Letter", cell: (letter) => letter }]}
      empty={<p>nothing</p>}
    />
  );

  test("reads on when asked", async () => {
    show(list());
    await userEvent.click(screen.getByRole("button", { name: "Load more" }));
    expect(pages.fetchNextPage).toHaveBeenCalledOnce();
  });

  test("passes over an empty page by itself", () => {
    const fetchNextPage = vi.fn();
    show(list({ items: [], fetchNextPage }));
    expect(fetchNextPage).toHaveBeenCalledOnce();
    expect(screen.queryByText("nothing")).toBeNull();
  });

  test("says that it is empty only at its end", () => {
    show(list({ items: [], hasNextPage: false }));
    expect(screen.getByText("nothing")).toBeDefined();
  });
});
