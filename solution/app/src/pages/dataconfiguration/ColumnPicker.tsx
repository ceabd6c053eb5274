import { Combobox, makeStyles, Option, Text, tokens } from "@fluentui/react-components";
import { useState } from "react";
import type { Column } from "../../api/types";
import { useTexts } from "../../i18n/context";

const useStyles = makeStyles({
  root: { minWidth: 0, width: "100%" },
  listbox: { maxHeight: "20rem" },
  option: { display: "flex", flexDirection: "column", minWidth: 0, overflowWrap: "anywhere" },
  below: { color: tokens.colorNeutralForeground3 },
});

interface Props {
  /** For screen readers, unless a Field around it gives the label. */
  label?: string;
  columns: readonly Column[];
  /** Logical name; blank while none is chosen. */
  value: string;
  disabled?: boolean;
  onChange: (column: Column) => void;
}

/** Columns to choose from; typing narrows them by label and logical name. */
export function ColumnPicker({ label, columns, value, disabled = false, onChange }: Props) {
  const styles = useStyles();
  const { mapping } = useTexts();
  const [typed, setTyped] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const chosen = columns.find((column) => column.name === value);
  const shown = chosen?.label ?? (value === "" ? "" : mapping.unknownColumn(value));
  const wanted = (typed ?? "").trim().toLowerCase();
  const matching = columns.filter((column) =>
    `${column.label} ${column.name}`.toLowerCase().includes(wanted),
  );
  return (
    <Combobox
      className={styles.root}
      listbox={{ className: styles.listbox }}
      aria-label={label}
      placeholder={mapping.chooseColumn}
      disabled={disabled}
      value={typed ?? shown}
      selectedOptions={value === "" ? [] : [value]}
      open={open}
      onOpenChange={(_, data) => {
        setOpen(data.open);
        if (!data.open) setTyped(null);
      }}
      onChange={(event) => {
        setOpen(true);
        setTyped(event.target.value);
      }}
      onOptionSelect={(_, { optionValue }) => {
        setTyped(null);
        const column = columns.find((one) => one.name === optionValue);
        if (column !== undefined) onChange(column);
      }}
    >
      {/* Nobody sees the options of a closed list, and there may be hundreds of lists. */}
      {open && matching.length === 0 && (
        <Option disabled text={mapping.noColumnMatches}>
          {mapping.noColumnMatches}
        </Option>
      )}
      {open &&
        matching.map((column) => (
          <Option key={column.name} value={column.name} text={column.label}>
            <span className={styles.option}>
              <span>{column.label}</span>
              <Text size={200} className={styles.below}>
                {[
                  column.name,
                  mapping.types[column.type] ?? column.type,
                  column.required ? mapping.required : "",
                ]
                  .filter((part) => part !== "")
                  .join(" · ")}
              </Text>
            </span>
          </Option>
        ))}
    </Combobox>
  );
}
