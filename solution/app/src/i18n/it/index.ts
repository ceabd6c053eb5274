import type { Texts } from "../en";
import { codes } from "./codes";
import { common, shell } from "./common";
import { mapping } from "./mapping";
import { settings, sync, users } from "./setup";
import { audit, dashboard, problems, runs } from "./watch";

export const it: Texts = {
  common,
  shell,
  settings,
  users,
  sync,
  mapping,
  dashboard,
  problems,
  runs,
  audit,
  codes,
};
