import type { ReactNode } from "react";
import { Fault } from "./Fault";
import { Skeletons } from "./Skeletons";

interface Query<T> {
  data: T | undefined;
  error: unknown;
  isFetching: boolean;
  refetch: () => unknown;
}

interface Props<T> {
  query: Query<T>;
  rows?: number;
  children: (data: T) => ReactNode;
}

/** What was loaded; grey lines before, and an error with a retry instead. What was shown once stays
    when a later reading fails. */
export function Loaded<T>({ query, rows = 3, children }: Props<T>) {
  const retry = () => void query.refetch();
  if (query.data === undefined) {
    return query.error !== null && !query.isFetching ? (
      <Fault fault={query.error} retry={retry} />
    ) : (
      <Skeletons rows={rows} />
    );
  }
  return (
    <>
      {query.error !== null && !query.isFetching && <Fault fault={query.error} retry={retry} />}
      {children(query.data)}
    </>
  );
}
