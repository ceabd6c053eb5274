import {
  Badge,
  Button,
  Dropdown,
  Input,
  makeStyles,
  Option,
  Persona,
  Text,
  tokens,
  Tooltip,
} from "@fluentui/react-components";
import { DeleteRegular, PeopleRegular, SearchRegular } from "@fluentui/react-icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi, useSession } from "../../api/context";
import { usePages } from "../../api/pages";
import type { Role, RoleHolder } from "../../api/types";
import { useTexts } from "../../i18n/context";
import { RefreshCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import type { ColumnOf } from "../../ui/DataTable";
import { EmptyState } from "../../ui/EmptyState";
import { useNotify } from "../../ui/notify";
import { Page } from "../../ui/Page";
import { PagedTable } from "../../ui/PagedTable";
import { Section } from "../../ui/Section";
import { AddPerson } from "./AddPerson";

const KEY = ["users"];

const useStyles = makeStyles({
  role: { minWidth: "9rem" },
  search: { width: "16rem", maxWidth: "100%" },
  hint: { color: tokens.colorNeutralForeground3 },
  name: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
});

export default function UsersPage() {
  const styles = useStyles();
  const { users, common } = useTexts();
  const { api, me } = useSession();
  const client = useQueryClient();
  const notify = useNotify();
  const [filter, setFilter] = useState("");
  const [taking, setTaking] = useState<RoleHolder | null>(null);
  const pages = usePages(KEY, (after, signal) => api.users(after, signal));
  const again = () => client.invalidateQueries({ queryKey: KEY });
  const take = useMutation({
    mutationFn: (holder: RoleHolder) => api.takeRole(holder.id),
    onSuccess: (_, holder) => notify.done(users.taken(holder.name)),
    onError: (fault) => notify.failed(fault),
    onSettled: again,
  });

  const wanted = filter.trim().toLowerCase();
  const matches = (holder: RoleHolder) =>
    `${holder.name} ${holder.email}`.toLowerCase().includes(wanted);

  const columns: ColumnOf<RoleHolder>[] = [
    {
      key: "name",
      header: users.name,
      bare: true,
      cell: (holder) => (
        <span className={styles.name}>
          <Persona
            size="small"
            name={holder.name}
            secondaryText={holder.email}
            avatar={{ color: "colorful", "aria-hidden": true }}
          />
          {holder.id === me.id && <Badge appearance="tint">{users.you}</Badge>}
        </span>
      ),
    },
    {
      key: "role",
      header: users.role,
      width: "12rem",
      cell: (holder) => <RoleOf holder={holder} onChanged={again} />,
    },
    {
      key: "via",
      header: users.via,
      width: "10rem",
      cell: (holder) => <Text>{users[holder.via]}</Text>,
    },
    {
      key: "actions",
      header: common.actions,
      headerHidden: true,
      width: "4rem",
      align: "end",
      bare: true,
      cell: (holder) =>
        holder.via === "team" ? null : (
          <Tooltip relationship="label" content={users.removeOf(holder.name)}>
            <Button
              appearance="subtle"
              icon={<DeleteRegular />}
              disabledFocusable={take.isPending}
              onClick={() => setTaking(holder)}
            />
          </Tooltip>
        ),
    },
  ];

  return (
    <Page
      title={users.title}
      description={users.description}
      commands={<RefreshCommand busy={pages.isFetching} onClick={() => void again()} />}
    >
      <Section title={users.add}>
        <AddPerson
          onGiven={(holder) => {
            notify.done(users.given(holder.name));
            void again();
          }}
        />
      </Section>
      <Section
        title={users.title}
        titleHidden
        aside={
          <Input
            className={styles.search}
            type="search"
            contentBefore={<SearchRegular />}
            placeholder={users.filter}
            aria-label={users.filter}
            value={filter}
            onChange={(_, data) => setFilter(data.value)}
          />
        }
      >
        <PagedTable
          label={users.title}
          pages={pages}
          keyOf={(holder) => `${holder.id} ${holder.role} ${holder.via}`}
          columns={columns}
          {...(wanted !== "" && { filter: matches })}
          empty={
            <EmptyState
              as="h2"
              icon={<PeopleRegular />}
              title={users.empty}
              text={users.emptyText}
            />
          }
        />
      </Section>
      <Confirm
        open={taking !== null}
        title={users.removeTitle(taking?.name ?? "")}
        text={users.removeText}
        act={users.remove}
        onAnswer={(yes) => {
          if (yes && taking !== null) take.mutate(taking);
          setTaking(null);
        }}
      />
    </Page>
  );
}

/** The role, to be changed at once where it is held directly. */
function RoleOf({ holder, onChanged }: { holder: RoleHolder; onChanged: () => unknown }) {
  const styles = useStyles();
  const { users } = useTexts();
  const api = useApi();
  const notify = useNotify();
  const change = useMutation({
    mutationFn: (role: Role) => api.giveRole(holder.id, role),
    onSuccess: () => notify.done(users.changed(holder.name)),
    onError: (fault) => notify.failed(fault),
    onSettled: onChanged,
  });
  if (holder.via === "team") {
    return (
      <>
        <Text block>{users[holder.role]}</Text>
        <Text block size={200} className={styles.hint}>
          {users.teamHint}
        </Text>
      </>
    );
  }
  return (
    <Dropdown
      size="small"
      className={styles.role}
      aria-label={users.changeRole(holder.name)}
      value={users[holder.role]}
      selectedOptions={[holder.role]}
      disabled={change.isPending}
      onOptionSelect={(_, { optionValue }) => {
        const role: Role = optionValue === "admin" ? "admin" : "user";
        if (role !== holder.role) change.mutate(role);
      }}
    >
      <Option value="user">{users.user}</Option>
      <Option value="admin">{users.admin}</Option>
    </Dropdown>
  );
}
