import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useApi } from "../../../api/context";
import type { ActRow } from "../../../api/marketing";
import { useUnsavedGuard } from "../../../ui/unsaved";
import { forget, keep, type Request } from "./kept";
import { pursue, type Calls } from "./pursue";

/** A request on its way: `rows` are what is known of its records, null before it was begun; `fault`
    is why it stopped before its end. */
export interface Running {
  request: Request | null;
  rows: readonly ActRow[] | null;
  busy: boolean;
  fault: Error | null;
  begin: (request: Request) => void;
  /** Takes up one that was begun before, in this page or an earlier one. */
  goOn: (request: Request) => void;
  /** Tries again those that failed; of the others nothing is done twice. */
  again: (request: Request) => void;
}

export function useRequest(): Running {
  const api = useApi();
  const client = useQueryClient();
  const [request, setRequest] = useState<Request | null>(null);
  const [rows, setRows] = useState<readonly ActRow[] | null>(null);
  const left = useRef(new AbortController());
  useEffect(() => {
    const mine = new AbortController();
    left.current = mine;
    return () => mine.abort();
  }, []);

  const { mutate, isPending, error } = useMutation({
    mutationFn: async ({ asked, resumed }: { asked: Request; resumed: boolean }) => {
      const { entity, ids, requestId, targetId, act } = asked;
      const calls: Calls =
        act === "send"
          ? {
              post: (input, signal) => api.send(targetId, input, signal),
              look: (id, signal) => api.sendProgress(id, signal),
            }
          : {
              post: (input, signal) => api.enrol(targetId, input, signal),
              look: (id, signal) => api.enrolProgress(id, signal),
            };
      const { signal } = left.current;
      return pursue({ calls, input: { entity, ids, requestId }, resumed, tell: setRows, signal });
    },
    onSuccess: (ended, { asked }) => {
      setRows(ended);
      forget(asked.act);
      void client.invalidateQueries({ queryKey: ["record"] });
    },
  });
  useUnsavedGuard(isPending);

  const start = (asked: Request, resumed: boolean) => {
    keep(asked);
    setRequest(asked);
    mutate({ asked, resumed });
  };
  return {
    request,
    rows,
    busy: isPending,
    fault: error,
    begin: (asked) => start(asked, false),
    goOn: (asked) => start(asked, true),
    again: (asked) => start(asked, false),
  };
}
