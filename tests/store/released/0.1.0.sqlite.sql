BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0008');
CREATE TABLE alias_deployments (
	project_id TEXT NOT NULL, 
	alias_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	deployment_id TEXT NOT NULL, 
	weight FLOAT NOT NULL, 
	CONSTRAINT pk_alias_deployments PRIMARY KEY (alias_id, role, position), 
	CONSTRAINT ck_alias_deployments_role CHECK (role IN ('share', 'fallback')), 
	CONSTRAINT ck_alias_deployments_weight CHECK (weight > 0), 
	CONSTRAINT fk_alias_deployments_project_id_alias_id FOREIGN KEY(project_id, alias_id) REFERENCES aliases (project_id, id) ON DELETE CASCADE, 
	CONSTRAINT fk_alias_deployments_project_id_deployment_id FOREIGN KEY(project_id, deployment_id) REFERENCES deployments (project_id, id), 
	CONSTRAINT uq_alias_deployments_alias_id_role_deployment_id UNIQUE (alias_id, role, deployment_id)
);
CREATE TABLE alias_versions (
	project_id TEXT NOT NULL, 
	alias_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	action TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	"by" TEXT NOT NULL, 
	"before" TEXT, 
	"after" TEXT NOT NULL, 
	CONSTRAINT pk_alias_versions PRIMARY KEY (alias_id, version), 
	CONSTRAINT ck_alias_versions_action CHECK (action IN ('create', 'change', 'rollback')), 
	CONSTRAINT fk_alias_versions_project_id_alias_id FOREIGN KEY(project_id, alias_id) REFERENCES aliases (project_id, id) ON DELETE CASCADE
);
CREATE TABLE aliases (
	project_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	description TEXT NOT NULL, 
	settings TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by TEXT NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_aliases PRIMARY KEY (id), 
	CONSTRAINT fk_aliases_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT uq_aliases_project_id_id UNIQUE (project_id, id), 
	CONSTRAINT uq_aliases_project_id_name UNIQUE (project_id, name)
);
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
CREATE TABLE dataset_examples (
	project_id TEXT NOT NULL, 
	dataset_id TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	split TEXT NOT NULL, 
	interaction TEXT, 
	episode TEXT, 
	feedback TEXT, 
	erased BOOLEAN NOT NULL, 
	CONSTRAINT pk_dataset_examples PRIMARY KEY (dataset_id, number), 
	CONSTRAINT ck_dataset_examples_split CHECK (split IN ('train', 'dev', 'test')), 
	CONSTRAINT fk_dataset_examples_project_id_dataset_id FOREIGN KEY(project_id, dataset_id) REFERENCES datasets (project_id, id) ON DELETE CASCADE
);
CREATE TABLE "datasets" (
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
	version INTEGER DEFAULT 1 NOT NULL, 
	kind TEXT DEFAULT 'chat' NOT NULL, 
	splits TEXT, 
	frozen_at DATETIME, 
	erased BIGINT DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_datasets PRIMARY KEY (id), 
	CONSTRAINT fk_datasets_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT uq_datasets_project_id_id UNIQUE (project_id, id), 
	CONSTRAINT uq_datasets_project_id_name_version UNIQUE (project_id, name, version)
);
CREATE TABLE deployments (
	project_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	description TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	target TEXT NOT NULL, 
	prices TEXT NOT NULL, 
	wanted TEXT NOT NULL, 
	generation INTEGER NOT NULL, 
	model TEXT, 
	version_id TEXT, 
	weights TEXT, 
	template TEXT, 
	token BLOB, 
	token_encrypted_with TEXT, 
	created_at DATETIME NOT NULL, 
	created_by TEXT NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_deployments PRIMARY KEY (id), 
	CONSTRAINT ck_deployments_engine_has_a_token CHECK ((kind = 'engine') = (token IS NOT NULL)), 
	CONSTRAINT ck_deployments_engine_has_a_version CHECK ((kind = 'engine') = (version_id IS NOT NULL)), 
	CONSTRAINT ck_deployments_kind CHECK (kind IN ('engine', 'openai', 'anthropic')), 
	CONSTRAINT ck_deployments_wanted CHECK (wanted IN ('run', 'stop')), 
	CONSTRAINT fk_deployments_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT uq_deployments_project_id_id UNIQUE (project_id, id), 
	CONSTRAINT uq_deployments_project_id_name UNIQUE (project_id, name)
);
CREATE TABLE episodes (
	project_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	first_at DATETIME, 
	last_at DATETIME, 
	interactions INTEGER NOT NULL, 
	errors INTEGER NOT NULL, 
	tools INTEGER NOT NULL, 
	input_tokens BIGINT NOT NULL, 
	output_tokens BIGINT NOT NULL, 
	cost_usd FLOAT NOT NULL, 
	latency_ms FLOAT NOT NULL, 
	alias TEXT, 
	deployment TEXT, 
	end_user TEXT, 
	CONSTRAINT pk_episodes PRIMARY KEY (project_id, id), 
	CONSTRAINT fk_episodes_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE TABLE feedback_events (
	project_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	row_id TEXT NOT NULL, 
	metric TEXT NOT NULL, 
	shape TEXT NOT NULL, 
	value_number FLOAT, 
	value_text TEXT, 
	value TEXT, 
	target_kind TEXT NOT NULL, 
	target TEXT NOT NULL, 
	rejected TEXT, 
	source_kind TEXT NOT NULL, 
	source_id TEXT NOT NULL, 
	source_version TEXT NOT NULL, 
	confidence FLOAT, 
	reason TEXT NOT NULL, 
	given_at DATETIME NOT NULL, 
	received_at DATETIME NOT NULL, 
	overrides TEXT, 
	valid BOOLEAN NOT NULL, 
	tags TEXT NOT NULL, 
	caller TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	fault TEXT NOT NULL, 
	overridden BOOLEAN NOT NULL, 
	capped BOOLEAN NOT NULL, 
	counts BOOLEAN NOT NULL, 
	joined INTEGER NOT NULL, 
	CONSTRAINT pk_feedback_events PRIMARY KEY (project_id, id), 
	CONSTRAINT ck_feedback_events_shape CHECK (shape IN ('boolean', 'number', 'text', 'correction', 'preference')), 
	CONSTRAINT ck_feedback_events_source_kind CHECK (source_kind IN ('person', 'judge', 'system', 'implicit', 'outcome')), 
	CONSTRAINT ck_feedback_events_target_kind CHECK (target_kind IN ('interaction', 'episode', 'key', 'pair')), 
	CONSTRAINT fk_feedback_events_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT uq_feedback_events_project_id_row_id UNIQUE (project_id, row_id)
);
CREATE TABLE feedback_joins (
	project_id TEXT NOT NULL, 
	feedback_id TEXT NOT NULL, 
	subject_kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	role TEXT NOT NULL, 
	episode TEXT NOT NULL, 
	metric TEXT NOT NULL, 
	value_number FLOAT, 
	value_text TEXT, 
	source_kind TEXT NOT NULL, 
	given_at DATETIME NOT NULL, 
	counts BOOLEAN NOT NULL, 
	CONSTRAINT pk_feedback_joins PRIMARY KEY (project_id, feedback_id, subject_kind, subject), 
	CONSTRAINT ck_feedback_joins_role CHECK (role IN ('target', 'chosen', 'rejected')), 
	CONSTRAINT ck_feedback_joins_subject_kind CHECK (subject_kind IN ('interaction', 'episode')), 
	CONSTRAINT fk_feedback_joins_project_id_feedback_id FOREIGN KEY(project_id, feedback_id) REFERENCES feedback_events (project_id, id) ON DELETE CASCADE, 
	CONSTRAINT fk_feedback_joins_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE TABLE feedback_sources (
	project_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	source TEXT NOT NULL, 
	most_per_hour INTEGER, 
	trust FLOAT NOT NULL, 
	CONSTRAINT pk_feedback_sources PRIMARY KEY (project_id, kind, source), 
	CONSTRAINT ck_feedback_sources_kind CHECK (kind IN ('person', 'judge', 'system', 'implicit', 'outcome')), 
	CONSTRAINT ck_feedback_sources_most_per_hour CHECK (most_per_hour >= 0), 
	CONSTRAINT ck_feedback_sources_trust CHECK (trust >= 0 AND trust <= 1), 
	CONSTRAINT fk_feedback_sources_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE TABLE filler_positions (
	writer TEXT NOT NULL, 
	segment BIGINT NOT NULL, 
	byte BIGINT NOT NULL, 
	entries BIGINT NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_filler_positions PRIMARY KEY (writer)
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
CREATE TABLE implicit_readings (
	project_id TEXT NOT NULL, 
	episode TEXT NOT NULL, 
	version TEXT NOT NULL, 
	until DATETIME NOT NULL, 
	read_at DATETIME NOT NULL, 
	CONSTRAINT pk_implicit_readings PRIMARY KEY (project_id, episode), 
	CONSTRAINT fk_implicit_readings_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE TABLE interaction_facets (
	project_id TEXT NOT NULL, 
	span TEXT NOT NULL, 
	starts_at DATETIME NOT NULL, 
	field TEXT NOT NULL, 
	value TEXT NOT NULL, 
	interactions BIGINT NOT NULL, 
	CONSTRAINT pk_interaction_facets PRIMARY KEY (project_id, span, starts_at, field, value), 
	CONSTRAINT ck_interaction_facets_span CHECK (span IN ('hour', 'day')), 
	CONSTRAINT fk_interaction_facets_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
)
 WITHOUT ROWID

;
CREATE TABLE interaction_keys (
	project_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	number BIGINT NOT NULL, 
	episode TEXT NOT NULL, 
	CONSTRAINT pk_interaction_keys PRIMARY KEY (project_id, name, value, number), 
	CONSTRAINT fk_interaction_keys_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
)
 WITHOUT ROWID

;
CREATE TABLE interaction_payloads (
	project_id TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	bytes BIGINT NOT NULL, 
	body BLOB NOT NULL, 
	tokens BLOB, 
	CONSTRAINT pk_interaction_payloads PRIMARY KEY (number), 
	CONSTRAINT fk_interaction_payloads_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE TABLE interaction_rollups (
	project_id TEXT NOT NULL, 
	span TEXT NOT NULL, 
	starts_at DATETIME NOT NULL, 
	alias TEXT NOT NULL, 
	deployment TEXT NOT NULL, 
	status TEXT NOT NULL, 
	interactions BIGINT NOT NULL, 
	input_tokens BIGINT NOT NULL, 
	cached_tokens BIGINT NOT NULL, 
	output_tokens BIGINT NOT NULL, 
	cost_usd FLOAT NOT NULL, 
	cost_n BIGINT NOT NULL, 
	cost_squares FLOAT NOT NULL, 
	latency_ms FLOAT NOT NULL, 
	latency_n BIGINT NOT NULL, 
	latency_squares FLOAT NOT NULL, 
	first_token_ms FLOAT NOT NULL, 
	first_token_n BIGINT NOT NULL, 
	first_token_squares FLOAT NOT NULL, 
	latencies BLOB NOT NULL, 
	first_tokens BLOB NOT NULL, 
	CONSTRAINT pk_interaction_rollups PRIMARY KEY (project_id, span, starts_at, alias, deployment, status), 
	CONSTRAINT ck_interaction_rollups_span CHECK (span IN ('hour', 'day')), 
	CONSTRAINT fk_interaction_rollups_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE TABLE interaction_tags (
	project_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	number BIGINT NOT NULL, 
	CONSTRAINT pk_interaction_tags PRIMARY KEY (project_id, name, value, number), 
	CONSTRAINT fk_interaction_tags_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
)
 WITHOUT ROWID

;
CREATE TABLE interaction_texts (
	project_id TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	asked TEXT NOT NULL, 
	answered TEXT NOT NULL, 
	marks TEXT NOT NULL, 
	CONSTRAINT pk_interaction_texts PRIMARY KEY (number), 
	CONSTRAINT fk_interaction_texts_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE TABLE interaction_tools (
	project_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	number BIGINT NOT NULL, 
	calls INTEGER NOT NULL, 
	CONSTRAINT pk_interaction_tools PRIMARY KEY (project_id, name, number), 
	CONSTRAINT fk_interaction_tools_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
)
 WITHOUT ROWID

;
PRAGMA writable_schema=ON;
INSERT INTO sqlite_master(type,name,tbl_name,rootpage,sql)VALUES('table','interaction_words','interaction_words',0,'CREATE VIRTUAL TABLE interaction_words USING fts5(project_id, asked, answered, content=''interaction_texts'', content_rowid=''number'', tokenize=''unicode61 remove_diacritics 0'')');
CREATE TABLE 'interaction_words_config'(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO "interaction_words_config" VALUES('version',4);
CREATE TABLE 'interaction_words_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO "interaction_words_data" VALUES(1,X'');
INSERT INTO "interaction_words_data" VALUES(10,X'00000000000000');
CREATE TABLE 'interaction_words_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
CREATE TABLE 'interaction_words_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
CREATE TABLE "interactions" (
	project_id TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	started_at DATETIME NOT NULL, 
	source TEXT NOT NULL, 
	dialect TEXT NOT NULL, 
	episode TEXT NOT NULL, 
	alias TEXT, 
	alias_version INTEGER, 
	deployment TEXT, 
	model TEXT NOT NULL, 
	weights TEXT, 
	caller TEXT NOT NULL, 
	end_user TEXT, 
	status TEXT NOT NULL, 
	error_code TEXT, 
	finish_reason TEXT, 
	stream BOOLEAN NOT NULL, 
	input_tokens BIGINT, 
	cached_tokens BIGINT, 
	output_tokens BIGINT, 
	first_token_ms FLOAT, 
	latency_ms FLOAT, 
	cost_usd FLOAT, 
	messages INTEGER NOT NULL, 
	tools INTEGER NOT NULL, 
	CONSTRAINT pk_interactions PRIMARY KEY (number), 
	CONSTRAINT ck_interactions_status CHECK (status IN ('ok', 'error', 'partial', 'closed')), 
	CONSTRAINT fk_interactions_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT uq_interactions_project_id_id UNIQUE (project_id, id), 
	CONSTRAINT ck_interactions_source CHECK (source IN ('gateway', 'logged', 'imported', 'otlp'))
);
CREATE TABLE kpis (
	project_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	definition TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by TEXT NOT NULL, 
	CONSTRAINT pk_kpis PRIMARY KEY (project_id, name), 
	CONSTRAINT fk_kpis_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE TABLE limit_uses (
	project_id TEXT NOT NULL, 
	alias TEXT NOT NULL, 
	caller TEXT NOT NULL, 
	writer TEXT NOT NULL, 
	minute BIGINT NOT NULL, 
	requests_before FLOAT NOT NULL, 
	requests FLOAT NOT NULL, 
	tokens_before FLOAT NOT NULL, 
	tokens FLOAT NOT NULL, 
	day TEXT NOT NULL, 
	usd FLOAT NOT NULL, 
	under_way INTEGER NOT NULL, 
	changed_at DATETIME NOT NULL, 
	CONSTRAINT pk_limit_uses PRIMARY KEY (project_id, alias, caller, writer), 
	CONSTRAINT fk_limit_uses_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE TABLE log_erasures (
	project_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	writer TEXT NOT NULL, 
	asked_at DATETIME NOT NULL, 
	wanted TEXT NOT NULL, 
	CONSTRAINT pk_log_erasures PRIMARY KEY (id), 
	CONSTRAINT fk_log_erasures_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
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
CREATE TABLE metrics (
	project_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	type TEXT NOT NULL, 
	level TEXT NOT NULL, 
	direction TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	categories TEXT NOT NULL, 
	low FLOAT, 
	high FLOAT, 
	description TEXT NOT NULL, 
	declared BOOLEAN NOT NULL, 
	first_at DATETIME, 
	first_id TEXT, 
	created_at DATETIME NOT NULL, 
	created_by TEXT NOT NULL, 
	CONSTRAINT pk_metrics PRIMARY KEY (id), 
	CONSTRAINT ck_metrics_direction CHECK (direction IN ('up', 'down', 'none')), 
	CONSTRAINT ck_metrics_level CHECK (level IN ('interaction', 'episode')), 
	CONSTRAINT ck_metrics_type CHECK (type IN ('boolean', 'number', 'category', 'text', 'correction', 'preference')), 
	CONSTRAINT fk_metrics_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT uq_metrics_project_id_name UNIQUE (project_id, name)
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
CREATE TABLE outcome_events (
	project_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	episode TEXT NOT NULL, 
	facts TEXT NOT NULL, 
	source_kind TEXT NOT NULL, 
	source_id TEXT NOT NULL, 
	source_version TEXT NOT NULL, 
	given_at DATETIME NOT NULL, 
	received_at DATETIME NOT NULL, 
	caller TEXT NOT NULL, 
	CONSTRAINT pk_outcome_events PRIMARY KEY (project_id, id), 
	CONSTRAINT ck_outcome_events_source_kind CHECK (source_kind IN ('person', 'judge', 'system', 'implicit', 'outcome')), 
	CONSTRAINT fk_outcome_events_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE TABLE outcomes (
	project_id TEXT NOT NULL, 
	episode TEXT NOT NULL, 
	resolved BOOLEAN, 
	escalated BOOLEAN, 
	containable BOOLEAN, 
	must_escalate BOOLEAN, 
	value FLOAT, 
	reason TEXT NOT NULL, 
	given_at DATETIME NOT NULL, 
	CONSTRAINT pk_outcomes PRIMARY KEY (project_id, episode), 
	CONSTRAINT fk_outcomes_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE TABLE price_lists (
	project_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	models TEXT NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_price_lists PRIMARY KEY (project_id, name), 
	CONSTRAINT fk_price_lists_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
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
INSERT INTO "projects" VALUES('project_00000000000000000000000000000001','kept','','2026-11-28 04:11:07.698000','',NULL);
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
CREATE TABLE replicas (
	project_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	deployment_id TEXT NOT NULL, 
	generation INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	model TEXT NOT NULL, 
	version_id TEXT NOT NULL, 
	weights TEXT NOT NULL, 
	template TEXT NOT NULL, 
	rows INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	wanted TEXT NOT NULL, 
	status TEXT NOT NULL, 
	message TEXT NOT NULL, 
	address TEXT, 
	failures INTEGER NOT NULL, 
	not_before DATETIME, 
	holder TEXT NOT NULL, 
	fence BIGINT NOT NULL, 
	lease_until DATETIME, 
	heartbeat_at DATETIME, 
	CONSTRAINT pk_replicas PRIMARY KEY (id), 
	CONSTRAINT ck_replicas_ready_has_an_address CHECK ((status = 'ready') = (address IS NOT NULL)), 
	CONSTRAINT ck_replicas_status CHECK (status IN ('starting', 'ready', 'failed', 'stopped')), 
	CONSTRAINT ck_replicas_wanted CHECK (wanted IN ('run', 'stop')), 
	CONSTRAINT fk_replicas_project_id_deployment_id FOREIGN KEY(project_id, deployment_id) REFERENCES deployments (project_id, id) ON DELETE CASCADE, 
	CONSTRAINT uq_replicas_deployment_id_generation_number UNIQUE (deployment_id, generation, number)
);
CREATE TABLE retention (
	project_id TEXT NOT NULL, 
	payload_days INTEGER, 
	metadata_days INTEGER, 
	redactions TEXT NOT NULL, 
	CONSTRAINT pk_retention PRIMARY KEY (project_id), 
	CONSTRAINT fk_retention_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
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
INSERT INTO "run_attempts" VALUES('project_00000000000000000000000000000001','attempt_01a2205986a670a7aa02b2c4f9be203b','run_01a22059864e70c6b152e3f77e458423',1,1,'worker','2026-11-28 04:11:07.838000','2026-11-28 04:11:07.971000','succeeded','','','{"python":"3"}',NULL);
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
INSERT INTO "run_checkpoints" VALUES('project_00000000000000000000000000000001','ckpt_00000000000000000000000000000001','run_01a22059864e70c6b152e3f77e458423',8,'policy','step-1',0,1,'/checkpoints/step-1','0000000000000000000000000000000000000000000000000000000000000000',10,0,'{}','2026-11-28 04:11:07.942000',NULL);
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
INSERT INTO "run_episodes" VALUES('project_00000000000000000000000000000001','run_01a22059864e70c6b152e3f77e458423',7,0,0,'2026-11-28 04:11:07.929000','scenario',0.5,'done','{"turns":[]}');
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
INSERT INTO "run_events" VALUES('project_00000000000000000000000000000001','run_01a22059864e70c6b152e3f77e458423',1,0,'2026-11-28 04:11:07.776000','queued','','{"by":"ann"}');
INSERT INTO "run_events" VALUES('project_00000000000000000000000000000001','run_01a22059864e70c6b152e3f77e458423',2,1,'2026-11-28 04:11:07.836000','leased','worker','{}');
INSERT INTO "run_events" VALUES('project_00000000000000000000000000000001','run_01a22059864e70c6b152e3f77e458423',3,1,'2026-11-28 04:11:07.877000','started','','{}');
INSERT INTO "run_events" VALUES('project_00000000000000000000000000000001','run_01a22059864e70c6b152e3f77e458423',4,1,'2026-11-28 04:11:07.913000','checkpoint','policy: step-1','{"checkpoint":"ckpt_00000000000000000000000000000001","step":1}');
INSERT INTO "run_events" VALUES('project_00000000000000000000000000000001','run_01a22059864e70c6b152e3f77e458423',9,1,'2026-11-28 04:11:07.964000','succeeded','','{}');
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
INSERT INTO "run_logs" VALUES('project_00000000000000000000000000000001','run_01a22059864e70c6b152e3f77e458423',6,1,'2026-11-28 04:11:07.927000','info','kept');
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
INSERT INTO "run_metrics" VALUES('project_00000000000000000000000000000001','run_01a22059864e70c6b152e3f77e458423',5,0,0,'2026-11-28 04:11:07.914000','{"reward":0.5}');
CREATE TABLE run_tags (
	project_id TEXT NOT NULL, 
	run_id TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_run_tags PRIMARY KEY (run_id, "key"), 
	CONSTRAINT fk_run_tags_project_id_run_id FOREIGN KEY(project_id, run_id) REFERENCES runs (project_id, id) ON DELETE CASCADE
);
INSERT INTO "run_tags" VALUES('project_00000000000000000000000000000001','run_01a22059864e70c6b152e3f77e458423','kept','yes');
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
INSERT INTO "runs" VALUES('project_00000000000000000000000000000001','run_01a22059864e70c6b152e3f77e458423','kept','grpo','{"recipe":"grpo","recipe_hash":"0000000000000000000000000000000000000000000000000000000000000000","published":null,"config":{"steps":5},"model":{"id":"tiny","name":"tiny","digest":"0000000000000000000000000000000000000000000000000000000000000000"},"env":null,"dataset":null,"seed":0,"options":{"checkpoint_every":20,"keep_checkpoints":2,"max_seconds":null,"max_steps":null,"alarms":[],"evaluate_every":0,"evaluate_metric":"reward","patience":3},"resources":{"cores":1,"memory_gb":null,"gpus":0},"version":"","commit":""}','default',1,0,0,3,NULL,'','kept','465c4a543f3bdacb012996ad9ea770d72cd0bcb3e29a7f170899e9592a41699e','2026-11-28 04:11:07.766000','ann','succeeded','run',NULL,'',0,'2026-11-28 04:11:07.766000',NULL,0,1,5,'{"reward":0.5}',NULL,'2026-11-28 04:11:07.876000','2026-11-28 04:11:07.964000',4,1,0,1,'',NULL,'2026-11-28 04:11:07.912000',1,9);
CREATE TABLE saved_views (
	project_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	level TEXT NOT NULL, 
	filter TEXT NOT NULL, 
	shown TEXT NOT NULL, 
	description TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by TEXT NOT NULL, 
	updated_at DATETIME NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_saved_views PRIMARY KEY (id), 
	CONSTRAINT ck_saved_views_level CHECK (level IN ('interactions', 'episodes')), 
	CONSTRAINT fk_saved_views_project_id FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT uq_saved_views_project_id_name UNIQUE (project_id, name)
);
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
CREATE TABLE serving_revision (
	id INTEGER NOT NULL, 
	number BIGINT NOT NULL, 
	CONSTRAINT pk_serving_revision PRIMARY KEY (id), 
	CONSTRAINT ck_serving_revision_one_row CHECK (id = 1)
);
INSERT INTO "serving_revision" VALUES(1,0);
CREATE TABLE set_aside (
	writer TEXT NOT NULL, 
	segment BIGINT NOT NULL, 
	byte BIGINT NOT NULL, 
	at DATETIME NOT NULL, 
	code TEXT NOT NULL, 
	message TEXT NOT NULL, 
	bytes BIGINT NOT NULL, 
	entry BLOB, 
	CONSTRAINT pk_set_aside PRIMARY KEY (writer, segment, byte)
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
CREATE INDEX ix_episodes_project_id_last_at_id ON episodes (project_id, last_at, id);
CREATE INDEX ix_feedback_events_parked ON feedback_events (project_id, row_id) WHERE joined = 0;
CREATE INDEX ix_feedback_events_project_id_metric_row_id ON feedback_events (project_id, metric, row_id);
CREATE INDEX ix_feedback_events_project_id_overrides ON feedback_events (project_id, overrides) WHERE overrides IS NOT NULL;
CREATE INDEX ix_feedback_events_project_id_rejected ON feedback_events (project_id, rejected) WHERE rejected IS NOT NULL;
CREATE INDEX ix_feedback_events_project_id_source_kind_source_id_received_at ON feedback_events (project_id, source_kind, source_id, received_at);
CREATE INDEX ix_feedback_events_project_id_target_kind_target ON feedback_events (project_id, target_kind, target);
CREATE INDEX ix_outcome_events_project_id_episode_given_at ON outcome_events (project_id, episode, given_at);
CREATE INDEX ix_feedback_joins_project_id_episode ON feedback_joins (project_id, episode);
CREATE INDEX ix_feedback_joins_project_id_metric_given_at ON feedback_joins (project_id, metric, given_at);
CREATE INDEX ix_feedback_joins_project_id_subject_kind_subject_metric ON feedback_joins (project_id, subject_kind, subject, metric);
CREATE INDEX ix_alias_deployments_deployment_id ON alias_deployments (deployment_id);
CREATE INDEX ix_dataset_examples_project_id_episode ON dataset_examples (project_id, episode);
CREATE INDEX ix_dataset_examples_project_id_interaction ON dataset_examples (project_id, interaction);
CREATE INDEX ix_limit_uses_changed_at ON limit_uses (changed_at);
CREATE INDEX ix_limit_uses_day ON limit_uses (day);
CREATE INDEX ix_interactions_project_id_episode_number ON interactions (project_id, episode, number);
CREATE INDEX ix_interactions_project_id_number ON interactions (project_id, number);
CREATE INDEX ix_log_erasures_writer ON log_erasures (writer);
PRAGMA writable_schema=OFF;
COMMIT;
