import {
  Badge,
  Button,
  Checkbox,
  Field,
  makeStyles,
  mergeClasses,
  Select,
  Text,
  tokens,
  Tooltip,
} from "@fluentui/react-components";
import { DeleteRegular, LockClosedRegular } from "@fluentui/react-icons";
import { memo } from "react";
import type { AcField, Column, Direction, FieldFault, FieldPair } from "../../api/types";
import { useTexts } from "../../i18n/context";
import { ColumnPicker } from "./ColumnPicker";
import { canCreateOptions } from "./columns";
import type { Edit } from "./editing";
import { useFaultText } from "./FaultText";

const NARROW = "@media (max-width: 699px)";
const DIRECTIONS: readonly Direction[] = ["both", "outbound", "inbound"];

export const usePairStyles = makeStyles({
  grid: {
    display: "grid",
    gridTemplateColumns: "minmax(0, 5fr) minmax(0, 6fr) minmax(0, 5fr) 32px",
    columnGap: tokens.spacingHorizontalM,
    rowGap: tokens.spacingVerticalXS,
    alignItems: "start",
    [NARROW]: { gridTemplateColumns: "minmax(0, 1fr) 32px" },
  },
});

const useStyles = makeStyles({
  row: {
    paddingBlock: tokens.spacingVerticalS,
    borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
    scrollMarginTop: "160px",
  },
  bad: {
    boxShadow: `inset 3px 0 0 ${tokens.colorStatusDangerBorderActive}`,
    paddingInlineStart: "8px",
  },
  name: {
    display: "flex",
    flexDirection: "column",
    alignItems: "flex-start",
    overflowWrap: "anywhere",
    minHeight: "32px",
    justifyContent: "center",
  },
  line: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: tokens.spacingHorizontalXS,
  },
  muted: { color: tokens.colorNeutralForeground3 },
  full: { [NARROW]: { gridColumn: "1 / -1" } },
  action: {
    display: "grid",
    placeItems: "center",
    minHeight: "32px",
    [NARROW]: { gridRow: 1, gridColumn: 2 },
  },
});

interface Props {
  pair: FieldPair;
  place: number;
  field: AcField | undefined;
  /** Of the pair, if Dynamics has it. */
  column: Column | undefined;
  /** That fit the field. */
  columns: readonly Column[];
  /** All of this pair. */
  faults: readonly FieldFault[];
  onChange: (edit: Edit) => void;
}

/** One field pair. There may be hundreds, so one is drawn anew only when it changes. */
export const PairRow = memo(function PairRow(props: Props) {
  const { pair, place, field, column, columns, faults, onChange } = props;
  const styles = useStyles();
  const { grid } = usePairStyles();
  const { mapping } = useTexts();
  const faultText = useFaultText();
  const name = field?.label ?? mapping.unknownField(pair.activecampaign);
  const of = (property: string) =>
    faultText(faults.filter((fault) => fault.field.endsWith(`.${property}`))) ?? null;
  const set = (part: Partial<FieldPair>) => onChange({ kind: "setPair", place, part });
  const fits = columns.length > 0;
  const columnMessage = of("dynamics") ?? (field !== undefined && !fits ? mapping.noFit : null);

  return (
    <li
      id={`fields-${place}`}
      tabIndex={-1}
      className={mergeClasses(grid, styles.row, faults.length > 0 && styles.bad)}
    >
      <div className={styles.name}>
        <span className={styles.line}>
          <Text weight="semibold">{name}</Text>
          {field?.custom && (
            <Badge appearance="outline" color="informative" size="small">
              {mapping.custom}
            </Badge>
          )}
        </span>
        <Text size={200} className={styles.muted}>
          {field === undefined ? pair.activecampaign : (mapping.types[field.type] ?? field.type)}
        </Text>
        {of("activecampaign") !== null && (
          <Field validationMessage={of("activecampaign")}>
            <span />
          </Field>
        )}
      </div>
      <Field
        className={styles.full}
        validationMessage={columnMessage}
        validationState={of("dynamics") === null ? "warning" : "error"}
      >
        <ColumnPicker
          label={mapping.columnOf(name)}
          columns={columns}
          value={pair.dynamics}
          disabled={pair.locked || !fits}
          onChange={({ name: dynamics, writable }) =>
            set(writable ? { dynamics } : { dynamics, direction: "outbound" })
          }
        />
      </Field>
      <div className={styles.full}>
        <Field validationMessage={of("direction")}>
          <Select
            aria-label={mapping.directionOf(name)}
            value={pair.direction}
            disabled={pair.locked}
            onChange={(_, { value }) => set({ direction: value as Direction })}
          >
            {DIRECTIONS.map((direction) => (
              <option key={direction} value={direction}>
                {mapping.directions[direction]}
              </option>
            ))}
          </Select>
        </Field>
        {canCreateOptions(field?.type, column, pair.direction) && (
          <Field validationMessage={of("createOptions")}>
            <Checkbox
              label={mapping.createOptions}
              aria-label={mapping.createOptionsOf(name)}
              checked={pair.createOptions ?? false}
              onChange={(_, { checked }) => set({ createOptions: checked === true })}
            />
          </Field>
        )}
      </div>
      <div className={styles.action}>
        {pair.locked ? (
          <Tooltip relationship="label" content={mapping.lockedHint}>
            <LockClosedRegular tabIndex={0} role="img" />
          </Tooltip>
        ) : (
          <Tooltip relationship="label" content={mapping.removePair(name)}>
            <Button
              appearance="subtle"
              icon={<DeleteRegular />}
              onClick={() => onChange({ kind: "removePair", place })}
            />
          </Tooltip>
        )}
      </div>
    </li>
  );
});
