import { useCallback, useEffect, useState } from "react";
import { api } from "../api/calls";
import type { Session } from "../api/context";
import { http } from "../api/http";
import { signInClient } from "../auth/client";
import { SignInFailed, SignInRequired } from "../auth/faults";
import { tokenSource, type TokenSource } from "../auth/tokens";
import { loadConfig } from "../config/environment";
import { signInName } from "../host/person";
import { useSpeech } from "../i18n/context";

/** How far the page is on its way to a session. */
export type Start =
  | { state: "starting" }
  | { state: "signIn"; fault: SignInFailed | null; busy: boolean }
  | { state: "failed"; fault: unknown }
  | { state: "ready"; session: Session };

interface Started {
  tokens: TokenSource;
  functionAppUrl: string;
}

/** Reads the configuration, signs in without a question where it can, and asks who it is. */
export function useStart() {
  const { language } = useSpeech();
  const [start, setStart] = useState<Start>({ state: "starting" });
  const [started, setStarted] = useState<Started | null>(null);
  const [attempt, setAttempt] = useState(0);

  const enter = useCallback(
    async ({ tokens, functionAppUrl }: Started) => {
      const calls = api(http(functionAppUrl, tokens, language));
      setStart({ state: "ready", session: { api: calls, me: await calls.me() } });
    },
    [language],
  );

  useEffect(() => {
    let left = false;
    const begin = async () => {
      try {
        const config = await loadConfig();
        const [client, name] = await Promise.all([signInClient(config), signInName()]);
        const next = {
          tokens: tokenSource(client, config.clientId, name),
          functionAppUrl: config.functionAppUrl,
        };
        if (left) return;
        setStarted(next);
        await enter(next);
      } catch (fault) {
        if (left) return;
        if (fault instanceof SignInRequired)
          setStart({ state: "signIn", fault: null, busy: false });
        else setStart({ state: "failed", fault });
      }
    };
    void begin();
    return () => {
      left = true;
    };
  }, [attempt, enter]);

  /** In answer to a click. */
  const signIn = async () => {
    if (started === null) return;
    setStart({ state: "signIn", fault: null, busy: true });
    try {
      await started.tokens.visibly();
      await enter(started);
    } catch (fault) {
      if (fault instanceof SignInFailed) setStart({ state: "signIn", fault, busy: false });
      else setStart({ state: "failed", fault });
    }
  };

  const again = () => {
    setStart({ state: "starting" });
    setAttempt((count) => count + 1);
  };

  return { start, signIn, again, tokens: started?.tokens ?? null };
}
