import { cleanup } from "@testing-library/react";
import { afterEach, vi } from "vitest";

/* What Fluent asks of a browser and jsdom does not have. */
vi.stubGlobal("matchMedia", (media: string) => ({
  matches: false,
  media,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}));
vi.stubGlobal(
  "ResizeObserver",
  class {
    observe = () => undefined;
    unobserve = () => undefined;
    disconnect = () => undefined;
  },
);

afterEach(() => {
  cleanup();
  sessionStorage.clear();
});
