import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useReducer, useState } from "react";
import { useApi } from "../../api/context";
import type { Answer } from "../../api/http";
import { ApiError } from "../../api/problem";
import type { Entity, FieldFault, Mapping } from "../../api/types";
import { useTexts } from "../../i18n/context";
import { useNotify } from "../../ui/notify";
import { keepDraft, keptDraft } from "./drafts";
import { edit, same, sent, type Edit, type Edited } from "./editing";

type Act =
  Edit | { kind: "start"; mapping: Mapping } | { kind: "faults"; faults: readonly FieldFault[] };

function reduce(edited: Edited, act: Act): Edited {
  if (act.kind === "start") return { mapping: act.mapping, faults: [] };
  if (act.kind === "faults") return { ...edited, faults: act.faults };
  return edit(edited, act);
}

/** Reads the mapping of an entity. */
export function useStoredMapping(entity: Entity) {
  const api = useApi();
  return useQuery({
    queryKey: ["mapping", entity],
    queryFn: ({ signal }) => api.mapping(entity, signal),
    staleTime: Infinity,
  });
}

/** The mapping while it is edited: saving, previewing, and what the app found wrong. */
export function useEditing(entity: Entity, stored: Answer<Mapping>) {
  const api = useApi();
  const client = useQueryClient();
  const notify = useNotify();
  const { common, mapping: texts } = useTexts();
  const etag = stored.etag ?? "";
  const [restored] = useState(() => keptDraft(entity, etag));
  const [edited, dispatch] = useReducer(reduce, { mapping: restored ?? stored.data, faults: [] });
  const unsaved = !same(edited.mapping, stored.data);

  const change = (act: Edit) => {
    const next = edit(edited, act);
    keepDraft(entity, etag, same(next.mapping, stored.data) ? null : next.mapping);
    dispatch(act);
  };
  const onError = (fault: Error) => {
    if (fault instanceof ApiError && fault.status === 422) {
      dispatch({ kind: "faults", faults: fault.errors });
    }
  };
  const save = useMutation({
    mutationFn: () => api.setMapping(entity, sent(edited.mapping), etag),
    onSuccess: (answer) => {
      keepDraft(entity, etag, null);
      client.setQueryData(["mapping", entity], answer);
      dispatch({ kind: "start", mapping: answer.data });
      notify.done(common.saved);
    },
    onError,
  });
  const preview = useMutation({
    mutationFn: () => api.preview(entity, sent(edited.mapping)),
    onError,
  });

  /** True if nothing stands in the way that the page itself can see. */
  const complete = (): boolean => {
    const faults = blanks(edited.mapping, texts.chooseFirst);
    dispatch({ kind: "faults", faults });
    return faults.length === 0;
  };

  return {
    ...edited,
    restored: restored !== null,
    unsaved,
    change,
    save: () => {
      if (complete()) save.mutate();
    },
    saving: save.isPending,
    /** Why the last save failed, but for faults that are shown at their place. */
    saveFault: save.error,
    preview: () => {
      const ready = complete();
      if (ready) preview.mutate();
      return ready;
    },
    previewing: preview,
    discard: () => {
      keepDraft(entity, etag, null);
      save.reset();
      dispatch({ kind: "start", mapping: stored.data });
    },
    reload: async () => {
      keepDraft(entity, etag, null);
      save.reset();
      const answer = await client.query({
        queryKey: ["mapping", entity],
        queryFn: ({ signal }) => api.mapping(entity, signal),
        staleTime: 0,
      });
      dispatch({ kind: "start", mapping: answer.data });
    },
  };
}

export type Editing = ReturnType<typeof useEditing>;

/** What is not chosen yet. */
function blanks(mapping: Mapping, message: string): FieldFault[] {
  const fault = (field: string): FieldFault => ({ field, code: "", message });
  return [
    ...mapping.fields.flatMap((pair, place) =>
      pair.dynamics === "" ? [fault(`fields[${place}].dynamics`)] : [],
    ),
    ...(mapping.scope === "criteria" ? mapping.criteria : []).flatMap((criterion, place) =>
      criterion.field === "" ? [fault(`criteria[${place}].field`)] : [],
    ),
  ];
}
