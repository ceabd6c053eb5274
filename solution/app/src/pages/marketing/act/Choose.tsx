import {
  Button,
  makeStyles,
  Radio,
  RadioGroup,
  SearchBox,
  Text,
  tokens,
} from "@fluentui/react-components";
import { useEffect, useState } from "react";
import { useApi } from "../../../api/context";
import { usePages } from "../../../api/pages";
import { useFormats, useTexts } from "../../../i18n/context";
import { EmptyState } from "../../../ui/EmptyState";
import { Fault } from "../../../ui/Fault";
import { Skeletons } from "../../../ui/Skeletons";
import { Buttons } from "./Buttons";
import type { Act } from "./kept";
import { Step } from "./Step";

/** An automation or a campaign. */
export interface Choice {
  id: string;
  name: string;
  subject?: string | null;
  sentAt?: string | null;
}

const useStyles = makeStyles({
  search: { maxWidth: "100%" },
  list: { display: "flex", flexDirection: "column" },
  label: { display: "block", overflowWrap: "anywhere" },
  more: { color: tokens.colorNeutralForeground3, display: "block" },
  foot: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: tokens.spacingHorizontalM,
  },
});

interface Props {
  act: Act;
  choice: Choice | null;
  onChoose: (choice: Choice) => void;
  onNext: () => void;
  onClose?: (() => void) | undefined;
}

/** All automations, or the campaigns page by page, with a search in what was read. */
export function Choose({ act, choice, onChoose, onNext, onClose }: Props) {
  const styles = useStyles();
  const { acts, common } = useTexts();
  const api = useApi();
  const [text, setText] = useState("");
  const pages = usePages<Choice>([act, "choices"], (after, signal) =>
    act === "enrol" ? api.automations(after, signal) : api.campaigns(after, signal),
  );
  const { items, hasNextPage, isFetching, fetchNextPage, error } = pages;
  // Campaigns cost a call each at ActiveCampaign, for their subjects; automations do not.
  const readsAll = act === "enrol" && hasNextPage && error === null;
  useEffect(() => {
    if (readsAll && !isFetching) void fetchNextPage();
  }, [readsAll, isFetching, fetchNextPage]);

  const retry = () => void (hasNextPage ? fetchNextPage() : pages.refetch());
  if (items === undefined) {
    return error !== null && !isFetching ? (
      <Fault fault={error} retry={retry} />
    ) : (
      <Skeletons rows={6} />
    );
  }
  if (items.length === 0 && !hasNextPage) {
    return <EmptyState as="h2" title={acts.none[act].title} text={acts.none[act].text} />;
  }
  const shown = items.filter((one) => matches(one, text));
  return (
    <Step label={acts.choose[act]} focused={false}>
      <SearchBox
        className={styles.search}
        aria-label={acts.search[act]}
        placeholder={acts.search[act]}
        value={text}
        onChange={(_, data) => setText(data.value)}
      />
      <RadioGroup
        aria-label={acts.choose[act]}
        className={styles.list}
        value={choice?.id ?? ""}
        onChange={(_, data) => {
          const chosen = items.find((one) => one.id === data.value);
          if (chosen !== undefined) onChoose(chosen);
        }}
      >
        {shown.map((one) => (
          <Radio key={one.id} value={one.id} label={<Label choice={one} />} />
        ))}
      </RadioGroup>
      {error !== null && !isFetching && <Fault fault={error} retry={retry} />}
      <div className={styles.foot}>
        <Text size={200} className={styles.more} role="status">
          {shown.length === 0 ? acts.nothingFound(items.length) : common.shown(shown.length)}
        </Text>
        {hasNextPage && (
          <Button size="small" disabledFocusable={isFetching} onClick={() => void fetchNextPage()}>
            {isFetching ? common.loading : common.loadMore}
          </Button>
        )}
      </div>
      <Buttons>
        <Button appearance="primary" disabledFocusable={choice === null} onClick={onNext}>
          {acts.next}
        </Button>
        {onClose !== undefined && <Button onClick={onClose}>{common.cancel}</Button>}
      </Buttons>
    </Step>
  );
}

function Label({ choice }: { choice: Choice }) {
  const styles = useStyles();
  const formats = useFormats();
  const { acts } = useTexts();
  const more = [
    choice.subject,
    choice.sentAt != null ? acts.sentAt(formats.date(choice.sentAt)) : null,
  ];
  return (
    <span className={styles.label}>
      {choice.name}
      <Text size={200} className={styles.more}>
        {more.filter((one) => one != null && one !== "").join(" · ")}
      </Text>
    </span>
  );
}

function matches(one: Choice, text: string): boolean {
  const wanted = text.trim().toLocaleLowerCase();
  return `${one.name} ${one.subject ?? ""}`.toLocaleLowerCase().includes(wanted);
}
