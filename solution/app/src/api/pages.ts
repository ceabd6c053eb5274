import { useInfiniteQuery } from "@tanstack/react-query";
import type { Page } from "./types";

type Read<T> = (after: string | null, signal: AbortSignal) => Promise<Page<T>>;

/** A collection read page by page; `items` are all that were read. */
export function usePages<T>(key: readonly unknown[], read: Read<T>) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const items = query.data?.pages.flatMap((page) => page.items);
  return { ...query, items };
}
