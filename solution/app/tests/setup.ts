import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";

/* A loaded machine takes longer than a second to lay a dialog out. */
configure({ asyncUtilTimeout: 10_000 });

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
/* What every browser has, and jsdom does not. */
Blob.prototype.text = function (this: Blob) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.readAsText(this);
  });
};

afterEach(() => {
  cleanup();
  sessionStorage.clear();
});
