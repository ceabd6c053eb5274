import { Button, makeStyles, Text, tokens } from "@fluentui/react-components";
import { useEffect, type ReactNode } from "react";
import { useTexts } from "../i18n/context";
import { DataTable, type ColumnOf } from "./DataTable";
import { Fault } from "./Fault";
import { Skeletons } from "./Skeletons";

/** Pages that are read by themselves while they hold nothing: a store may answer empty ones. */
const MOST_EMPTY_PAGES = 10;

interface Pages<T> {
  items: readonly T[] | undefined;
  data: { pages: unknown[] } | undefined;
  error: unknown;
  isFetching: boolean;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
}

interface Props<T> {
  label: string;
  pages: Pages<T>;
  keyOf: (item: T) => string;
  columns: readonly ColumnOf<T>[];
  /** Instead of a list without items. */
  empty: ReactNode;
  /** Shows only some of what was loaded. */
  filter?: (item: T) => boolean;
}

const useStyles = makeStyles({
  foot: {
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalM,
    marginTop: tokens.spacingVerticalS,
  },
  count: { color: tokens.colorNeutralForeground3 },
});

/** A collection that is read page by page. */
export function PagedTable<T>({ label, pages, keyOf, columns, empty, filter }: Props<T>) {
  const styles = useStyles();
  const { common } = useTexts();
  const { items, isFetching, hasNextPage, fetchNextPage } = pages;
  const count = pages.data?.pages.length ?? 0;
  const goesOn = items?.length === 0 && hasNextPage && count < MOST_EMPTY_PAGES;
  useEffect(() => {
    if (goesOn && !isFetching) fetchNextPage();
  }, [goesOn, isFetching, fetchNextPage]);

  if (items === undefined || goesOn) {
    return pages.error !== null && !isFetching ? (
      <Fault fault={pages.error} retry={() => void pages.refetch()} />
    ) : (
      <Skeletons rows={6} />
    );
  }
  if (items.length === 0 && !hasNextPage) return empty;
  const shown = filter === undefined ? items : items.filter(filter);
  return (
    <div>
      <DataTable label={label} items={shown} keyOf={keyOf} columns={columns} />
      {pages.error !== null && !isFetching && (
        <Fault
          fault={pages.error}
          retry={() => (hasNextPage ? fetchNextPage() : pages.refetch())}
        />
      )}
      <div className={styles.foot}>
        <Text size={200} className={styles.count} role="status">
          {common.shown(shown.length)}
        </Text>
        {hasNextPage && (
          <Button
            size="small"
            disabledFocusable={pages.isFetchingNextPage}
            onClick={() => void fetchNextPage()}
          >
            {pages.isFetchingNextPage ? common.loading : common.loadMore}
          </Button>
        )}
      </div>
    </div>
  );
}
