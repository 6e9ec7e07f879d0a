BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE api_keys (
	id TEXT NOT NULL, 
	project_id TEXT, 
	user_id TEXT, 
	service_account_id TEXT, 
	name TEXT NOT NULL, 
	prefix TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	scopes TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by TEXT NOT NULL, 
	expires_at DATETIME, 
	last_used_at DATETIME, 
	revoked_at DATETIME, 
	rotated_to TEXT, 
	grace_until DATETIME, 
	CONSTRAINT pk_api_keys PRIMARY KEY (id), 
	CONSTRAINT ck_api_keys_one_owner CHECK ((user_id IS NULL) <> (service_account_id IS NULL)), 
	CONSTRAINT ck_api_keys_service_accounts_stay_in_their_project CHECK (service_account_id IS NULL OR project_id IS NOT NULL), 
	CONSTRAINT fk_api_keys_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT fk_api_keys_rotated_to FOREIGN KEY(rotated_to) REFERENCES api_keys (id) ON DELETE SET NULL, 
	CONSTRAINT fk_api_keys_service_account_id FOREIGN KEY(service_account_id) REFERENCES service_accounts (id) ON DELETE CASCADE, 
	CONSTRAINT fk_api_keys_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_api_keys_digest UNIQUE (digest)
);
CREATE TABLE audit_chain (
	id INTEGER NOT NULL, 
	sequence BIGINT NOT NULL, 
	digest TEXT NOT NULL, 
	CONSTRAINT pk_audit_chain PRIMARY KEY (id), 
	CONSTRAINT ck_audit_chain_one_row CHECK (id = 1)
);
INSERT INTO "audit_chain" VALUES(1,0,'');
CREATE TABLE audit_events (
	id TEXT NOT NULL, 
	sequence BIGINT NOT NULL, 
	project_id TEXT, 
	at DATETIME NOT NULL, 
	actor TEXT NOT NULL, 
	action TEXT NOT NULL, 
	target TEXT NOT NULL, 
	request_id TEXT NOT NULL, 
	address TEXT NOT NULL, 
	details TEXT NOT NULL, 
	previous TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	CONSTRAINT pk_audit_events PRIMARY KEY (id), 
	CONSTRAINT uq_audit_events_sequence UNIQUE (sequence)
);
CREATE TABLE datasets (
	project_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	description TEXT NOT NULL, 
	url TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	bytes BIGINT NOT NULL, 
	examples BIGINT NOT NULL, 
	source TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by TEXT NOT NULL, 
	archived_at DATETIME, 
	CONSTRAINT pk_datasets PRIMARY KEY (id), 
	CONSTRAINT fk_datasets_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT uq_datasets_project_id_name UNIQUE (project_id, name)
);
CREATE TABLE group_roles (
	issuer TEXT NOT NULL, 
	group_name TEXT NOT NULL, 
	team_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_group_roles PRIMARY KEY (issuer, group_name, team_id), 
	CONSTRAINT fk_group_roles_team_id FOREIGN KEY(team_id) REFERENCES teams (id) ON DELETE CASCADE
);
CREATE TABLE identities (
	id TEXT NOT NULL, 
	user_id TEXT NOT NULL, 
	issuer TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_identities PRIMARY KEY (id), 
	CONSTRAINT fk_identities_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_identities_issuer_subject UNIQUE (issuer, subject)
);
CREATE TABLE logins (
	id TEXT NOT NULL, 
	user_id TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	csrf_digest TEXT NOT NULL, 
	address TEXT NOT NULL, 
	user_agent TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	CONSTRAINT pk_logins PRIMARY KEY (id), 
	CONSTRAINT fk_logins_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_logins_digest UNIQUE (digest)
);
CREATE TABLE model_files (
	project_id TEXT NOT NULL, 
	version_id TEXT NOT NULL, 
	path TEXT NOT NULL, 
	bytes BIGINT NOT NULL, 
	sha256 TEXT NOT NULL, 
	CONSTRAINT pk_model_files PRIMARY KEY (version_id, path), 
	CONSTRAINT fk_model_files_project_id_version_id FOREIGN KEY(project_id, version_id) REFERENCES model_versions (project_id, id) ON DELETE CASCADE
);
CREATE TABLE model_parents (
	project_id TEXT NOT NULL, 
	version_id TEXT NOT NULL, 
	parent_id TEXT NOT NULL, 
	relation TEXT NOT NULL, 
	CONSTRAINT pk_model_parents PRIMARY KEY (version_id, parent_id, relation), 
	CONSTRAINT ck_model_parents_relation CHECK (relation IN ('trained_from', 'adapter_of')), 
	CONSTRAINT fk_model_parents_project_id_version_id FOREIGN KEY(project_id, version_id) REFERENCES model_versions (project_id, id) ON DELETE CASCADE
);
CREATE TABLE model_versions (
	project_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	model_id TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	status TEXT NOT NULL, 
	message TEXT NOT NULL, 
	url TEXT NOT NULL, 
	digest TEXT, 
	bytes BIGINT, 
	parameters BIGINT, 
	licence TEXT NOT NULL, 
	source TEXT NOT NULL, 
	architecture TEXT NOT NULL, 
	run_id TEXT, 
	checkpoint_id TEXT, 
	created_at DATETIME NOT NULL, 
	created_by TEXT NOT NULL, 
	CONSTRAINT pk_model_versions PRIMARY KEY (id), 
	CONSTRAINT ck_model_versions_kind CHECK (kind IN ('base', 'checkpoint', 'adapter')), 
	CONSTRAINT ck_model_versions_ready_has_a_digest CHECK (status <> 'ready' OR digest IS NOT NULL), 
	CONSTRAINT ck_model_versions_status CHECK (status IN ('importing', 'ready', 'failed', 'archived')), 
	CONSTRAINT fk_model_versions_project_id_model_id FOREIGN KEY(project_id, model_id) REFERENCES models (project_id, id) ON DELETE CASCADE, 
	CONSTRAINT uq_model_versions_model_id_number UNIQUE (model_id, number), 
	CONSTRAINT uq_model_versions_project_id_id UNIQUE (project_id, id)
);
CREATE TABLE models (
	project_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	description TEXT NOT NULL, 
	current INTEGER, 
	previous INTEGER, 
	created_at DATETIME NOT NULL, 
	created_by TEXT NOT NULL, 
	archived_at DATETIME, 
	CONSTRAINT pk_models PRIMARY KEY (id), 
	CONSTRAINT fk_models_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT uq_models_project_id_id UNIQUE (project_id, id), 
	CONSTRAINT uq_models_project_id_name UNIQUE (project_id, name)
);
CREATE TABLE project_members (
	project_id TEXT NOT NULL, 
	user_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by TEXT NOT NULL, 
	CONSTRAINT pk_project_members PRIMARY KEY (project_id, user_id), 
	CONSTRAINT fk_project_members_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT fk_project_members_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE project_teams (
	project_id TEXT NOT NULL, 
	team_id TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_project_teams PRIMARY KEY (project_id, team_id), 
	CONSTRAINT fk_project_teams_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT fk_project_teams_team_id FOREIGN KEY(team_id) REFERENCES teams (id) ON DELETE CASCADE
);
CREATE TABLE projects (
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	description TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by TEXT NOT NULL, 
	archived_at DATETIME, 
	CONSTRAINT pk_projects PRIMARY KEY (id), 
	CONSTRAINT uq_projects_name UNIQUE (name)
);
INSERT INTO "projects" VALUES('project_00000000000000000000000000000001','kept','','2026-11-28 02:00:27.028000','',NULL);
CREATE TABLE quotas (
	project_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	period TEXT NOT NULL, 
	most FLOAT NOT NULL, 
	CONSTRAINT pk_quotas PRIMARY KEY (project_id, kind, period), 
	CONSTRAINT ck_quotas_kind CHECK (kind IN ('requests', 'tokens', 'cost_usd', 'run_hours')), 
	CONSTRAINT ck_quotas_period CHECK (period IN ('minute', 'hour', 'day', 'month')), 
	CONSTRAINT ck_quotas_most CHECK (most >= 0), 
	CONSTRAINT fk_quotas_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE TABLE recipes (
	project_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	hash TEXT NOT NULL, 
	source TEXT NOT NULL, 
	caption TEXT NOT NULL, 
	config_schema TEXT NOT NULL, 
	needs TEXT NOT NULL, 
	dependencies TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by TEXT NOT NULL, 
	archived_at DATETIME, 
	CONSTRAINT pk_recipes PRIMARY KEY (id), 
	CONSTRAINT fk_recipes_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT uq_recipes_project_id_name_hash UNIQUE (project_id, name, hash), 
	CONSTRAINT uq_recipes_project_id_name_version UNIQUE (project_id, name, version)
);
CREATE TABLE roles (
	name TEXT NOT NULL, 
	permissions TEXT NOT NULL, 
	description TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by TEXT NOT NULL, 
	CONSTRAINT pk_roles PRIMARY KEY (name)
);
CREATE TABLE run_attempts (
	project_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	run_id TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	fence BIGINT NOT NULL, 
	worker TEXT NOT NULL, 
	started_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	outcome TEXT NOT NULL, 
	message TEXT NOT NULL, 
	traceback TEXT NOT NULL, 
	environment TEXT NOT NULL, 
	token_digest TEXT, 
	CONSTRAINT pk_run_attempts PRIMARY KEY (id), 
	CONSTRAINT ck_run_attempts_outcome CHECK (outcome IN ('', 'succeeded', 'failed', 'cancelled', 'paused', 'released', 'lost')), 
	CONSTRAINT fk_run_attempts_project_id_run_id FOREIGN KEY(project_id, run_id) REFERENCES runs (project_id, id) ON DELETE CASCADE, 
	CONSTRAINT uq_run_attempts_run_id_fence UNIQUE (run_id, fence), 
	CONSTRAINT uq_run_attempts_token_digest UNIQUE (token_digest)
);
INSERT INTO "run_attempts" VALUES('project_00000000000000000000000000000001','attempt_01a21fe1e2cc7bf38074ba26bdf6eed1','run_01a21fe1e295725a8a076311eb9fdeb6',1,1,'worker','2026-11-28 02:00:27.128000','2026-11-28 02:00:27.316000','succeeded','','','{"python":"3"}',NULL);
CREATE TABLE run_checkpoints (
	project_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	run_id TEXT NOT NULL, 
	sequence BIGINT NOT NULL, 
	model TEXT NOT NULL, 
	name TEXT NOT NULL, 
	loop INTEGER NOT NULL, 
	step INTEGER NOT NULL, 
	url TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	bytes BIGINT NOT NULL, 
	final BOOLEAN NOT NULL, 
	state TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	removed_at DATETIME, 
	CONSTRAINT pk_run_checkpoints PRIMARY KEY (id), 
	CONSTRAINT fk_run_checkpoints_project_id_run_id FOREIGN KEY(project_id, run_id) REFERENCES runs (project_id, id) ON DELETE CASCADE, 
	CONSTRAINT uq_run_checkpoints_project_id_id UNIQUE (project_id, id), 
	CONSTRAINT uq_run_checkpoints_run_id_loop_step_model_name UNIQUE (run_id, loop, step, model, name), 
	CONSTRAINT uq_run_checkpoints_run_id_sequence UNIQUE (run_id, sequence)
);
INSERT INTO "run_checkpoints" VALUES('project_00000000000000000000000000000001','ckpt_00000000000000000000000000000001','run_01a21fe1e295725a8a076311eb9fdeb6',8,'policy','step-1',0,1,'/checkpoints/step-1','0000000000000000000000000000000000000000000000000000000000000000',10,0,'{}','2026-11-28 02:00:27.296000',NULL);
CREATE TABLE run_episodes (
	project_id TEXT NOT NULL, 
	run_id TEXT NOT NULL, 
	sequence BIGINT NOT NULL, 
	loop INTEGER NOT NULL, 
	step INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	scenario TEXT NOT NULL, 
	reward FLOAT, 
	stop TEXT NOT NULL, 
	episode TEXT NOT NULL, 
	CONSTRAINT pk_run_episodes PRIMARY KEY (run_id, sequence), 
	CONSTRAINT fk_run_episodes_project_id_run_id FOREIGN KEY(project_id, run_id) REFERENCES runs (project_id, id) ON DELETE CASCADE
);
INSERT INTO "run_episodes" VALUES('project_00000000000000000000000000000001','run_01a21fe1e295725a8a076311eb9fdeb6',7,0,0,'2026-11-28 02:00:27.294000','scenario',0.5,'done','{"turns":[]}');
CREATE TABLE run_events (
	project_id TEXT NOT NULL, 
	run_id TEXT NOT NULL, 
	sequence BIGINT NOT NULL, 
	attempt INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	kind TEXT NOT NULL, 
	message TEXT NOT NULL, 
	details TEXT NOT NULL, 
	CONSTRAINT pk_run_events PRIMARY KEY (run_id, sequence), 
	CONSTRAINT fk_run_events_project_id_run_id FOREIGN KEY(project_id, run_id) REFERENCES runs (project_id, id) ON DELETE CASCADE
);
INSERT INTO "run_events" VALUES('project_00000000000000000000000000000001','run_01a21fe1e295725a8a076311eb9fdeb6',1,0,'2026-11-28 02:00:27.052000','queued','','{"by":"ann"}');
INSERT INTO "run_events" VALUES('project_00000000000000000000000000000001','run_01a21fe1e295725a8a076311eb9fdeb6',2,1,'2026-11-28 02:00:27.106000','leased','worker','{}');
INSERT INTO "run_events" VALUES('project_00000000000000000000000000000001','run_01a21fe1e295725a8a076311eb9fdeb6',3,1,'2026-11-28 02:00:27.160000','started','','{}');
INSERT INTO "run_events" VALUES('project_00000000000000000000000000000001','run_01a21fe1e295725a8a076311eb9fdeb6',4,1,'2026-11-28 02:00:27.248000','checkpoint','policy: step-1','{"checkpoint":"ckpt_00000000000000000000000000000001","step":1}');
INSERT INTO "run_events" VALUES('project_00000000000000000000000000000001','run_01a21fe1e295725a8a076311eb9fdeb6',9,1,'2026-11-28 02:00:27.309000','succeeded','','{}');
CREATE TABLE run_logs (
	project_id TEXT NOT NULL, 
	run_id TEXT NOT NULL, 
	sequence BIGINT NOT NULL, 
	attempt INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	level TEXT NOT NULL, 
	text TEXT NOT NULL, 
	CONSTRAINT pk_run_logs PRIMARY KEY (run_id, sequence), 
	CONSTRAINT ck_run_logs_level CHECK (level IN ('debug', 'info', 'warning', 'error')), 
	CONSTRAINT fk_run_logs_project_id_run_id FOREIGN KEY(project_id, run_id) REFERENCES runs (project_id, id) ON DELETE CASCADE
);
INSERT INTO "run_logs" VALUES('project_00000000000000000000000000000001','run_01a21fe1e295725a8a076311eb9fdeb6',6,1,'2026-11-28 02:00:27.285000','info','kept');
CREATE TABLE run_metrics (
	project_id TEXT NOT NULL, 
	run_id TEXT NOT NULL, 
	sequence BIGINT NOT NULL, 
	loop INTEGER NOT NULL, 
	step INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	metrics TEXT NOT NULL, 
	CONSTRAINT pk_run_metrics PRIMARY KEY (run_id, sequence), 
	CONSTRAINT fk_run_metrics_project_id_run_id FOREIGN KEY(project_id, run_id) REFERENCES runs (project_id, id) ON DELETE CASCADE
);
INSERT INTO "run_metrics" VALUES('project_00000000000000000000000000000001','run_01a21fe1e295725a8a076311eb9fdeb6',5,0,0,'2026-11-28 02:00:27.264000','{"reward":0.5}');
CREATE TABLE run_tags (
	project_id TEXT NOT NULL, 
	run_id TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_run_tags PRIMARY KEY (run_id, "key"), 
	CONSTRAINT fk_run_tags_project_id_run_id FOREIGN KEY(project_id, run_id) REFERENCES runs (project_id, id) ON DELETE CASCADE
);
INSERT INTO "run_tags" VALUES('project_00000000000000000000000000000001','run_01a21fe1e295725a8a076311eb9fdeb6','kept','yes');
CREATE TABLE runs (
	project_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	recipe TEXT NOT NULL, 
	spec TEXT NOT NULL, 
	pool TEXT NOT NULL, 
	cores INTEGER NOT NULL, 
	memory_bytes BIGINT NOT NULL, 
	gpus INTEGER NOT NULL, 
	max_attempts INTEGER NOT NULL, 
	parent_id TEXT, 
	relation TEXT NOT NULL, 
	idempotency_key TEXT, 
	request_digest TEXT, 
	created_at DATETIME NOT NULL, 
	created_by TEXT NOT NULL, 
	status TEXT NOT NULL, 
	wanted TEXT NOT NULL, 
	failure TEXT, 
	message TEXT NOT NULL, 
	priority INTEGER NOT NULL, 
	queued_at DATETIME NOT NULL, 
	not_before DATETIME, 
	loop INTEGER NOT NULL, 
	step INTEGER NOT NULL, 
	steps INTEGER NOT NULL, 
	latest TEXT NOT NULL, 
	checkpoint_id TEXT, 
	started_at DATETIME, 
	finished_at DATETIME, 
	version INTEGER NOT NULL, 
	attempt INTEGER NOT NULL, 
	deaths INTEGER NOT NULL, 
	fence BIGINT NOT NULL, 
	worker TEXT NOT NULL, 
	lease_until DATETIME, 
	heartbeat_at DATETIME, 
	last_entry BIGINT NOT NULL, 
	sequence BIGINT NOT NULL, 
	CONSTRAINT pk_runs PRIMARY KEY (id), 
	CONSTRAINT ck_runs_failed_says_why CHECK ((status = 'failed') = (failure IS NOT NULL)), 
	CONSTRAINT ck_runs_held_until CHECK ((status IN ('leased', 'running')) = (lease_until IS NOT NULL)), 
	CONSTRAINT ck_runs_relation CHECK (relation IN ('', 'clone', 'retry')), 
	CONSTRAINT ck_runs_status CHECK (status IN ('queued', 'leased', 'running', 'paused', 'succeeded', 'failed', 'cancelled')), 
	CONSTRAINT ck_runs_wanted CHECK (wanted IN ('run', 'pause', 'cancel')), 
	CONSTRAINT ck_runs_resources CHECK (cores >= 0 AND memory_bytes >= 0 AND gpus >= 0), 
	CONSTRAINT ck_runs_max_attempts CHECK (max_attempts > 0), 
	CONSTRAINT fk_runs_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT uq_runs_project_id_id UNIQUE (project_id, id), 
	CONSTRAINT uq_runs_project_id_idempotency_key UNIQUE (project_id, idempotency_key)
);
INSERT INTO "runs" VALUES('project_00000000000000000000000000000001','run_01a21fe1e295725a8a076311eb9fdeb6','kept','grpo','{"recipe":"grpo","recipe_hash":"0000000000000000000000000000000000000000000000000000000000000000","published":null,"config":{"steps":5},"model":{"id":"tiny","name":"tiny","digest":"0000000000000000000000000000000000000000000000000000000000000000"},"env":null,"dataset":null,"seed":0,"options":{"checkpoint_every":20,"keep_checkpoints":2,"max_seconds":null,"max_steps":null,"alarms":[],"evaluate_every":0,"evaluate_metric":"reward","patience":3},"resources":{"cores":1,"memory_gb":null,"gpus":0},"version":"","commit":""}','default',1,0,0,3,NULL,'','kept','465c4a543f3bdacb012996ad9ea770d72cd0bcb3e29a7f170899e9592a41699e','2026-11-28 02:00:27.046000','ann','succeeded','run',NULL,'',0,'2026-11-28 02:00:27.046000',NULL,0,1,5,'{"reward":0.5}',NULL,'2026-11-28 02:00:27.159000','2026-11-28 02:00:27.308000',4,1,0,1,'',NULL,'2026-11-28 02:00:27.247000',1,9);
CREATE TABLE secrets (
	project_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	ciphertext BLOB NOT NULL, 
	encrypted_with TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by TEXT NOT NULL, 
	updated_at DATETIME NOT NULL, 
	last_used_at DATETIME, 
	CONSTRAINT pk_secrets PRIMARY KEY (id), 
	CONSTRAINT fk_secrets_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT uq_secrets_project_id_name UNIQUE (project_id, name)
);
CREATE TABLE service_accounts (
	project_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	role TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by TEXT NOT NULL, 
	disabled_at DATETIME, 
	CONSTRAINT pk_service_accounts PRIMARY KEY (id), 
	CONSTRAINT fk_service_accounts_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT uq_service_accounts_project_id_id UNIQUE (project_id, id), 
	CONSTRAINT uq_service_accounts_project_id_name UNIQUE (project_id, name)
);
CREATE TABLE settings (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_settings PRIMARY KEY (name)
);
CREATE TABLE team_members (
	team_id TEXT NOT NULL, 
	user_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	from_group BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_team_members PRIMARY KEY (team_id, user_id), 
	CONSTRAINT fk_team_members_team_id FOREIGN KEY(team_id) REFERENCES teams (id) ON DELETE CASCADE, 
	CONSTRAINT fk_team_members_user_id FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE team_quotas (
	team_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	period TEXT NOT NULL, 
	most FLOAT NOT NULL, 
	CONSTRAINT pk_team_quotas PRIMARY KEY (team_id, kind, period), 
	CONSTRAINT ck_team_quotas_kind CHECK (kind IN ('requests', 'tokens', 'cost_usd', 'run_hours')), 
	CONSTRAINT ck_team_quotas_period CHECK (period IN ('minute', 'hour', 'day', 'month')), 
	CONSTRAINT ck_team_quotas_most CHECK (most >= 0), 
	CONSTRAINT fk_team_quotas_team_id FOREIGN KEY(team_id) REFERENCES teams (id) ON DELETE CASCADE
);
CREATE TABLE teams (
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	description TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_teams PRIMARY KEY (id), 
	CONSTRAINT uq_teams_name UNIQUE (name)
);
CREATE TABLE throttles (
	"key" TEXT NOT NULL, 
	failures INTEGER NOT NULL, 
	last_at DATETIME NOT NULL, 
	blocked_until DATETIME, 
	CONSTRAINT pk_throttles PRIMARY KEY ("key")
);
CREATE TABLE usage (
	project_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	period TEXT NOT NULL, 
	starts_at DATETIME NOT NULL, 
	used FLOAT NOT NULL, 
	CONSTRAINT pk_usage PRIMARY KEY (project_id, kind, period, starts_at), 
	CONSTRAINT ck_usage_kind CHECK (kind IN ('requests', 'tokens', 'cost_usd', 'run_hours')), 
	CONSTRAINT ck_usage_period CHECK (period IN ('minute', 'hour', 'day', 'month')), 
	CONSTRAINT fk_usage_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE TABLE users (
	id TEXT NOT NULL, 
	email TEXT NOT NULL, 
	name TEXT NOT NULL, 
	password_hash TEXT, 
	role TEXT, 
	created_at DATETIME NOT NULL, 
	last_login_at DATETIME, 
	disabled_at DATETIME, 
	CONSTRAINT pk_users PRIMARY KEY (id), 
	CONSTRAINT ck_users_email_is_lower_case CHECK (email = lower(email)), 
	CONSTRAINT uq_users_email UNIQUE (email)
);
CREATE INDEX ix_audit_events_project_id_sequence ON audit_events (project_id, sequence);
CREATE INDEX ix_group_roles_team_id ON group_roles (team_id);
CREATE INDEX ix_identities_user_id ON identities (user_id);
CREATE INDEX ix_logins_expires_at ON logins (expires_at);
CREATE INDEX ix_logins_user_id ON logins (user_id);
CREATE INDEX ix_project_members_user_id ON project_members (user_id);
CREATE INDEX ix_project_teams_team_id ON project_teams (team_id);
CREATE INDEX ix_runs_held ON runs (id) WHERE status IN ('leased', 'running');
CREATE INDEX ix_runs_project_id_parent_id ON runs (project_id, parent_id);
CREATE INDEX ix_runs_project_id_recipe_id ON runs (project_id, recipe, id);
CREATE INDEX ix_runs_project_id_status_id ON runs (project_id, status, id);
CREATE INDEX ix_runs_queue ON runs (priority DESC, queued_at, id) WHERE status = 'queued';
CREATE INDEX ix_team_members_user_id ON team_members (user_id);
CREATE INDEX ix_api_keys_project_id ON api_keys (project_id);
CREATE INDEX ix_api_keys_service_account_id ON api_keys (service_account_id);
CREATE INDEX ix_api_keys_user_id ON api_keys (user_id);
CREATE INDEX ix_run_episodes_run_id_loop_step ON run_episodes (run_id, loop, step);
CREATE INDEX ix_run_metrics_run_id_loop_step ON run_metrics (run_id, loop, step);
CREATE INDEX ix_run_tags_key_value_project_id_run_id ON run_tags ("key", value, project_id, run_id);
CREATE INDEX ix_model_parents_parent_id ON model_parents (parent_id);
CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
COMMIT;
