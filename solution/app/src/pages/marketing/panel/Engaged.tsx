import {
  Badge,
  Button,
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  Text,
  tokens,
} from "@fluentui/react-components";
import type { Engagement, ListStatus } from "../../../api/marketing";
import { useFormats, useTexts } from "../../../i18n/context";
import { LabelledList } from "../../../ui/Labelled";
import { Section } from "../../../ui/Section";

const useStyles = makeStyles({
  list: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXS,
    listStyle: "none",
    margin: 0,
    padding: 0,
  },
  row: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    overflowWrap: "anywhere",
  },
  tags: {
    display: "flex",
    flexWrap: "wrap",
    gap: tokens.spacingHorizontalXS,
    listStyle: "none",
    margin: 0,
    padding: 0,
  },
  tag: { maxWidth: "100%", height: "auto", whiteSpace: "normal", overflowWrap: "anywhere" },
});

const COLOURS = {
  unconfirmed: "subtle",
  subscribed: "success",
  unsubscribed: "warning",
  bounced: "danger",
  unknown: "subtle",
} as const satisfies Record<ListStatus, string>;

interface Props {
  /** Null while ActiveCampaign cannot be asked. */
  engagement: Engagement | null;
  retry: () => void;
}

/** How warm the person is, and what the person gets. */
export function Engaged({ engagement, retry }: Props) {
  const styles = useStyles();
  const { panel, common } = useTexts();
  const formats = useFormats();
  if (engagement === null) {
    return (
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>{panel.noEngagement}</MessageBarBody>
        <MessageBarActions>
          <Button size="small" onClick={retry}>
            {common.retry}
          </Button>
        </MessageBarActions>
      </MessageBar>
    );
  }
  const { score, lastOpenAt, lastClickAt, lists, tags } = engagement;
  const day = (at: string | null) => (at === null ? panel.notKnown : formats.dateTime(at));
  return (
    <Section title={panel.engagement}>
      <LabelledList
        items={[
          [panel.score, score === null ? panel.noScore : formats.number(score)],
          [panel.lastOpen, day(lastOpenAt)],
          [panel.lastClick, day(lastClickAt)],
          [
            panel.lists,
            lists.length === 0 ? (
              common.none
            ) : (
              <ul className={styles.list}>
                {lists.map((list) => (
                  <li key={list.id} className={styles.row}>
                    <Text>{list.name ?? `#${list.id}`}</Text>
                    <Badge appearance="tint" color={COLOURS[list.status]}>
                      {panel.listStatus[list.status]}
                    </Badge>
                  </li>
                ))}
              </ul>
            ),
          ],
          [panel.tags, tags === null ? panel.notKnown : <Tags tags={tags} />],
        ]}
      />
    </Section>
  );
}

function Tags({ tags }: { tags: readonly string[] }) {
  const styles = useStyles();
  const { common } = useTexts();
  if (tags.length === 0) return <Text>{common.none}</Text>;
  return (
    <ul className={styles.tags}>
      {tags.map((tag) => (
        <li key={tag}>
          <Badge appearance="outline" color="informative" className={styles.tag}>
            {tag}
          </Badge>
        </li>
      ))}
    </ul>
  );
}
