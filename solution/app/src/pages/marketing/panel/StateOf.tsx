import { Link, MessageBar, MessageBarBody, Text } from "@fluentui/react-components";
import type { RecordDetails } from "../../../api/marketing";
import { useExplain, useFormats, useTexts } from "../../../i18n/context";

const INTENTS = {
  inSync: "success",
  excluded: "info",
  failing: "error",
  notSynced: "info",
} as const;

/** How the record stands and why, in one sentence; then what mends it. */
export function StateOf({ details }: { details: RecordDetails }) {
  const { panel, common } = useTexts();
  const formats = useFormats();
  const explain = useExplain();
  const { state, reason, lastSyncedAt, contactUrl } = details;
  const why = reason === null ? null : explain(reason);
  const since = lastSyncedAt === null ? null : formats.relative(lastSyncedAt);
  const sentence =
    state === "inSync" ? panel.inSync(since) : panel.state[state](why?.text ?? panel.noReason);
  return (
    <>
      <MessageBar intent={INTENTS[state]} layout="multiline">
        <MessageBarBody>
          <Text>{sentence}</Text> {why !== null && why.remedy !== "" && <Text>{why.remedy} </Text>}
          {contactUrl !== null && (
            <Link
              inline
              href={contactUrl}
              target="_blank"
              rel="noopener"
              aria-label={`${panel.openContact} (${common.opensInNewTab})`}
            >
              {panel.openContact}
            </Link>
          )}
        </MessageBarBody>
      </MessageBar>
      {details.optedOut && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{panel.optedOut}</MessageBarBody>
        </MessageBar>
      )}
    </>
  );
}
