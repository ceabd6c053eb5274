import {
  Combobox,
  Field,
  makeStyles,
  Option,
  Persona,
  type FieldProps,
} from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../api/context";
import type { FoundPerson } from "../api/types";
import { useTexts } from "../i18n/context";
import { Fault } from "./Fault";
import { useSettled } from "./settled";

const LEAST_LETTERS = 2;
const QUIET_MS = 300;

const useStyles = makeStyles({
  combobox: { minWidth: 0, width: "100%" },
});

interface Props {
  label: string;
  placeholder: string;
  hint?: string;
  chosen: { id: string; name: string } | null;
  /** Told null once another name is typed, or it is taken away. */
  onChoose: (person: FoundPerson | null) => void;
  validationMessage?: FieldProps["validationMessage"];
  className?: string;
}

/** Suggests people of Dynamics while a name is typed. */
export function PersonPicker(props: Props) {
  const { label, placeholder, hint, chosen, onChoose, validationMessage, className } = props;
  const styles = useStyles();
  const { users } = useTexts();
  const api = useApi();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const asked = useSettled(text.trim(), QUIET_MS);
  const search = useQuery({
    queryKey: ["people", asked],
    queryFn: ({ signal }) => api.searchPeople(asked, signal),
    enabled: asked.length >= LEAST_LETTERS && chosen === null,
  });
  const found = chosen === null ? (search.data ?? []) : [];
  const said = wordOf();

  function wordOf(): string | null {
    if (chosen !== null) return null;
    if (text.trim().length < LEAST_LETTERS) return users.searchMore;
    if (search.isFetching || asked !== text.trim()) return users.searching;
    return found.length === 0 && !search.isError ? users.nobody : null;
  }

  return (
    <div className={className}>
      <Field label={label} hint={hint} validationMessage={validationMessage}>
        <Combobox
          className={styles.combobox}
          freeform
          placeholder={placeholder}
          value={chosen?.name ?? text}
          selectedOptions={chosen === null ? [] : [chosen.id]}
          open={open}
          onOpenChange={(_, data) => setOpen(data.open)}
          onChange={(event) => {
            setOpen(true);
            setText(event.target.value);
            if (chosen !== null) onChoose(null);
          }}
          onOptionSelect={(_, { optionValue }) => {
            const one = found.find((each) => each.id === optionValue);
            if (one === undefined) return;
            setText("");
            onChoose(one);
          }}
        >
          {chosen !== null && (
            <Option value={chosen.id} text={chosen.name}>
              {chosen.name}
            </Option>
          )}
          {found.map((one) => (
            <Option key={one.id} value={one.id} text={one.name}>
              <Persona
                size="small"
                name={one.name}
                secondaryText={one.email}
                avatar={{ color: "colorful", "aria-hidden": true }}
              />
            </Option>
          ))}
          {said !== null && (
            <Option disabled value="" text={said}>
              {said}
            </Option>
          )}
        </Combobox>
      </Field>
      {search.isError && <Fault fault={search.error} retry={() => void search.refetch()} />}
    </div>
  );
}
