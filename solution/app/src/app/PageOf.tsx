import { lazy, Suspense, type ComponentType, type LazyExoticComponent } from "react";
import type { PageName } from "../host/dynamics";
import { Skeletons } from "../ui/Skeletons";

const PAGES: Readonly<Record<PageName, LazyExoticComponent<ComponentType>>> = {
  dashboard: lazy(() => import("../pages/dashboard/DashboardPage")),
  settings: lazy(() => import("../pages/settings/SettingsPage")),
  users: lazy(() => import("../pages/users/UsersPage")),
  dataconfiguration: lazy(() => import("../pages/dataconfiguration/DataConfigurationPage")),
  syncsettings: lazy(() => import("../pages/syncsettings/SyncSettingsPage")),
  problems: lazy(() => import("../pages/problems/ProblemsPage")),
  runs: lazy(() => import("../pages/runs/RunsPage")),
  audit: lazy(() => import("../pages/audit/AuditPage")),
  marketing: lazy(() => import("../pages/marketing/MarketingPage")),
};

/** Each page is a file of its own, read when it is shown. */
export function PageOf({ page }: { page: PageName }) {
  const Content = PAGES[page];
  return (
    <Suspense fallback={<Skeletons rows={4} />}>
      <Content />
    </Suspense>
  );
}
