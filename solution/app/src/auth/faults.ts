export type SignInFault =
  "blocked" | "cancelled" | "consent" | "notAssigned" | "timeout" | "offline" | "failed";

/** Nobody is signed in, or not any more: only the person can go on. */
export class SignInRequired extends Error {
  constructor() {
    super("Sign in");
  }
}

/** `reference` is what support at Microsoft asks for: the AADSTS number, if there is one. */
export class SignInFailed extends Error {
  constructor(
    readonly kind: SignInFault,
    readonly reference: string,
  ) {
    super(`The sign-in failed: ${kind} ${reference}`);
  }
}

const BY_CODE: Readonly<Record<string, SignInFault>> = {
  popup_window_error: "blocked",
  empty_window_error: "blocked",
  block_nested_popups: "blocked",
  user_cancelled: "cancelled",
  interaction_in_progress: "cancelled",
  interaction_in_progress_cancelled: "cancelled",
  consent_required: "consent",
  timed_out: "timeout",
  monitor_window_timeout: "timeout",
  no_network_connectivity: "offline",
  post_request_failed: "offline",
  get_request_failed: "offline",
  endpoints_resolution_error: "offline",
  openid_config_error: "offline",
};

/* learn.microsoft.com/entra/identity-platform/reference-error-codes (read 2026-11-24). */
const BY_NUMBER: Readonly<Record<string, SignInFault>> = {
  "50105": "notAssigned",
  "65001": "consent",
  "65004": "consent",
  "90094": "consent",
  "90095": "consent",
};

/** Why a visible sign-in did not succeed, from what MSAL threw. */
export function signInFailed(fault: unknown): SignInFailed {
  const { errorCode = "", message = "" } = fault as { errorCode?: string; message?: string };
  const number = /AADSTS(\d+)/.exec(message)?.[1];
  const kind =
    (number === undefined ? undefined : BY_NUMBER[number]) ?? BY_CODE[errorCode] ?? "failed";
  return new SignInFailed(kind, number ? `AADSTS${number}` : errorCode);
}
