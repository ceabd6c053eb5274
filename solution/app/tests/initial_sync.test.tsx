import { FluentProvider, webLightTheme } from "@fluentui/react-components";
import { render, screen } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { SpeechProvider } from "../src/i18n/context";
import { InitialSync } from "../src/pages/syncsettings/InitialSync";

function show(state: "pending" | "running", paused: boolean) {
  render(
    <FluentProvider theme={webLightTheme}>
      <SpeechProvider language="en">
        <InitialSync
          sync={{ state, processed: 10, total: 100, runAutomations: false }}
          readAt={0}
          paused={paused}
          runAutomations={false}
          onRunAutomations={() => undefined}
        />
      </SpeechProvider>
    </FluentProvider>,
  );
}

describe("the initial sync", () => {
  test("that waits says when it starts", () => {
    show("pending", false);
    expect(screen.getByText(/starts within a few minutes if the account/)).toBeDefined();
  });

  test("says that it waits for the switch while syncing is off", () => {
    show("pending", true);
    expect(screen.getByText(/Syncing is off. It starts .* after you switch it on/)).toBeDefined();
  });

  test("that has begun promises no end while syncing is off", () => {
    show("running", true);
    expect(
      screen.getByText("Syncing is off: it goes on when you switch it on again."),
    ).toBeDefined();
    expect(screen.queryByText("Estimating the remaining time")).toBeNull();
  });
});
