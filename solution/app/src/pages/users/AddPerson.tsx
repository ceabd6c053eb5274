import {
  Button,
  Combobox,
  Dropdown,
  Field,
  makeStyles,
  Option,
  Persona,
  tokens,
} from "@fluentui/react-components";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../api/context";
import type { FoundPerson, Role, RoleHolder } from "../../api/types";
import { useTexts } from "../../i18n/context";
import { Fault } from "../../ui/Fault";
import { useSettled } from "../../ui/settled";

const LEAST_LETTERS = 2;
const QUIET_MS = 300;

const useStyles = makeStyles({
  form: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "flex-end",
    gap: tokens.spacingHorizontalM,
  },
  person: { flex: "1 1 18rem", minWidth: 0 },
  role: { flex: "0 1 12rem" },
  combobox: { minWidth: 0, width: "100%" },
});

/** Suggests people while a name is typed, and gives the one chosen a role. */
export function AddPerson({ onGiven }: { onGiven: (holder: RoleHolder) => void }) {
  const styles = useStyles();
  const { users } = useTexts();
  const api = useApi();
  const [text, setText] = useState("");
  const [person, setPerson] = useState<FoundPerson | null>(null);
  const [role, setRole] = useState<Role>("user");
  const [open, setOpen] = useState(false);
  const asked = useSettled(text.trim(), QUIET_MS);
  const search = useQuery({
    queryKey: ["people", asked],
    queryFn: ({ signal }) => api.searchPeople(asked, signal),
    enabled: asked.length >= LEAST_LETTERS && person === null,
  });
  const give = useMutation({
    mutationFn: (chosen: FoundPerson) => api.giveRole(chosen.id, role),
    onSuccess: (holder) => {
      setText("");
      setPerson(null);
      onGiven(holder);
    },
  });

  const found = person === null ? (search.data ?? []) : [person];
  const hint = hintOf();

  function hintOf(): string | null {
    if (person !== null) return null;
    if (text.trim().length < LEAST_LETTERS) return users.searchMore;
    if (search.isFetching || asked !== text.trim()) return users.searching;
    return found.length === 0 && !search.isError ? users.nobody : null;
  }

  return (
    <>
      <div className={styles.form}>
        <Field className={styles.person} label={users.person}>
          <Combobox
            className={styles.combobox}
            freeform
            placeholder={users.personHint}
            value={text}
            selectedOptions={person === null ? [] : [person.id]}
            open={open}
            onOpenChange={(_, data) => setOpen(data.open)}
            onChange={(event) => {
              setOpen(true);
              setText(event.target.value);
              setPerson(null);
            }}
            onOptionSelect={(_, { optionValue }) => {
              const chosen = found.find((one) => one.id === optionValue);
              if (chosen === undefined) return;
              setPerson(chosen);
              setText(chosen.name);
            }}
          >
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
            {hint !== null && (
              <Option disabled value="" text={hint}>
                {hint}
              </Option>
            )}
          </Combobox>
        </Field>
        <Field className={styles.role} label={users.role}>
          <Dropdown
            className={styles.combobox}
            value={users[role]}
            selectedOptions={[role]}
            onOptionSelect={(_, { optionValue }) =>
              setRole(optionValue === "admin" ? "admin" : "user")
            }
          >
            <Option value="user">{users.user}</Option>
            <Option value="admin">{users.admin}</Option>
          </Dropdown>
        </Field>
        <Button
          appearance="primary"
          disabled={person === null}
          disabledFocusable={give.isPending}
          onClick={() => {
            if (person !== null) give.mutate(person);
          }}
        >
          {users.give}
        </Button>
      </div>
      {search.isError && <Fault fault={search.error} retry={() => void search.refetch()} />}
      {give.isError && <Fault fault={give.error} />}
    </>
  );
}
