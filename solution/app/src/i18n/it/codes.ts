import type { Texts } from "../en";
import { actionCodes } from "./codes_actions";
import { mappingCodes } from "./codes_mapping";
import { systemCodes } from "./codes_system";

export const codes: Texts["codes"] = { ...actionCodes, ...mappingCodes, ...systemCodes };
