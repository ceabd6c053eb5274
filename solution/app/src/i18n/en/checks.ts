import type { CheckState } from "../../api/types";
import type { CodeText } from "./codes";

/** What the set-up check found, by its code and state. English has the app's own words, which name
    addresses, columns and times. */
export const checks: Readonly<Record<string, Partial<Record<CheckState, CodeText>>>> = {};
