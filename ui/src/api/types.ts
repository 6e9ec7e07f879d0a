// The records of the API by the names that pages use; every one comes from the generated schema.
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Run = Schemas["RunView"];
export type RunStatus = Run["status"];
export type RunMetrics = Schemas["RunMetrics"];
export type RunLogLine = Schemas["RunLogLine"];
export type RunEvent = Schemas["RunEventRecord"];
export type RunEpisode = Schemas["RunEpisode"];
export type RunCheckpoint = Schemas["RunCheckpoint"];
export type RunAttempt = Schemas["RunAttempt"];
export type RunRequest = Schemas["RunRequest"];
export type Recipe = Schemas["Recipe"];
export type GroupRole = Schemas["GroupRole"];
export type Env = Schemas["Env"];
export type Dataset = Schemas["Dataset"];
export type Project = Schemas["Project"];
export type SignedIn = Schemas["SignedIn"];
export type Model = Schemas["RegisteredModel"];
export type ModelVersion = Schemas["ModelVersion"];
export type ModelRequest = Schemas["ModelRequest"];
export type ModelFile = Schemas["ModelFile"];
export type Lineage = Schemas["Lineage"];
export type LineageNode = Schemas["LineageNode"];
export type User = Schemas["User"];
export type Member = Schemas["Member"];
export type Role = Schemas["Role"];
export type Matrix = Schemas["Matrix"];
export type Team = Schemas["Team"];
export type Quota = Schemas["QuotaState"];
export type QuotaKind = Quota["kind"];
export type QuotaPeriod = Quota["period"];
export type ApiKey = Schemas["ApiKey"];
export type MintedKey = Schemas["MintedKey"];
export type ServiceAccount = Schemas["ServiceAccount"];
export type AuditEvent = Schemas["AuditEvent"];

export const ENDED: ReadonlySet<RunStatus> = new Set(["succeeded", "failed", "cancelled"]);
export const STATUSES = ["queued", "leased", "running", "paused", "succeeded", "failed", "cancelled"] as const;
