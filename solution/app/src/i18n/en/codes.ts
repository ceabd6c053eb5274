import { actionCodes } from "./codes_actions";
import { mappingCodes } from "./codes_mapping";
import { systemCodes } from "./codes_system";

/** What a stable code of the app means, and what mends it. */
export interface CodeText {
  text: string;
  remedy?: string;
  /** The text says all: the app's own words name nothing more. */
  complete?: true;
}

export const codes: Readonly<Record<string, CodeText>> = {
  ...actionCodes,
  ...mappingCodes,
  ...systemCodes,
};
