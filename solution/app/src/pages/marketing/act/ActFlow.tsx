import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { MOST_IDS } from "../../../api/marketing";
import type { Entity } from "../../../api/types";
import { namesOf } from "../../../host/names";
import { useTexts } from "../../../i18n/context";
import { EmptyState } from "../../../ui/EmptyState";
import { Ask } from "./Ask";
import { Choose, type Choice } from "./Choose";
import { forget, unfinished, type Act } from "./kept";
import { Outcome } from "./Outcome";
import { Resume } from "./Resume";
import { useRequest } from "./useRequest";

interface Props {
  act: Act;
  entity: Entity;
  ids: readonly string[];
  /** Hears whether the act is being carried out, when it is not to be left. */
  onBusy?: (busy: boolean) => void;
  /** Closes what the act stands in; absent where only Dynamics can close it. */
  onClose?: () => void;
}

/** From the choice of an automation or campaign to one result for each record. */
export function ActFlow({ act, entity, ids, onBusy, onClose }: Props) {
  const { acts } = useTexts();
  const [choice, setChoice] = useState<Choice | null>(null);
  const [asking, setAsking] = useState(false);
  const [left, setLeft] = useState(() => unfinished(act, entity, ids));
  const running = useRequest();
  const tooMany = ids.length > MOST_IDS;
  const names = useQuery({
    queryKey: ["names", entity, ids],
    queryFn: ({ signal }) => namesOf(entity, ids, signal),
    enabled: !tooMany,
  }).data;
  useEffect(() => onBusy?.(running.busy), [running.busy, onBusy]);

  if (tooMany) {
    return (
      <EmptyState
        as="h2"
        title={acts.tooManyTitle(ids.length)}
        text={acts.tooMany(String(MOST_IDS))}
      />
    );
  }
  if (running.request !== null) {
    return <Outcome running={running} request={running.request} names={names} onClose={onClose} />;
  }
  if (left !== null) {
    return (
      <Resume
        request={left}
        goOn={() => running.goOn(left)}
        startAnew={() => {
          forget(act);
          setLeft(null);
        }}
      />
    );
  }
  if (choice !== null && asking) {
    return (
      <Ask
        act={act}
        choice={choice}
        ids={ids}
        names={names}
        back={() => setAsking(false)}
        go={() =>
          running.begin({
            requestId: crypto.randomUUID(),
            act,
            targetId: choice.id,
            targetName: choice.name,
            entity,
            ids,
          })
        }
      />
    );
  }
  return (
    <Choose
      act={act}
      choice={choice}
      onChoose={setChoice}
      onNext={() => setAsking(true)}
      onClose={onClose}
    />
  );
}
