import type { FieldFault } from "../../api/types";
import { useExplain } from "../../i18n/context";

/** Faults in one line, for the message of a field; undefined if there are none. */
export function useFaultText() {
  const explain = useExplain();
  return (faults: readonly FieldFault[]): string | undefined => {
    if (faults.length === 0) return undefined;
    return faults
      .map((fault) => {
        if (fault.code === "") return fault.message; // the page's own, in its language
        const { text, remedy } = explain({ code: fault.code, detail: fault.message });
        return `${text} ${remedy}`.trim();
      })
      .join(" ");
  };
}
