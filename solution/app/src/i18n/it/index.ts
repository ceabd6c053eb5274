import type { Texts } from "../en";
import { checks } from "./checks";
import { codes } from "./codes";
import { common, shell } from "./common";
import { mapping } from "./mapping";
import { acts, panel } from "./marketing";
import { settings, sync, users } from "./setup";
import { audit, dashboard, erase, history, problems, runs } from "./watch";

export const it: Texts = {
  common,
  shell,
  settings,
  users,
  sync,
  mapping,
  dashboard,
  problems,
  history,
  runs,
  audit,
  erase,
  panel,
  acts,
  checks,
  codes,
};
