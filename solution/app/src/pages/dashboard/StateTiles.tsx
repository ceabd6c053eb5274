import { makeStyles, mergeClasses, Text, tokens } from "@fluentui/react-components";
import type { Entity, RecordState, StateCounts } from "../../api/types";
import { useFormats, useTexts } from "../../i18n/context";
import { Section } from "../../ui/Section";

const STATES: readonly RecordState[] = ["inSync", "excluded", "failing"];

const useStyles = makeStyles({
  tiles: {
    display: "grid",
    gridTemplateColumns: "repeat(3, minmax(0, 1fr))",
    gap: tokens.spacingHorizontalS,
  },
  tile: {
    display: "flex",
    flexDirection: "column",
    alignItems: "flex-start",
    gap: tokens.spacingVerticalXXS,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    borderTopWidth: 0,
    borderBottomWidth: 0,
    borderRightWidth: 0,
    borderLeftWidth: "3px",
    borderLeftStyle: "solid",
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
    color: tokens.colorNeutralForeground1,
    textAlign: "start",
    minWidth: 0,
    fontFamily: "inherit",
  },
  button: {
    cursor: "pointer",
    ":hover": { backgroundColor: tokens.colorNeutralBackground2Hover },
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: "1px" },
  },
  inSync: { borderLeftColor: tokens.colorStatusSuccessBorderActive },
  excluded: { borderLeftColor: tokens.colorNeutralStrokeAccessible },
  failing: { borderLeftColor: tokens.colorStatusDangerBorderActive },
  failingCount: { color: tokens.colorStatusDangerForeground1 },
  count: { fontVariantNumeric: "tabular-nums" },
  name: { color: tokens.colorNeutralForeground2 },
});

interface Props {
  entity: Entity;
  counts: StateCounts;
  /** Left out for those who may not see the lists. */
  onOpen?: (state: RecordState) => void;
}

/** How many records of an entity are in each state; each number opens its list. */
export function StateTiles({ entity, counts, onOpen }: Props) {
  const styles = useStyles();
  const { common, dashboard } = useTexts();
  const formats = useFormats();
  const title = entity === "lead" ? common.leads : common.contacts;
  return (
    <Section title={title}>
      <div className={styles.tiles}>
        {STATES.map((state) => {
          const count = formats.number(counts[state]);
          const bad = state === "failing" && counts.failing > 0;
          const content = (
            <>
              <Text
                size={600}
                weight="semibold"
                className={mergeClasses(styles.count, bad && styles.failingCount)}
              >
                {count}
              </Text>
              <Text size={200} className={styles.name}>
                {dashboard[state]}
              </Text>
            </>
          );
          const look = mergeClasses(styles.tile, styles[state]);
          return onOpen === undefined ? (
            <div key={state} className={look}>
              {content}
            </div>
          ) : (
            <button
              key={state}
              type="button"
              className={mergeClasses(look, styles.button)}
              aria-label={dashboard.openList(dashboard[state], title, count)}
              onClick={() => onOpen(state)}
            >
              {content}
            </button>
          );
        })}
      </div>
    </Section>
  );
}
