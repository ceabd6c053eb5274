import { Link, makeStyles, Text, tokens, Tooltip } from "@fluentui/react-components";
import { OpenRegular } from "@fluentui/react-icons";
import type { Entity } from "../api/types";
import { recordAddress } from "../host/dynamics";
import { useTexts } from "../i18n/context";

const useStyles = makeStyles({
  root: {
    display: "inline-flex",
    alignItems: "baseline",
    gap: tokens.spacingHorizontalXS,
    minWidth: 0,
  },
  icon: { fontSize: "14px", alignSelf: "center", flexShrink: 0 },
});

interface Props {
  entity: Entity;
  id: string;
  name: string;
  /** The contact in ActiveCampaign, if there is one. */
  contactUrl?: string | null;
}

/** A record by its name, which opens its form in Dynamics; beside it the way to ActiveCampaign. */
export function RecordLink({ entity, id, name, contactUrl = null }: Props) {
  const styles = useStyles();
  const { dashboard, common } = useTexts();
  const shown = name.trim() === "" ? dashboard.noName : name;
  return (
    <span className={styles.root}>
      <Link href={recordAddress(entity, id)} target="_blank" rel="noopener">
        <Text weight="semibold">{shown}</Text>
      </Link>
      {contactUrl !== null && (
        <Tooltip
          relationship="label"
          content={`${dashboard.openContact(shown)} (${common.opensInNewTab})`}
        >
          <Link href={contactUrl} target="_blank" rel="noopener">
            <OpenRegular className={styles.icon} />
          </Link>
        </Tooltip>
      )}
    </span>
  );
}
