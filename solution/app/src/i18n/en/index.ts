import { checks } from "./checks";
import { codes } from "./codes";
import { common, shell } from "./common";
import { mapping } from "./mapping";
import { acts, panel } from "./marketing";
import { settings, sync, users } from "./setup";
import { audit, dashboard, erase, history, problems, runs } from "./watch";

export const en = {
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

/** What every language has to say. */
export type Texts = typeof en;
