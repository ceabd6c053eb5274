import { Text } from "@fluentui/react-components";
import { ClipboardTaskListLtrRegular } from "@fluentui/react-icons";
import { useApi } from "../../api/context";
import { usePages } from "../../api/pages";
import type { AuditEntry } from "../../api/audit";
import { useFormats, useTexts } from "../../i18n/context";
import { RefreshCommand } from "../../ui/command";
import type { ColumnOf } from "../../ui/DataTable";
import { EmptyState } from "../../ui/EmptyState";
import { Page } from "../../ui/Page";
import { PagedTable } from "../../ui/PagedTable";
import { Section } from "../../ui/Section";
import { ErasePerson } from "./ErasePerson";

/** `by` is the name and the systemuserid; the id is for the log, not for the eye. */
export function nameOf(by: string): string {
  return (
    by.replace(/\s*[([]?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}[)\]]?\s*$/i, "").trim() || by
  );
}

export default function AuditPage() {
  const { audit, common } = useTexts();
  const formats = useFormats();
  const targetOf = (target: string) =>
    target === "lead" || target === "contact" ? common[target] : target;
  const api = useApi();
  const pages = usePages(["audit"], (after, signal) => api.audit(after, signal));
  const columns: ColumnOf<AuditEntry>[] = [
    {
      key: "act",
      header: audit.act,
      width: "20%",
      bare: true,
      cell: (entry) => <Text weight="semibold">{audit.acts[entry.act] ?? entry.act}</Text>,
    },
    {
      key: "at",
      header: audit.at,
      width: "11rem",
      cell: (entry) => <Text>{formats.dateTime(entry.at)}</Text>,
    },
    {
      key: "by",
      header: audit.by,
      width: "15%",
      cell: (entry) => <Text title={entry.by}>{nameOf(entry.by)}</Text>,
    },
    {
      key: "target",
      header: audit.target,
      width: "18%",
      cell: (entry) => (
        <Text title={entry.target}>{entry.targetName ?? targetOf(entry.target)}</Text>
      ),
    },
    {
      key: "detail",
      header: audit.detail,
      cell: (entry) => <Text lang="en">{entry.detail}</Text>,
    },
  ];
  return (
    <Page
      title={audit.title}
      description={audit.description}
      commands={
        <>
          <RefreshCommand busy={pages.isFetching} onClick={() => void pages.refetch()} />
          <ErasePerson onErased={() => void pages.refetch()} />
        </>
      }
    >
      <Section title={audit.title} titleHidden>
        <PagedTable
          label={audit.title}
          pages={pages}
          keyOf={(entry) => `${entry.at} ${entry.act} ${entry.target}`}
          columns={columns}
          empty={
            <EmptyState
              as="h2"
              icon={<ClipboardTaskListLtrRegular />}
              title={audit.empty}
              text={audit.emptyText}
            />
          }
        />
      </Section>
    </Page>
  );
}
