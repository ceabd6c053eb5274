import { Button, Link, makeStyles, Text, ToggleButton, tokens } from "@fluentui/react-components";
import {
  CircleRegular,
  CursorClickRegular,
  FlowRegular,
  MailDismissRegular,
  MailReadRegular,
  MailRegular,
  NoteRegular,
  PersonAddRegular,
  PersonDeleteRegular,
  TagRegular,
} from "@fluentui/react-icons";
import { useEffect, useState, type ReactNode } from "react";
import { useApi } from "../../../api/context";
import { usePages } from "../../../api/pages";
import type { Activity, ActivityKind } from "../../../api/marketing";
import type { RecordRef } from "../../../host/shown";
import { useFormats, useSpeech, useTexts } from "../../../i18n/context";
import { Fault } from "../../../ui/Fault";
import { Skeletons } from "../../../ui/Skeletons";
import { GROUPS, ofGroups, type Group } from "./groups";

const ICONS: Readonly<Record<ActivityKind, ReactNode>> = {
  sent: <MailRegular />,
  opened: <MailReadRegular />,
  clicked: <CursorClickRegular />,
  bounced: <MailDismissRegular />,
  subscribed: <PersonAddRegular />,
  unsubscribed: <PersonDeleteRegular />,
  automation: <FlowRegular />,
  tag: <TagRegular />,
  note: <NoteRegular />,
  other: <CircleRegular />,
};

/** Pages that are read by themselves while a filter shows nothing of them. */
const MOST_PAGES_UNSEEN = 5;

const useStyles = makeStyles({
  filters: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalXS },
  list: { listStyle: "none", margin: 0, padding: 0 },
  item: {
    display: "flex",
    gap: tokens.spacingHorizontalM,
    paddingBlock: tokens.spacingVerticalS,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    ":last-child": { borderBottom: "none" },
  },
  icon: {
    fontSize: "20px",
    lineHeight: 0,
    paddingTop: "2px",
    color: tokens.colorBrandForeground1,
    flexShrink: 0,
  },
  words: { display: "flex", flexDirection: "column", minWidth: 0, overflowWrap: "anywhere" },
  quiet: { color: tokens.colorNeutralForeground3 },
  foot: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: tokens.spacingHorizontalM,
  },
});

/** What happened with the person, newest first, as far as it was read. */
export function Activities({ record: { entity, id } }: { record: RecordRef }) {
  const styles = useStyles();
  const { panel, common } = useTexts();
  const api = useApi();
  const [groups, setGroups] = useState<readonly Group[]>([]);
  const pages = usePages(["record", entity, id, "activities"], (after, signal) =>
    api.activities(entity, id, after, signal),
  );
  const { items, hasNextPage, isFetching, fetchNextPage, error } = pages;
  const shown = items === undefined ? [] : ofGroups(items, groups);
  const count = pages.data?.pages.length ?? 0;
  const goesOn = error === null && shown.length === 0 && hasNextPage && count < MOST_PAGES_UNSEEN;
  useEffect(() => {
    if (goesOn && !isFetching) void fetchNextPage();
  }, [goesOn, isFetching, fetchNextPage]);

  if (items === undefined) {
    return error !== null && !isFetching ? (
      <Fault fault={error} retry={() => void pages.refetch()} />
    ) : (
      <Skeletons rows={5} />
    );
  }
  if (items.length === 0 && !hasNextPage) return <Text>{panel.noActivities}</Text>;
  const toggle = (group: Group) =>
    setGroups(groups.includes(group) ? groups.filter((one) => one !== group) : [...groups, group]);
  return (
    <>
      <div role="group" aria-label={panel.filter} className={styles.filters}>
        {GROUPS.map((group) => (
          <ToggleButton
            key={group}
            size="small"
            shape="circular"
            checked={groups.includes(group)}
            onClick={() => toggle(group)}
          >
            {panel.groups[group]}
          </ToggleButton>
        ))}
      </div>
      <ul aria-label={panel.activities} className={styles.list}>
        {shown.map((one) => (
          <Item key={one.id} activity={one} />
        ))}
      </ul>
      {error !== null && !isFetching && (
        <Fault fault={error} retry={() => void (hasNextPage ? fetchNextPage() : pages.refetch())} />
      )}
      <div className={styles.foot}>
        <Text size={200} className={styles.quiet} role="status">
          {shown.length === 0 && !goesOn ? panel.nothingShown : common.shown(shown.length)}
        </Text>
        {hasNextPage && (
          <Button size="small" disabledFocusable={isFetching} onClick={() => void fetchNextPage()}>
            {isFetching ? common.loading : common.loadMore}
          </Button>
        )}
      </div>
    </>
  );
}

function Item({ activity }: { activity: Activity }) {
  const styles = useStyles();
  const { panel, common } = useTexts();
  const { language } = useSpeech();
  const formats = useFormats();
  const { at, kind, title, detail, campaign, url } = activity;
  const known = panel.titles[title];
  return (
    <li className={styles.item}>
      <span className={styles.icon} aria-hidden>
        {ICONS[kind] ?? ICONS.other}
      </span>
      <div className={styles.words}>
        <Text weight="semibold" lang={known === undefined ? "en" : language}>
          {known ?? title}
        </Text>
        {campaign !== null && <Text>{campaign}</Text>}
        {detail !== null && detail !== campaign && <Text>{detail}</Text>}
        {url !== null && isWebAddress(url) && (
          <Link
            inline
            href={url}
            target="_blank"
            rel="noopener noreferrer"
            aria-label={`${url} (${common.opensInNewTab})`}
          >
            {url}
          </Link>
        )}
        <Text size={200} className={styles.quiet}>
          <time dateTime={at}>{formats.dateTime(at)}</time>
        </Text>
      </div>
    </li>
  );
}

/** What was clicked comes from outside: nothing that runs becomes a link. */
function isWebAddress(url: string): boolean {
  return URL.canParse(url) && ["https:", "http:"].includes(new URL(url).protocol);
}
