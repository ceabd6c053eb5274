import { broadcastResponseToMainFrame } from "@azure/msal-browser/redirect-bridge";

/* The page to which Entra ID sends its answer, in a hidden frame or a pop-up. It must be served
   without a Cross-Origin-Opener-Policy header
   (learn.microsoft.com/entra/msal/javascript/browser/redirect-bridge, read 2026-11-24). */
broadcastResponseToMainFrame().catch(() => {
  // Opened by hand: there is no answer to hand on.
  document.body.textContent = "You can close this window.";
});
