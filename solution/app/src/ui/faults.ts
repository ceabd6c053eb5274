import { ApiError } from "../api/problem";
import type { FieldFault } from "../api/types";

/** The faults of one field of a form; none if the call did not fail for its input. */
export function faultsAt(fault: unknown, field: string): readonly FieldFault[] {
  if (!(fault instanceof ApiError)) return [];
  return fault.errors.filter((one) => one.field === field);
}

/** Whether all that is wrong can be shown at the fields named. */
export function allAt(fault: unknown, fields: readonly string[]): boolean {
  return (
    fault instanceof ApiError &&
    fault.errors.length > 0 &&
    fault.errors.every((one) => fields.includes(one.field))
  );
}
