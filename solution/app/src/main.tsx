import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import type { PageName } from "./host/dynamics";
import { chooseLanguage } from "./i18n/language";

const root = document.getElementById("app");
if (root === null) throw new Error("The page has no element for the app.");
const language = chooseLanguage();
document.documentElement.lang = language;
createRoot(root).render(
  <StrictMode>
    <App page={document.documentElement.dataset["page"] as PageName} language={language} />
  </StrictMode>,
);
