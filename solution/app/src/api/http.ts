import type { TokenSource } from "../auth/tokens";
import { SignInRequired } from "../auth/faults";
import { ApiError, apiError } from "./problem";

type Method = "GET" | "POST" | "PUT" | "DELETE";

interface Options {
  body?: unknown;
  ifMatch?: string;
  signal?: AbortSignal;
}

export interface Answer<T> {
  data: T;
  etag: string | null;
}

/** Sends requests to the function app. */
export interface Http {
  send<T>(method: Method, path: string, options?: Options): Promise<Answer<T>>;
}

/** A start of the function app from cold takes some seconds; Azure ends every call after 230. */
const READ_TIMEOUT_MS = 60_000;
const WRITE_TIMEOUT_MS = 230_000;

/** Throws ApiError for an answer that is no success, SignInRequired if there is no good token. */
export function http(functionAppUrl: string, tokens: TokenSource, language: string): Http {
  const once = async (method: Method, path: string, options: Options, token: string) => {
    const limit = AbortSignal.timeout(method === "GET" ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS);
    const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
    const headers = new Headers({
      Authorization: `Bearer ${token}`,
      "Accept-Language": language,
      Accept: "application/json",
    });
    if (options.ifMatch !== undefined) headers.set("If-Match", options.ifMatch);
    if (options.body !== undefined) headers.set("Content-Type", "application/json");
    const body = options.body === undefined ? null : JSON.stringify(options.body);
    try {
      return await fetch(functionAppUrl + path, { method, headers, body, signal });
    } catch (fault) {
      if (options.signal?.aborted) throw fault;
      throw new ApiError({ status: 0, code: limit.aborted ? "app.timeout" : "app.unreachable" });
    }
  };

  return {
    async send<T>(method: Method, path: string, options: Options = {}): Promise<Answer<T>> {
      let answer = await once(method, path, options, await tokens.quietly());
      if (answer.status === 401) {
        // Refused before anything was done, so repeating is harmless.
        answer = await once(method, path, options, await tokens.quietly(true));
        if (answer.status === 401) throw new SignInRequired();
      }
      if (!answer.ok) throw await apiError(answer);
      const text = await answer.text();
      const data = (text === "" ? undefined : JSON.parse(text)) as T;
      return { data, etag: answer.headers.get("ETag") };
    },
  };
}
