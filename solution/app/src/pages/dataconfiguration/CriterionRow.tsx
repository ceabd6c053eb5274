import {
  Button,
  Dropdown,
  Field,
  makeStyles,
  Option,
  tokens,
  Tooltip,
} from "@fluentui/react-components";
import { DeleteRegular } from "@fluentui/react-icons";
import { useMemo } from "react";
import type { Column, Criterion, FieldFault, Operator } from "../../api/types";
import { useTexts } from "../../i18n/context";
import { ColumnPicker } from "./ColumnPicker";
import { operatorsOf, valueFor } from "./columns";
import { CriterionValue } from "./CriterionValue";
import { faultsOfRow } from "./editing";
import { useFaultText } from "./FaultText";

const NARROW = "@media (max-width: 699px)";

const useStyles = makeStyles({
  row: {
    display: "grid",
    gridTemplateColumns: "minmax(0, 3fr) minmax(0, 2fr) minmax(0, 3fr) 32px",
    gap: tokens.spacingHorizontalS,
    alignItems: "start",
    [NARROW]: {
      gridTemplateColumns: "minmax(0, 1fr) 32px",
      paddingBottom: tokens.spacingVerticalM,
      borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    },
  },
  full: { [NARROW]: { gridColumn: "1 / -1" } },
  control: { minWidth: 0, width: "100%" },
  remove: { [NARROW]: { gridRow: 1, gridColumn: 2 } },
});

interface Props {
  criterion: Criterion;
  place: number;
  columns: readonly Column[];
  faults: readonly FieldFault[];
  onChange: (criterion: Criterion) => void;
  onRemove: () => void;
}

/** One criterion: column, operator, value. */
export function CriterionRow({ criterion, place, columns, faults, onChange, onRemove }: Props) {
  const styles = useStyles();
  const { mapping } = useTexts();
  const faultText = useFaultText();
  const column = columns.find((one) => one.name === criterion.field);
  const asked = useMemo(() => columns.filter((one) => operatorsOf(one).length > 0), [columns]);
  const operators = column === undefined ? [criterion.operator] : operatorsOf(column);
  const name = mapping.criterion(place + 1);
  const message = (property: string) =>
    faultText(faultsOfRow(faults, "criteria", place, property)) ?? null;

  const choose = (next: Column) => {
    const fitting = operatorsOf(next);
    const operator = fitting.includes(criterion.operator) ? criterion.operator : "equals";
    onChange({ field: next.name, operator, value: valueFor(next, operator, "") });
  };
  const compare = (operator: Operator) => {
    if (column === undefined) return;
    onChange({ ...criterion, operator, value: valueFor(column, operator, criterion.value) });
  };

  return (
    <div className={styles.row} role="group" aria-label={name} id={`criteria-${place}`}>
      <Field validationMessage={message("field")}>
        <ColumnPicker
          label={`${name}: ${mapping.column}`}
          columns={asked}
          value={criterion.field}
          onChange={choose}
        />
      </Field>
      <Field className={styles.full} validationMessage={message("operator")}>
        <Dropdown
          className={styles.control}
          aria-label={`${name}: ${mapping.operator}`}
          disabled={column === undefined}
          value={mapping.operators[criterion.operator]}
          selectedOptions={[criterion.operator]}
          onOptionSelect={(_, { optionValue }) => compare(optionValue as Operator)}
        >
          {operators.map((operator) => (
            <Option key={operator} value={operator}>
              {mapping.operators[operator]}
            </Option>
          ))}
        </Dropdown>
      </Field>
      <Field className={styles.full} validationMessage={message("value")}>
        {column === undefined ? (
          <span />
        ) : (
          <CriterionValue
            key={`${column.name} ${criterion.operator}`}
            className={styles.control}
            label={`${name}: ${mapping.value}`}
            column={column}
            operator={criterion.operator}
            value={criterion.value}
            onChange={(value) => onChange({ ...criterion, value })}
          />
        )}
      </Field>
      <Tooltip relationship="label" content={mapping.removeCriterion(place + 1)}>
        <Button
          className={styles.remove}
          appearance="subtle"
          icon={<DeleteRegular />}
          onClick={onRemove}
        />
      </Tooltip>
    </div>
  );
}
