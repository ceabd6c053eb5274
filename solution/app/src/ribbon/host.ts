/* What the buttons use of Dynamics' client API (learn.microsoft.com, "Client API Reference":
   navigateTo, createPane, userSettings, retrieveMultipleRecords; read 2026-11-30). */

export interface WebResourcePage {
  pageType: "webresource";
  webresourceName: string;
  data: string;
}

interface Size {
  value: number;
  unit: "px" | "%";
}

interface Pane {
  navigate(page: WebResourcePage): PromiseLike<unknown>;
  select(): void;
}

export interface Host {
  Navigation: {
    navigateTo(
      page: WebResourcePage,
      options: { target: 1 | 2; position: 1 | 2; width: Size; height: Size },
    ): PromiseLike<unknown>;
  };
  App: {
    sidePanes: {
      getPane(id: string): Pane | undefined;
      createPane(options: {
        paneId: string;
        title: string;
        imageSrc: string;
        canClose: boolean;
        width: number;
      }): PromiseLike<Pane>;
    };
  };
  Utility: { getGlobalContext(): { userSettings: { securityRoles: string[] } } };
  WebApi: {
    retrieveMultipleRecords(
      table: string,
      options: string,
      pageSize: number,
    ): PromiseLike<{ entities: unknown[] }>;
  };
}

/** Scripts of the command bar run beside `Xrm`. */
export function host(): Host {
  return (window as unknown as { Xrm: Host }).Xrm;
}
