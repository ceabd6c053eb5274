import {
  makeStyles,
  mergeClasses,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  Text,
  tokens,
} from "@fluentui/react-components";
import type { ReactNode } from "react";
import { useHidden } from "./hidden";
import { useNarrow } from "./media";

export interface ColumnOf<T> {
  key: string;
  header: string;
  cell: (item: T) => ReactNode;
  /** CSS width in the table; the rest is shared by those without one. */
  width?: string;
  align?: "end";
  /** The header is for screen readers only. */
  headerHidden?: boolean;
  /** Shown in a list without its header: the name of the row, or its buttons. */
  bare?: boolean;
}

interface Props<T> {
  label: string;
  items: readonly T[];
  keyOf: (item: T) => string;
  columns: readonly ColumnOf<T>[];
}

const useStyles = makeStyles({
  cell: {
    paddingBlock: tokens.spacingVerticalSNudge,
    verticalAlign: "top",
    overflowWrap: "anywhere",
    height: "auto",
  },
  end: { textAlign: "end", fontVariantNumeric: "tabular-nums" },
  header: { fontWeight: tokens.fontWeightSemibold },
  endHeader: { "& > button, & > div": { justifyContent: "flex-end" } },
  list: { listStyle: "none", margin: 0, padding: 0 },
  item: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXS,
    paddingBlock: tokens.spacingVerticalM,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    overflowWrap: "anywhere",
    ":last-child": { borderBottom: "none" },
  },
  pair: { display: "flex", flexWrap: "wrap", columnGap: tokens.spacingHorizontalS },
  name: { color: tokens.colorNeutralForeground3, minWidth: "7rem" },
  value: { flex: "1 1 10rem", minWidth: 0 },
});

/** Rows as a table; as a list where there is no room for one. */
export function DataTable<T>(props: Props<T>) {
  return useNarrow() ? <AsList {...props} /> : <AsTable {...props} />;
}

function AsTable<T>({ label, items, keyOf, columns }: Props<T>) {
  const styles = useStyles();
  const hidden = useHidden();
  return (
    <Table aria-label={label} size="small">
      <TableHeader>
        <TableRow>
          {columns.map((column) => (
            <TableHeaderCell
              key={column.key}
              className={column.align === "end" ? styles.endHeader : undefined}
              style={column.width === undefined ? undefined : { width: column.width }}
            >
              <span className={column.headerHidden ? hidden : styles.header}>{column.header}</span>
            </TableHeaderCell>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        {items.map((item) => (
          <TableRow key={keyOf(item)}>
            {columns.map((column) => (
              <TableCell
                key={column.key}
                className={mergeClasses(styles.cell, column.align === "end" && styles.end)}
              >
                {column.cell(item)}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function AsList<T>({ label, items, keyOf, columns }: Props<T>) {
  const styles = useStyles();
  return (
    <ul aria-label={label} className={styles.list}>
      {items.map((item) => (
        <li key={keyOf(item)} className={styles.item}>
          {columns.map((column) => {
            const content = column.cell(item);
            if (content === null || content === "") return null;
            return column.bare ? (
              <div key={column.key}>{content}</div>
            ) : (
              <div key={column.key} className={styles.pair}>
                <Text size={200} className={styles.name}>
                  {column.header}
                </Text>
                <div className={styles.value}>{content}</div>
              </div>
            );
          })}
        </li>
      ))}
    </ul>
  );
}
