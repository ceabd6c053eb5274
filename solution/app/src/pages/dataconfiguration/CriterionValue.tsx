import { Dropdown, Input, Option } from "@fluentui/react-components";
import { useState } from "react";
import type { Column, ColumnOption, CriterionValue as Value, Operator } from "../../api/types";
import { useTexts } from "../../i18n/context";
import { localTime, momentOf, takesNoValue, takesSeveral, valueKind } from "./columns";

interface Props {
  column: Column;
  operator: Operator;
  value: Value;
  label: string;
  className: string;
  onChange: (value: Value) => void;
}

/** Asks for the value of a criterion in the way of its column. */
export function CriterionValue(props: Props) {
  const { column, operator, label, className } = props;
  const { mapping } = useTexts();
  const kind = valueKind(column);
  if (takesNoValue(operator)) {
    return (
      <Input
        className={className}
        disabled
        value=""
        placeholder={mapping.noValue}
        aria-label={label}
      />
    );
  }
  if (kind === "yesNo" || kind === "choice" || kind === "choices") return <Choice {...props} />;
  if (takesSeveral(column, operator)) return <Several {...props} />;
  return <Single {...props} />;
}

function Choice({ column, operator, value, label, className, onChange }: Props) {
  const { common } = useTexts();
  const yesNo = valueKind(column) === "yesNo";
  const options = yesNo ? yesNoOptions(column, common) : column.options;
  const several = takesSeveral(column, operator);
  const chosen = (Array.isArray(value) ? value : [value]).map((one) => keyOf(one));
  const send = (key: string): Value => {
    if (!yesNo) return Number(key);
    return several ? key : key === "true";
  };
  return (
    <Dropdown
      className={className}
      aria-label={label}
      multiselect={several}
      value={options
        .filter((option) => chosen.includes(keyOf(option.value)))
        .map((option) => option.label)
        .join(", ")}
      selectedOptions={chosen}
      onOptionSelect={(_, { selectedOptions }) => {
        if (several) onChange(selectedOptions.map((key) => send(key) as string | number));
        else if (selectedOptions[0] !== undefined) onChange(send(selectedOptions[0]));
      }}
    >
      {options.map((option) => (
        <Option key={keyOf(option.value)} value={keyOf(option.value)}>
          {option.label}
        </Option>
      ))}
    </Dropdown>
  );
}

function Several({ value, label, className, onChange }: Props) {
  const { mapping } = useTexts();
  const [typed, setTyped] = useState(Array.isArray(value) ? value.join("; ") : "");
  return (
    <Input
      className={className}
      aria-label={`${label}. ${mapping.values}`}
      placeholder={mapping.values}
      value={typed}
      onChange={(_, data) => {
        setTyped(data.value);
        onChange(split(data.value));
      }}
    />
  );
}

function Single({ column, value, label, className, onChange }: Props) {
  const kind = valueKind(column);
  const held = value === null || Array.isArray(value) ? "" : String(value);
  if (kind === "moment") {
    return (
      <Input
        className={className}
        aria-label={label}
        type="datetime-local"
        value={localTime(held)}
        onChange={(_, data) => onChange(momentOf(data.value))}
      />
    );
  }
  return (
    <Input
      className={className}
      aria-label={label}
      type={kind === "date" ? "date" : "text"}
      inputMode={kind === "number" ? "decimal" : "text"}
      value={held}
      onChange={(_, data) => onChange(data.value)}
    />
  );
}

/** Texts between semicolons, without blanks around them. */
export function split(text: string): string[] {
  return text
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

type Key = ColumnOption["value"] | string | boolean | null;

function keyOf(value: Key): string {
  return String(value);
}

/** As Dynamics labels them for this column, or plainly. */
function yesNoOptions(
  column: Column,
  common: { yes: string; no: string },
): { value: boolean; label: string }[] {
  const label = (value: number) => column.options.find((one) => one.value === value)?.label;
  return [
    { value: true, label: label(1) ?? common.yes },
    { value: false, label: label(0) ?? common.no },
  ];
}
