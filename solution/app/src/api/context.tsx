import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { SignInRequired } from "../auth/faults";
import type { Api } from "./calls";
import { ApiError } from "./problem";
import type { Me } from "./types";

const MOST_RETRIES = 2;
const MOST_WAIT_MS = 10_000;

export interface Session {
  api: Api;
  me: Me;
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("There is no session outside the gate.");
  return session;
}

export function useApi(): Api {
  return useSession().api;
}

export function useIsAdmin(): boolean {
  return useSession().me.roles.includes("admin");
}

/** Reads are repeated a little where that may help; writes never by themselves. `signInRequired` is
    called when a call finds that the sign-in is no good any more. */
export function queryClient(signInRequired: () => void): QueryClient {
  const onError = (fault: Error) => {
    if (fault instanceof SignInRequired) signInRequired();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        retry: (count, fault) => count < MOST_RETRIES && fault instanceof ApiError && fault.passing,
        retryDelay: (count, fault) => {
          const asked = fault instanceof ApiError ? fault.retryAfterSeconds : undefined;
          return Math.min(asked === undefined ? 1000 * 2 ** count : asked * 1000, MOST_WAIT_MS);
        },
        refetchOnWindowFocus: false,
        staleTime: 10_000,
      },
    },
  });
}
