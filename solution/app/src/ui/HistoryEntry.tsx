import { Button, makeStyles, Text, tokens } from "@fluentui/react-components";
import type { HistoryConflict, HistoryItem, HistoryValue, Side } from "../api/history";
import { useTexts } from "../i18n/context";
import { Explained } from "./Fault";
import { LabelledList } from "./Labelled";

const useStyles = makeStyles({
  root: {
    display: "flex",
    flexDirection: "column",
    alignItems: "flex-start",
    gap: tokens.spacingVerticalXS,
  },
  muted: { color: tokens.colorNeutralForeground3 },
  conflict: { width: "100%" },
});

interface Props {
  item: HistoryItem;
  /** What a field is called. */
  label: (key: string) => string;
  busy: boolean;
  onRestore: () => void;
}

/** One thing that happened to a record. */
export function HistoryEntry({ item, label, busy, onRestore }: Props) {
  const styles = useStyles();
  const { history } = useTexts();
  const carried: [Side, string[]][] = [
    ["dynamics", item.toDynamics],
    ["activecampaign", item.toActivecampaign],
  ];
  return (
    <div className={styles.root}>
      <Text weight="semibold">{history.kinds[item.kind]}</Text>
      {carried.map(([side, keys]) =>
        keys.length === 0 ? null : (
          <Text key={side}>{`${history.to[side]}: ${keys.map(label).join(", ")}`}</Text>
        ),
      )}
      {item.reason !== null && <Explained said={item.reason} strong={false} />}
      {item.restored !== null && (
        <Text>
          {history.restoredBy(
            item.restored.by,
            label(item.restored.field),
            history.sides[item.restored.side],
          )}
        </Text>
      )}
      {item.conflict !== null && (
        <>
          <Conflict conflict={item.conflict} name={label(item.conflict.field)} />
          {item.conflict.restorable && (
            <Button
              size="small"
              aria-label={history.restoreOf(label(item.conflict.field))}
              disabledFocusable={busy}
              onClick={onRestore}
            >
              {history.restore}
            </Button>
          )}
        </>
      )}
    </div>
  );
}

function Conflict({ conflict, name }: { conflict: HistoryConflict; name: string }) {
  const styles = useStyles();
  const { history, mapping, common } = useTexts();
  const shown = (value: HistoryValue): string => {
    if (value === null || value === "") return mapping.blank;
    if (typeof value === "boolean") return value ? common.yes : common.no;
    return Array.isArray(value) ? value.join(", ") : value;
  };
  const sideName = (side: Side) =>
    conflict.winner === side ? `${history.sides[side]} (${history.winner})` : history.sides[side];
  return (
    <div className={styles.conflict}>
      <Text block>{name}</Text>
      <LabelledList
        items={[
          [history.before, shown(conflict.base)],
          [sideName("dynamics"), shown(conflict.dynamics)],
          [sideName("activecampaign"), shown(conflict.activecampaign)],
        ]}
      />
      <Text block size={200} className={styles.muted}>
        {history.because[conflict.because]}
      </Text>
    </div>
  );
}
