import { Button, makeStyles, Text, tokens } from "@fluentui/react-components";
import {
  ArrowClockwiseRegular,
  CheckmarkCircleFilled,
  CircleRegular,
  DismissCircleFilled,
  WarningFilled,
} from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useApi } from "../../api/context";
import type { CheckState, SetupCheck } from "../../api/types";
import { useCheckWords, useTexts } from "../../i18n/context";
import { Technical } from "../../ui/Fault";
import { Loaded } from "../../ui/Loaded";
import { Section } from "../../ui/Section";

const useStyles = makeStyles({
  list: { listStyle: "none", margin: 0, padding: 0 },
  item: {
    display: "flex",
    gap: tokens.spacingHorizontalM,
    paddingBlock: tokens.spacingVerticalS,
    borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  icon: { fontSize: "20px", lineHeight: "20px", flexShrink: 0 },
  ok: { color: tokens.colorStatusSuccessForeground1 },
  todo: { color: tokens.colorNeutralForeground3 },
  warning: { color: tokens.colorStatusWarningForeground1 },
  failed: { color: tokens.colorStatusDangerForeground1 },
  words: { minWidth: 0, overflowWrap: "anywhere" },
  detail: { color: tokens.colorNeutralForeground2 },
});

const ICONS: Readonly<Record<CheckState, ReactNode>> = {
  ok: <CheckmarkCircleFilled />,
  todo: <CircleRegular />,
  warning: <WarningFilled />,
  failed: <DismissCircleFilled />,
};

/** The set-up from end to end: what is in order, and what mends the rest. */
export function Checks() {
  const styles = useStyles();
  const { settings } = useTexts();
  const api = useApi();
  const query = useQuery({ queryKey: ["setup"], queryFn: ({ signal }) => api.setup(signal) });
  return (
    <Section
      title={settings.checks}
      text={settings.checksText}
      aside={
        <Button
          icon={<ArrowClockwiseRegular />}
          disabledFocusable={query.isFetching}
          onClick={() => void query.refetch()}
        >
          {settings.checkAgain}
        </Button>
      }
    >
      <Loaded query={query} rows={5}>
        {({ checks }) => {
          const open = checks.filter((check) => check.state !== "ok").length;
          return (
            <>
              <Text weight="semibold" role="status">
                {open === 0 ? settings.checkDone : settings.checkOpen(open)}
              </Text>
              <ul className={styles.list}>
                {checks.map((check) => (
                  <Check key={check.code} check={check} />
                ))}
              </ul>
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}

function Check({ check }: { check: SetupCheck }) {
  const styles = useStyles();
  const { settings } = useTexts();
  const { title, text, remedy, technical } = useCheckWords()(check);
  return (
    <li className={styles.item}>
      <span
        className={`${styles.icon} ${styles[check.state]}`}
        role="img"
        aria-label={settings.state[check.state]}
      >
        {ICONS[check.state]}
      </span>
      <div className={styles.words}>
        <Text weight="semibold" block>
          {title}
        </Text>
        {text !== "" && (
          <Text block className={styles.detail}>
            {text} <Technical words={check.state === "ok" ? "" : technical} />
          </Text>
        )}
        {check.state !== "ok" && remedy !== "" && (
          <Text block>
            {settings.remedy}: {remedy}
          </Text>
        )}
      </div>
    </li>
  );
}
