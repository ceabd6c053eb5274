// Reads queries from standard input as a JSON list, and says of each what Microsoft's own parser of the
// query language, the one behind the portal's editor, has against it.
//
// learn.microsoft.com/azure/azure-monitor/reference/tables/apptraces (read 2026-11-30): its columns.
const COLUMNS = `(AppRoleInstance: string, AppRoleName: string, AppVersion: string, _BilledSize: real,
  ClientBrowser: string, ClientCity: string, ClientCountryOrRegion: string, ClientIP: string,
  ClientModel: string, ClientOS: string, ClientStateOrProvince: string, ClientType: string,
  IKey: string, _IsBillable: string, ItemCount: int, Measurements: dynamic, Message: string,
  OperationId: string, OperationName: string, ParentId: string, Properties: dynamic,
  ReferencedItemId: string, ReferencedType: string, ResourceGUID: string, _ResourceId: string,
  SDKVersion: string, SessionId: string, SeverityLevel: int, SourceSystem: string,
  _SubscriptionId: string, SyntheticSource: string, TenantId: string, TimeGenerated: datetime,
  Type: string, UserAccountId: string, UserAuthenticatedId: string, UserId: string)`;

// They set a global of their own, the first for the second.
require("@kusto/language-service-next/bridge.min.js");
require("@kusto/language-service-next/Kusto.Language.Bridge.min.js");
const { GlobalState, KustoCode, Symbols } = globalThis.Kusto.Language;

const table = Symbols.TableSymbol.From(COLUMNS).WithName("AppTraces");
const workspace = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.$ctor1("workspace", [table]));

function faults(query) {
  const found = KustoCode.ParseAndAnalyze(query, workspace).GetDiagnostics();
  return Array.from({ length: found.Count }, (_, at) => found.getItem(at)).map((one) => one.Message);
}

const queries = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(queries.map(faults)));
