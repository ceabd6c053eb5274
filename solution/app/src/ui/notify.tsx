import { Toast, ToastBody, ToastTitle, useToastController } from "@fluentui/react-components";
import { ApiError } from "../api/problem";
import { useExplain } from "../i18n/context";
import { SignInRequired } from "../auth/faults";

export const TOASTER = "notes";

/** Short notes at the edge of the page, for acts whose result is not to be seen otherwise. */
export function useNotify() {
  const { dispatchToast } = useToastController(TOASTER);
  const explain = useExplain();
  return {
    done(text: string) {
      dispatchToast(
        <Toast>
          <ToastTitle>{text}</ToastTitle>
        </Toast>,
        { intent: "success", timeout: 4000 },
      );
    },
    failed(fault: unknown) {
      if (fault instanceof SignInRequired) return; // said above the page
      const said = fault instanceof ApiError ? fault : { code: "app.error", detail: "" };
      const { text, remedy } = explain(said);
      dispatchToast(
        <Toast>
          <ToastTitle>{text}</ToastTitle>
          {remedy !== "" && <ToastBody>{remedy}</ToastBody>}
        </Toast>,
        { intent: "error", timeout: 10_000 },
      );
    },
  };
}
