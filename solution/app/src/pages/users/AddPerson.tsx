import { Button, Dropdown, Field, makeStyles, Option, tokens } from "@fluentui/react-components";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../api/context";
import type { FoundPerson, Role, RoleHolder } from "../../api/types";
import { useTexts } from "../../i18n/context";
import { Fault } from "../../ui/Fault";
import { PersonPicker } from "../../ui/PersonPicker";

const useStyles = makeStyles({
  form: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "flex-end",
    gap: tokens.spacingHorizontalM,
  },
  person: { flex: "1 1 18rem", minWidth: 0 },
  role: { flex: "0 1 12rem" },
  dropdown: { minWidth: 0, width: "100%" },
});

/** Gives somebody a role. */
export function AddPerson({ onGiven }: { onGiven: (holder: RoleHolder) => void }) {
  const styles = useStyles();
  const { users } = useTexts();
  const api = useApi();
  const [person, setPerson] = useState<FoundPerson | null>(null);
  const [role, setRole] = useState<Role>("user");
  const give = useMutation({
    mutationFn: (chosen: FoundPerson) => api.giveRole(chosen.id, role),
    onSuccess: (holder) => {
      setPerson(null);
      onGiven(holder);
    },
  });

  return (
    <>
      <div className={styles.form}>
        <PersonPicker
          className={styles.person}
          label={users.person}
          placeholder={users.personHint}
          chosen={person}
          onChoose={setPerson}
        />
        <Field className={styles.role} label={users.role}>
          <Dropdown
            className={styles.dropdown}
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
      {give.isError && <Fault fault={give.error} />}
    </>
  );
}
