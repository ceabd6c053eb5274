/* `window.Xrm`, as documented (learn.microsoft.com, "Client API Reference for model-driven apps",
   read 2026-11-30). A member that is not imitated is not there. */

import { webApi } from "./web_api.js";

/** @param {any[]} items The collections of the client API. */
function collection(items) {
  return {
    getLength: () => items.length,
    get: (/** @type {any} */ which) => (which === undefined ? items : items[which]),
    getAll: () => items,
    forEach: (/** @type {(item: any, at: number) => void} */ each) => items.forEach(each),
  };
}

/**
 * @param {any} about description of person and package
 * @param {{ dialogs: any, sidePanes: any, navigate: (page: any) => void, pageContext: () => any, notify: any }} parts
 */
export function xrm(about, { dialogs, sidePanes, navigate, pageContext, notify }) {
  const { user, organization } = about;
  const context = {
    getClientUrl: () => about.clientUrl,
    getVersion: () => "9.2.24114.00100",
    getCurrentAppUrl: () => `${about.clientUrl}/main.aspx?appid=${about.app?.id ?? "sales"}`,
    isOnPremises: () => false,
    userSettings: {
      userId: user.id,
      userName: user.name,
      languageId: user.languageId,
      isRTL: false,
      securityRoles: user.roles.map((/** @type {any} */ role) => role.id),
      roles: collection(user.roles),
      getTimeZoneOffsetMinutes: () => -new Date().getTimezoneOffset(),
    },
    organizationSettings: {
      organizationId: organization.id,
      uniqueName: organization.uniqueName,
      languageId: organization.languageId,
    },
    client: { getClient: () => "Web", getClientState: () => "Online", getFormFactor: () => 1 },
  };
  return {
    Utility: {
      getGlobalContext: () => context,
      getPageContext: () => ({ input: pageContext() }),
    },
    Navigation: {
      async navigateTo(/** @type {any} */ page, /** @type {any} */ options = {}) {
        if (options.target !== 2) return navigate(page);
        if (page.pageType !== "webresource")
          throw new Error("Only web resources are imitated in dialogs.");
        await dialogs.webResource(page, options);
      },
      openAlertDialog: dialogs.openAlertDialog,
      openConfirmDialog: dialogs.openConfirmDialog,
      openErrorDialog: dialogs.openErrorDialog,
      async openForm(/** @type {any} */ options) {
        navigate({
          pageType: "entityrecord",
          entityName: options.entityName,
          entityId: options.entityId,
        });
      },
    },
    App: { sidePanes, ...notify },
    WebApi: { ...webApi, online: webApi, isAvailableOffline: () => false },
  };
}
