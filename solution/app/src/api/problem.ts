import type { FieldFault, ProblemDocument } from "./types";

interface Details {
  status: number;
  code: string;
  title?: string;
  detail?: string;
  remedy?: string;
  errors?: readonly FieldFault[];
  retryAfterSeconds?: number;
}

/** A call that failed. `status` is 0 if there was no answer. */
export class ApiError extends Error {
  readonly status: number;
  /** Stable; texts are found by it. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly remedy: string;
  readonly errors: readonly FieldFault[];
  readonly retryAfterSeconds: number | undefined;

  constructor(details: Details) {
    super(`${details.status} ${details.code}`);
    this.status = details.status;
    this.code = details.code;
    this.title = details.title ?? "";
    this.detail = details.detail ?? "";
    this.remedy = details.remedy ?? "";
    this.errors = details.errors ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds;
  }

  /** The function app is of a version that does not know this call. */
  get notAvailable(): boolean {
    return this.code === "app.not_available";
  }

  /** Asking again may succeed, and does no harm if the call only reads. */
  get passing(): boolean {
    return [0, 429, 502, 503, 504].includes(this.status);
  }
}

/** Reads an answer that is no success. */
export async function apiError(answer: Response): Promise<ApiError> {
  const { status } = answer;
  const retryAfter = Number(answer.headers.get("Retry-After"));
  const retryAfterSeconds = retryAfter > 0 ? retryAfter : undefined;
  const document = await problemOf(answer);
  if (document === null) {
    // The app itself always answers a problem document; a bare 404 is the host's word that it has
    // no such function.
    const code = status === 404 ? "app.not_available" : "app.unexpected";
    return new ApiError({ status, code, retryAfterSeconds });
  }
  return new ApiError({ ...document, status, retryAfterSeconds });
}

async function problemOf(answer: Response): Promise<ProblemDocument | null> {
  const type = answer.headers.get("Content-Type") ?? "";
  if (!type.startsWith("application/problem+json")) return null;
  try {
    const body = (await answer.json()) as Partial<ProblemDocument>;
    return typeof body.code === "string" ? (body as ProblemDocument) : null;
  } catch {
    return null;
  }
}
