CREATE FUNCTION public.refuse_change_of_audit_log() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'check_violation'; END $$;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.alias_deployments (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    alias_id character varying NOT NULL COLLATE pg_catalog."C",
    role character varying NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    deployment_id character varying NOT NULL COLLATE pg_catalog."C",
    weight double precision NOT NULL,
    CONSTRAINT ck_alias_deployments_role CHECK (((role)::text = ANY ((ARRAY['share'::character varying, 'fallback'::character varying])::text[]))),
    CONSTRAINT ck_alias_deployments_weight CHECK ((weight > (0)::double precision))
);
CREATE TABLE public.alias_versions (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    alias_id character varying NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    action character varying NOT NULL COLLATE pg_catalog."C",
    at timestamp with time zone NOT NULL,
    by character varying NOT NULL COLLATE pg_catalog."C",
    before text,
    after text NOT NULL,
    CONSTRAINT ck_alias_versions_action CHECK (((action)::text = ANY ((ARRAY['create'::character varying, 'change'::character varying, 'rollback'::character varying])::text[])))
);
CREATE TABLE public.aliases (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    id character varying NOT NULL COLLATE pg_catalog."C",
    name character varying NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL,
    settings text NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by character varying NOT NULL COLLATE pg_catalog."C",
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.api_keys (
    id character varying NOT NULL COLLATE pg_catalog."C",
    project_id character varying COLLATE pg_catalog."C",
    user_id character varying COLLATE pg_catalog."C",
    service_account_id character varying COLLATE pg_catalog."C",
    name character varying NOT NULL COLLATE pg_catalog."C",
    prefix character varying NOT NULL COLLATE pg_catalog."C",
    digest character varying NOT NULL COLLATE pg_catalog."C",
    scopes text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by character varying NOT NULL COLLATE pg_catalog."C",
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    rotated_to character varying COLLATE pg_catalog."C",
    grace_until timestamp with time zone,
    CONSTRAINT ck_api_keys_one_owner CHECK (((user_id IS NULL) <> (service_account_id IS NULL))),
    CONSTRAINT ck_api_keys_service_accounts_stay_in_their_project CHECK (((service_account_id IS NULL) OR (project_id IS NOT NULL)))
);
CREATE TABLE public.audit_chain (
    id integer NOT NULL,
    sequence bigint NOT NULL,
    digest character varying NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT ck_audit_chain_one_row CHECK ((id = 1))
);
CREATE TABLE public.audit_events (
    id character varying NOT NULL COLLATE pg_catalog."C",
    sequence bigint NOT NULL,
    project_id character varying COLLATE pg_catalog."C",
    at timestamp with time zone NOT NULL,
    actor character varying NOT NULL COLLATE pg_catalog."C",
    action character varying NOT NULL COLLATE pg_catalog."C",
    target character varying NOT NULL COLLATE pg_catalog."C",
    request_id character varying NOT NULL COLLATE pg_catalog."C",
    address text NOT NULL,
    details text NOT NULL,
    previous character varying NOT NULL COLLATE pg_catalog."C",
    digest character varying NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.dataset_examples (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    dataset_id character varying NOT NULL COLLATE pg_catalog."C",
    number integer NOT NULL,
    digest character varying NOT NULL COLLATE pg_catalog."C",
    split character varying NOT NULL COLLATE pg_catalog."C",
    interaction character varying COLLATE pg_catalog."C",
    episode character varying COLLATE pg_catalog."C",
    feedback character varying COLLATE pg_catalog."C",
    erased boolean NOT NULL,
    CONSTRAINT ck_dataset_examples_split CHECK (((split)::text = ANY ((ARRAY['train'::character varying, 'dev'::character varying, 'test'::character varying])::text[])))
);
CREATE TABLE public.datasets (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    id character varying NOT NULL COLLATE pg_catalog."C",
    name character varying NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL,
    url text NOT NULL,
    digest character varying NOT NULL COLLATE pg_catalog."C",
    bytes bigint NOT NULL,
    examples bigint NOT NULL,
    source text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by character varying NOT NULL COLLATE pg_catalog."C",
    archived_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    kind character varying DEFAULT 'chat'::character varying NOT NULL COLLATE pg_catalog."C",
    splits text,
    frozen_at timestamp with time zone,
    erased bigint DEFAULT 0 NOT NULL
);
CREATE TABLE public.deployments (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    id character varying NOT NULL COLLATE pg_catalog."C",
    name character varying NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL,
    kind character varying NOT NULL COLLATE pg_catalog."C",
    target text NOT NULL,
    prices text NOT NULL,
    wanted character varying NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    model character varying COLLATE pg_catalog."C",
    version_id character varying COLLATE pg_catalog."C",
    weights character varying COLLATE pg_catalog."C",
    template character varying COLLATE pg_catalog."C",
    token bytea,
    token_encrypted_with character varying COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL,
    created_by character varying NOT NULL COLLATE pg_catalog."C",
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_deployments_engine_has_a_token CHECK ((((kind)::text = 'engine'::text) = (token IS NOT NULL))),
    CONSTRAINT ck_deployments_engine_has_a_version CHECK ((((kind)::text = 'engine'::text) = (version_id IS NOT NULL))),
    CONSTRAINT ck_deployments_kind CHECK (((kind)::text = ANY ((ARRAY['engine'::character varying, 'openai'::character varying, 'anthropic'::character varying])::text[]))),
    CONSTRAINT ck_deployments_wanted CHECK (((wanted)::text = ANY ((ARRAY['run'::character varying, 'stop'::character varying])::text[])))
);
CREATE TABLE public.episodes (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    id character varying NOT NULL COLLATE pg_catalog."C",
    first_at timestamp with time zone,
    last_at timestamp with time zone,
    interactions integer NOT NULL,
    errors integer NOT NULL,
    tools integer NOT NULL,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cost_usd double precision NOT NULL,
    latency_ms double precision NOT NULL,
    alias character varying COLLATE pg_catalog."C",
    deployment character varying COLLATE pg_catalog."C",
    end_user character varying COLLATE pg_catalog."C"
);
CREATE TABLE public.feedback_events (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    id character varying NOT NULL COLLATE pg_catalog."C",
    row_id character varying NOT NULL COLLATE pg_catalog."C",
    metric character varying NOT NULL COLLATE pg_catalog."C",
    shape character varying NOT NULL COLLATE pg_catalog."C",
    value_number double precision,
    value_text text,
    value text,
    target_kind character varying NOT NULL COLLATE pg_catalog."C",
    target character varying NOT NULL COLLATE pg_catalog."C",
    rejected character varying COLLATE pg_catalog."C",
    source_kind character varying NOT NULL COLLATE pg_catalog."C",
    source_id character varying NOT NULL COLLATE pg_catalog."C",
    source_version character varying NOT NULL COLLATE pg_catalog."C",
    confidence double precision,
    reason text NOT NULL,
    given_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    overrides character varying COLLATE pg_catalog."C",
    valid boolean NOT NULL,
    tags text NOT NULL,
    caller character varying NOT NULL COLLATE pg_catalog."C",
    digest character varying NOT NULL COLLATE pg_catalog."C",
    fault text NOT NULL,
    overridden boolean NOT NULL,
    capped boolean NOT NULL,
    counts boolean NOT NULL,
    joined integer NOT NULL,
    CONSTRAINT ck_feedback_events_shape CHECK (((shape)::text = ANY ((ARRAY['boolean'::character varying, 'number'::character varying, 'text'::character varying, 'correction'::character varying, 'preference'::character varying])::text[]))),
    CONSTRAINT ck_feedback_events_source_kind CHECK (((source_kind)::text = ANY ((ARRAY['person'::character varying, 'judge'::character varying, 'system'::character varying, 'implicit'::character varying, 'outcome'::character varying])::text[]))),
    CONSTRAINT ck_feedback_events_target_kind CHECK (((target_kind)::text = ANY ((ARRAY['interaction'::character varying, 'episode'::character varying, 'key'::character varying, 'pair'::character varying])::text[])))
);
CREATE TABLE public.feedback_joins (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    feedback_id character varying NOT NULL COLLATE pg_catalog."C",
    subject_kind character varying NOT NULL COLLATE pg_catalog."C",
    subject character varying NOT NULL COLLATE pg_catalog."C",
    role character varying NOT NULL COLLATE pg_catalog."C",
    episode character varying NOT NULL COLLATE pg_catalog."C",
    metric character varying NOT NULL COLLATE pg_catalog."C",
    value_number double precision,
    value_text character varying COLLATE pg_catalog."C",
    source_kind character varying NOT NULL COLLATE pg_catalog."C",
    given_at timestamp with time zone NOT NULL,
    counts boolean NOT NULL,
    CONSTRAINT ck_feedback_joins_role CHECK (((role)::text = ANY ((ARRAY['target'::character varying, 'chosen'::character varying, 'rejected'::character varying])::text[]))),
    CONSTRAINT ck_feedback_joins_subject_kind CHECK (((subject_kind)::text = ANY ((ARRAY['interaction'::character varying, 'episode'::character varying])::text[])))
);
CREATE TABLE public.feedback_sources (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    kind character varying NOT NULL COLLATE pg_catalog."C",
    source character varying NOT NULL COLLATE pg_catalog."C",
    most_per_hour integer,
    trust double precision NOT NULL,
    CONSTRAINT ck_feedback_sources_kind CHECK (((kind)::text = ANY ((ARRAY['person'::character varying, 'judge'::character varying, 'system'::character varying, 'implicit'::character varying, 'outcome'::character varying])::text[]))),
    CONSTRAINT ck_feedback_sources_most_per_hour CHECK ((most_per_hour >= 0)),
    CONSTRAINT ck_feedback_sources_trust CHECK (((trust >= (0)::double precision) AND (trust <= (1)::double precision)))
);
CREATE TABLE public.filler_positions (
    writer character varying NOT NULL COLLATE pg_catalog."C",
    segment bigint NOT NULL,
    byte bigint NOT NULL,
    entries bigint NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.group_roles (
    issuer character varying NOT NULL COLLATE pg_catalog."C",
    group_name character varying NOT NULL COLLATE pg_catalog."C",
    team_id character varying NOT NULL COLLATE pg_catalog."C",
    role character varying NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.identities (
    id character varying NOT NULL COLLATE pg_catalog."C",
    user_id character varying NOT NULL COLLATE pg_catalog."C",
    issuer character varying NOT NULL COLLATE pg_catalog."C",
    subject character varying NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.implicit_readings (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    episode character varying NOT NULL COLLATE pg_catalog."C",
    version character varying NOT NULL COLLATE pg_catalog."C",
    until timestamp with time zone NOT NULL,
    read_at timestamp with time zone NOT NULL
);
CREATE TABLE public.interaction_facets (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    span character varying NOT NULL COLLATE pg_catalog."C",
    starts_at timestamp with time zone NOT NULL,
    field character varying NOT NULL COLLATE pg_catalog."C",
    value character varying NOT NULL COLLATE pg_catalog."C",
    interactions bigint NOT NULL,
    CONSTRAINT ck_interaction_facets_span CHECK (((span)::text = ANY ((ARRAY['hour'::character varying, 'day'::character varying])::text[])))
);
CREATE TABLE public.interaction_keys (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    name character varying NOT NULL COLLATE pg_catalog."C",
    value character varying NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL,
    episode character varying NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.interaction_payloads (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL,
    bytes bigint NOT NULL,
    body bytea NOT NULL,
    tokens bytea
);
CREATE TABLE public.interaction_rollups (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    span character varying NOT NULL COLLATE pg_catalog."C",
    starts_at timestamp with time zone NOT NULL,
    alias character varying NOT NULL COLLATE pg_catalog."C",
    deployment character varying NOT NULL COLLATE pg_catalog."C",
    status character varying NOT NULL COLLATE pg_catalog."C",
    interactions bigint NOT NULL,
    input_tokens bigint NOT NULL,
    cached_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cost_usd double precision NOT NULL,
    cost_n bigint NOT NULL,
    cost_squares double precision NOT NULL,
    latency_ms double precision NOT NULL,
    latency_n bigint NOT NULL,
    latency_squares double precision NOT NULL,
    first_token_ms double precision NOT NULL,
    first_token_n bigint NOT NULL,
    first_token_squares double precision NOT NULL,
    latencies bytea NOT NULL,
    first_tokens bytea NOT NULL,
    CONSTRAINT ck_interaction_rollups_span CHECK (((span)::text = ANY ((ARRAY['hour'::character varying, 'day'::character varying])::text[])))
);
CREATE TABLE public.interaction_tags (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    name character varying NOT NULL COLLATE pg_catalog."C",
    value character varying NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL
);
CREATE TABLE public.interaction_texts (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL,
    asked text NOT NULL,
    answered text NOT NULL,
    marks text NOT NULL
);
CREATE TABLE public.interaction_tools (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    name character varying NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL,
    calls integer NOT NULL
);
CREATE TABLE public.interactions (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL,
    id character varying NOT NULL COLLATE pg_catalog."C",
    started_at timestamp with time zone NOT NULL,
    source character varying NOT NULL COLLATE pg_catalog."C",
    dialect character varying NOT NULL COLLATE pg_catalog."C",
    episode character varying NOT NULL COLLATE pg_catalog."C",
    alias character varying COLLATE pg_catalog."C",
    alias_version integer,
    deployment character varying COLLATE pg_catalog."C",
    model character varying NOT NULL COLLATE pg_catalog."C",
    weights character varying COLLATE pg_catalog."C",
    caller character varying NOT NULL COLLATE pg_catalog."C",
    end_user character varying COLLATE pg_catalog."C",
    status character varying NOT NULL COLLATE pg_catalog."C",
    error_code character varying COLLATE pg_catalog."C",
    finish_reason character varying COLLATE pg_catalog."C",
    stream boolean NOT NULL,
    input_tokens bigint,
    cached_tokens bigint,
    output_tokens bigint,
    first_token_ms double precision,
    latency_ms double precision,
    cost_usd double precision,
    messages integer NOT NULL,
    tools integer NOT NULL,
    CONSTRAINT ck_interactions_source CHECK (((source)::text = ANY ((ARRAY['gateway'::character varying, 'logged'::character varying, 'imported'::character varying, 'otlp'::character varying])::text[]))),
    CONSTRAINT ck_interactions_status CHECK (((status)::text = ANY ((ARRAY['ok'::character varying, 'error'::character varying, 'partial'::character varying, 'closed'::character varying])::text[])))
);
CREATE TABLE public.kpis (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    name character varying NOT NULL COLLATE pg_catalog."C",
    definition text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by character varying NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.limit_uses (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    alias character varying NOT NULL COLLATE pg_catalog."C",
    caller character varying NOT NULL COLLATE pg_catalog."C",
    writer character varying NOT NULL COLLATE pg_catalog."C",
    minute bigint NOT NULL,
    requests_before double precision NOT NULL,
    requests double precision NOT NULL,
    tokens_before double precision NOT NULL,
    tokens double precision NOT NULL,
    day character varying NOT NULL COLLATE pg_catalog."C",
    usd double precision NOT NULL,
    under_way integer NOT NULL,
    changed_at timestamp with time zone NOT NULL
);
CREATE TABLE public.log_erasures (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    id character varying NOT NULL COLLATE pg_catalog."C",
    writer character varying NOT NULL COLLATE pg_catalog."C",
    asked_at timestamp with time zone NOT NULL,
    wanted text NOT NULL
);
CREATE TABLE public.logins (
    id character varying NOT NULL COLLATE pg_catalog."C",
    user_id character varying NOT NULL COLLATE pg_catalog."C",
    digest character varying NOT NULL COLLATE pg_catalog."C",
    csrf_digest character varying NOT NULL COLLATE pg_catalog."C",
    address text NOT NULL,
    user_agent text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone
);
CREATE TABLE public.metrics (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    id character varying NOT NULL COLLATE pg_catalog."C",
    name character varying NOT NULL COLLATE pg_catalog."C",
    type character varying NOT NULL COLLATE pg_catalog."C",
    level character varying NOT NULL COLLATE pg_catalog."C",
    direction character varying NOT NULL COLLATE pg_catalog."C",
    unit text NOT NULL,
    categories text NOT NULL,
    low double precision,
    high double precision,
    description text NOT NULL,
    declared boolean NOT NULL,
    first_at timestamp with time zone,
    first_id character varying COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL,
    created_by character varying NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT ck_metrics_direction CHECK (((direction)::text = ANY ((ARRAY['up'::character varying, 'down'::character varying, 'none'::character varying])::text[]))),
    CONSTRAINT ck_metrics_level CHECK (((level)::text = ANY ((ARRAY['interaction'::character varying, 'episode'::character varying])::text[]))),
    CONSTRAINT ck_metrics_type CHECK (((type)::text = ANY ((ARRAY['boolean'::character varying, 'number'::character varying, 'category'::character varying, 'text'::character varying, 'correction'::character varying, 'preference'::character varying])::text[])))
);
CREATE TABLE public.model_files (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    version_id character varying NOT NULL COLLATE pg_catalog."C",
    path character varying NOT NULL COLLATE pg_catalog."C",
    bytes bigint NOT NULL,
    sha256 character varying NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.model_parents (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    version_id character varying NOT NULL COLLATE pg_catalog."C",
    parent_id character varying NOT NULL COLLATE pg_catalog."C",
    relation character varying NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT ck_model_parents_relation CHECK (((relation)::text = ANY ((ARRAY['trained_from'::character varying, 'adapter_of'::character varying])::text[])))
);
CREATE TABLE public.model_versions (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    id character varying NOT NULL COLLATE pg_catalog."C",
    model_id character varying NOT NULL COLLATE pg_catalog."C",
    number integer NOT NULL,
    kind character varying NOT NULL COLLATE pg_catalog."C",
    status character varying NOT NULL COLLATE pg_catalog."C",
    message text NOT NULL,
    url text NOT NULL,
    digest character varying COLLATE pg_catalog."C",
    bytes bigint,
    parameters bigint,
    licence text NOT NULL,
    source text NOT NULL,
    architecture text NOT NULL,
    run_id character varying COLLATE pg_catalog."C",
    checkpoint_id character varying COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL,
    created_by character varying NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT ck_model_versions_kind CHECK (((kind)::text = ANY ((ARRAY['base'::character varying, 'checkpoint'::character varying, 'adapter'::character varying])::text[]))),
    CONSTRAINT ck_model_versions_ready_has_a_digest CHECK ((((status)::text <> 'ready'::text) OR (digest IS NOT NULL))),
    CONSTRAINT ck_model_versions_status CHECK (((status)::text = ANY ((ARRAY['importing'::character varying, 'ready'::character varying, 'failed'::character varying, 'archived'::character varying])::text[])))
);
CREATE TABLE public.models (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    id character varying NOT NULL COLLATE pg_catalog."C",
    name character varying NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL,
    current integer,
    previous integer,
    created_at timestamp with time zone NOT NULL,
    created_by character varying NOT NULL COLLATE pg_catalog."C",
    archived_at timestamp with time zone
);
CREATE TABLE public.outcome_events (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    id character varying NOT NULL COLLATE pg_catalog."C",
    episode character varying NOT NULL COLLATE pg_catalog."C",
    facts text NOT NULL,
    source_kind character varying NOT NULL COLLATE pg_catalog."C",
    source_id character varying NOT NULL COLLATE pg_catalog."C",
    source_version character varying NOT NULL COLLATE pg_catalog."C",
    given_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    caller character varying NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT ck_outcome_events_source_kind CHECK (((source_kind)::text = ANY ((ARRAY['person'::character varying, 'judge'::character varying, 'system'::character varying, 'implicit'::character varying, 'outcome'::character varying])::text[])))
);
CREATE TABLE public.outcomes (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    episode character varying NOT NULL COLLATE pg_catalog."C",
    resolved boolean,
    escalated boolean,
    containable boolean,
    must_escalate boolean,
    value double precision,
    reason text NOT NULL,
    given_at timestamp with time zone NOT NULL
);
CREATE TABLE public.price_lists (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    name character varying NOT NULL COLLATE pg_catalog."C",
    models text NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.project_members (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    user_id character varying NOT NULL COLLATE pg_catalog."C",
    role character varying NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL,
    created_by character varying NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.project_teams (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    team_id character varying NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.projects (
    id character varying NOT NULL COLLATE pg_catalog."C",
    name character varying NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by character varying NOT NULL COLLATE pg_catalog."C",
    archived_at timestamp with time zone
);
CREATE TABLE public.quotas (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    kind character varying NOT NULL COLLATE pg_catalog."C",
    period character varying NOT NULL COLLATE pg_catalog."C",
    most double precision NOT NULL,
    CONSTRAINT ck_quotas_kind CHECK (((kind)::text = ANY ((ARRAY['requests'::character varying, 'tokens'::character varying, 'cost_usd'::character varying, 'run_hours'::character varying])::text[]))),
    CONSTRAINT ck_quotas_most CHECK ((most >= (0)::double precision)),
    CONSTRAINT ck_quotas_period CHECK (((period)::text = ANY ((ARRAY['minute'::character varying, 'hour'::character varying, 'day'::character varying, 'month'::character varying])::text[])))
);
CREATE TABLE public.recipes (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    id character varying NOT NULL COLLATE pg_catalog."C",
    name character varying NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    hash character varying NOT NULL COLLATE pg_catalog."C",
    source text NOT NULL,
    caption text NOT NULL,
    config_schema text NOT NULL,
    needs text NOT NULL,
    dependencies text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by character varying NOT NULL COLLATE pg_catalog."C",
    archived_at timestamp with time zone
);
CREATE TABLE public.replicas (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    id character varying NOT NULL COLLATE pg_catalog."C",
    deployment_id character varying NOT NULL COLLATE pg_catalog."C",
    generation integer NOT NULL,
    number integer NOT NULL,
    model character varying NOT NULL COLLATE pg_catalog."C",
    version_id character varying NOT NULL COLLATE pg_catalog."C",
    weights character varying NOT NULL COLLATE pg_catalog."C",
    template character varying NOT NULL COLLATE pg_catalog."C",
    rows integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    wanted character varying NOT NULL COLLATE pg_catalog."C",
    status character varying NOT NULL COLLATE pg_catalog."C",
    message text NOT NULL,
    address text,
    failures integer NOT NULL,
    not_before timestamp with time zone,
    holder character varying NOT NULL COLLATE pg_catalog."C",
    fence bigint NOT NULL,
    lease_until timestamp with time zone,
    heartbeat_at timestamp with time zone,
    CONSTRAINT ck_replicas_ready_has_an_address CHECK ((((status)::text = 'ready'::text) = (address IS NOT NULL))),
    CONSTRAINT ck_replicas_status CHECK (((status)::text = ANY ((ARRAY['starting'::character varying, 'ready'::character varying, 'failed'::character varying, 'stopped'::character varying])::text[]))),
    CONSTRAINT ck_replicas_wanted CHECK (((wanted)::text = ANY ((ARRAY['run'::character varying, 'stop'::character varying])::text[])))
);
CREATE TABLE public.retention (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    payload_days integer,
    metadata_days integer,
    redactions text NOT NULL
);
CREATE TABLE public.roles (
    name character varying NOT NULL COLLATE pg_catalog."C",
    permissions text NOT NULL,
    description text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by character varying NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.run_attempts (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    id character varying NOT NULL COLLATE pg_catalog."C",
    run_id character varying NOT NULL COLLATE pg_catalog."C",
    number integer NOT NULL,
    fence bigint NOT NULL,
    worker character varying NOT NULL COLLATE pg_catalog."C",
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    outcome character varying NOT NULL COLLATE pg_catalog."C",
    message text NOT NULL,
    traceback text NOT NULL,
    environment text NOT NULL,
    token_digest character varying COLLATE pg_catalog."C",
    CONSTRAINT ck_run_attempts_outcome CHECK (((outcome)::text = ANY ((ARRAY[''::character varying, 'succeeded'::character varying, 'failed'::character varying, 'cancelled'::character varying, 'paused'::character varying, 'released'::character varying, 'lost'::character varying])::text[])))
);
CREATE TABLE public.run_checkpoints (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    id character varying NOT NULL COLLATE pg_catalog."C",
    run_id character varying NOT NULL COLLATE pg_catalog."C",
    sequence bigint NOT NULL,
    model character varying NOT NULL COLLATE pg_catalog."C",
    name character varying NOT NULL COLLATE pg_catalog."C",
    loop integer NOT NULL,
    step integer NOT NULL,
    url text NOT NULL,
    digest character varying NOT NULL COLLATE pg_catalog."C",
    bytes bigint NOT NULL,
    final boolean NOT NULL,
    state text NOT NULL,
    at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone
);
CREATE TABLE public.run_episodes (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    run_id character varying NOT NULL COLLATE pg_catalog."C",
    sequence bigint NOT NULL,
    loop integer NOT NULL,
    step integer NOT NULL,
    at timestamp with time zone NOT NULL,
    scenario character varying NOT NULL COLLATE pg_catalog."C",
    reward double precision,
    stop character varying NOT NULL COLLATE pg_catalog."C",
    episode text NOT NULL
);
CREATE TABLE public.run_events (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    run_id character varying NOT NULL COLLATE pg_catalog."C",
    sequence bigint NOT NULL,
    attempt integer NOT NULL,
    at timestamp with time zone NOT NULL,
    kind character varying NOT NULL COLLATE pg_catalog."C",
    message text NOT NULL,
    details text NOT NULL
);
CREATE TABLE public.run_logs (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    run_id character varying NOT NULL COLLATE pg_catalog."C",
    sequence bigint NOT NULL,
    attempt integer NOT NULL,
    at timestamp with time zone NOT NULL,
    level character varying NOT NULL COLLATE pg_catalog."C",
    text text NOT NULL,
    CONSTRAINT ck_run_logs_level CHECK (((level)::text = ANY ((ARRAY['debug'::character varying, 'info'::character varying, 'warning'::character varying, 'error'::character varying])::text[])))
);
CREATE TABLE public.run_metrics (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    run_id character varying NOT NULL COLLATE pg_catalog."C",
    sequence bigint NOT NULL,
    loop integer NOT NULL,
    step integer NOT NULL,
    at timestamp with time zone NOT NULL,
    metrics text NOT NULL
);
CREATE TABLE public.run_tags (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    run_id character varying NOT NULL COLLATE pg_catalog."C",
    key character varying NOT NULL COLLATE pg_catalog."C",
    value character varying NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.runs (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    id character varying NOT NULL COLLATE pg_catalog."C",
    name character varying NOT NULL COLLATE pg_catalog."C",
    recipe character varying NOT NULL COLLATE pg_catalog."C",
    spec text NOT NULL,
    pool character varying NOT NULL COLLATE pg_catalog."C",
    cores integer NOT NULL,
    memory_bytes bigint NOT NULL,
    gpus integer NOT NULL,
    max_attempts integer NOT NULL,
    parent_id character varying COLLATE pg_catalog."C",
    relation character varying NOT NULL COLLATE pg_catalog."C",
    idempotency_key character varying COLLATE pg_catalog."C",
    request_digest character varying COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL,
    created_by character varying NOT NULL COLLATE pg_catalog."C",
    status character varying NOT NULL COLLATE pg_catalog."C",
    wanted character varying NOT NULL COLLATE pg_catalog."C",
    failure character varying COLLATE pg_catalog."C",
    message text NOT NULL,
    priority integer NOT NULL,
    queued_at timestamp with time zone NOT NULL,
    not_before timestamp with time zone,
    loop integer NOT NULL,
    step integer NOT NULL,
    steps integer NOT NULL,
    latest text NOT NULL,
    checkpoint_id character varying COLLATE pg_catalog."C",
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    version integer NOT NULL,
    attempt integer NOT NULL,
    deaths integer NOT NULL,
    fence bigint NOT NULL,
    worker character varying NOT NULL COLLATE pg_catalog."C",
    lease_until timestamp with time zone,
    heartbeat_at timestamp with time zone,
    last_entry bigint NOT NULL,
    sequence bigint NOT NULL,
    CONSTRAINT ck_runs_failed_says_why CHECK ((((status)::text = 'failed'::text) = (failure IS NOT NULL))),
    CONSTRAINT ck_runs_held_until CHECK ((((status)::text = ANY ((ARRAY['leased'::character varying, 'running'::character varying])::text[])) = (lease_until IS NOT NULL))),
    CONSTRAINT ck_runs_max_attempts CHECK ((max_attempts > 0)),
    CONSTRAINT ck_runs_relation CHECK (((relation)::text = ANY ((ARRAY[''::character varying, 'clone'::character varying, 'retry'::character varying])::text[]))),
    CONSTRAINT ck_runs_resources CHECK (((cores >= 0) AND (memory_bytes >= 0) AND (gpus >= 0))),
    CONSTRAINT ck_runs_status CHECK (((status)::text = ANY ((ARRAY['queued'::character varying, 'leased'::character varying, 'running'::character varying, 'paused'::character varying, 'succeeded'::character varying, 'failed'::character varying, 'cancelled'::character varying])::text[]))),
    CONSTRAINT ck_runs_wanted CHECK (((wanted)::text = ANY ((ARRAY['run'::character varying, 'pause'::character varying, 'cancel'::character varying])::text[])))
);
CREATE TABLE public.saved_views (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    id character varying NOT NULL COLLATE pg_catalog."C",
    name character varying NOT NULL COLLATE pg_catalog."C",
    level character varying NOT NULL COLLATE pg_catalog."C",
    filter text NOT NULL,
    shown text NOT NULL,
    description text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by character varying NOT NULL COLLATE pg_catalog."C",
    updated_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT ck_saved_views_level CHECK (((level)::text = ANY ((ARRAY['interactions'::character varying, 'episodes'::character varying])::text[])))
);
CREATE TABLE public.secrets (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    id character varying NOT NULL COLLATE pg_catalog."C",
    name character varying NOT NULL COLLATE pg_catalog."C",
    ciphertext bytea NOT NULL,
    encrypted_with character varying NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL,
    created_by character varying NOT NULL COLLATE pg_catalog."C",
    updated_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);
CREATE TABLE public.service_accounts (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    id character varying NOT NULL COLLATE pg_catalog."C",
    name character varying NOT NULL COLLATE pg_catalog."C",
    role character varying NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL,
    created_by character varying NOT NULL COLLATE pg_catalog."C",
    disabled_at timestamp with time zone
);
CREATE TABLE public.serving_revision (
    id integer NOT NULL,
    number bigint NOT NULL,
    CONSTRAINT ck_serving_revision_one_row CHECK ((id = 1))
);
CREATE TABLE public.set_aside (
    writer character varying NOT NULL COLLATE pg_catalog."C",
    segment bigint NOT NULL,
    byte bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    code character varying NOT NULL COLLATE pg_catalog."C",
    message text NOT NULL,
    bytes bigint NOT NULL,
    entry bytea
);
CREATE TABLE public.settings (
    name character varying NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.team_members (
    team_id character varying NOT NULL COLLATE pg_catalog."C",
    user_id character varying NOT NULL COLLATE pg_catalog."C",
    role character varying NOT NULL COLLATE pg_catalog."C",
    from_group boolean NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.team_quotas (
    team_id character varying NOT NULL COLLATE pg_catalog."C",
    kind character varying NOT NULL COLLATE pg_catalog."C",
    period character varying NOT NULL COLLATE pg_catalog."C",
    most double precision NOT NULL,
    CONSTRAINT ck_team_quotas_kind CHECK (((kind)::text = ANY ((ARRAY['requests'::character varying, 'tokens'::character varying, 'cost_usd'::character varying, 'run_hours'::character varying])::text[]))),
    CONSTRAINT ck_team_quotas_most CHECK ((most >= (0)::double precision)),
    CONSTRAINT ck_team_quotas_period CHECK (((period)::text = ANY ((ARRAY['minute'::character varying, 'hour'::character varying, 'day'::character varying, 'month'::character varying])::text[])))
);
CREATE TABLE public.teams (
    id character varying NOT NULL COLLATE pg_catalog."C",
    name character varying NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.throttles (
    key character varying NOT NULL COLLATE pg_catalog."C",
    failures integer NOT NULL,
    last_at timestamp with time zone NOT NULL,
    blocked_until timestamp with time zone
);
CREATE TABLE public.usage (
    project_id character varying NOT NULL COLLATE pg_catalog."C",
    kind character varying NOT NULL COLLATE pg_catalog."C",
    period character varying NOT NULL COLLATE pg_catalog."C",
    starts_at timestamp with time zone NOT NULL,
    used double precision NOT NULL,
    CONSTRAINT ck_usage_kind CHECK (((kind)::text = ANY ((ARRAY['requests'::character varying, 'tokens'::character varying, 'cost_usd'::character varying, 'run_hours'::character varying])::text[]))),
    CONSTRAINT ck_usage_period CHECK (((period)::text = ANY ((ARRAY['minute'::character varying, 'hour'::character varying, 'day'::character varying, 'month'::character varying])::text[])))
);
CREATE TABLE public.users (
    id character varying NOT NULL COLLATE pg_catalog."C",
    email character varying NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    password_hash text,
    role character varying COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL,
    last_login_at timestamp with time zone,
    disabled_at timestamp with time zone,
    CONSTRAINT ck_users_email_is_lower_case CHECK (((email)::text = lower((email)::text)))
);
INSERT INTO public.alembic_version VALUES ('0008');
INSERT INTO public.audit_chain VALUES (1, 0, '');
INSERT INTO public.projects VALUES ('project_00000000000000000000000000000001', 'kept', '', '2026-11-28 04:11:16.172025+00', '', NULL);
INSERT INTO public.run_attempts VALUES ('project_00000000000000000000000000000001', 'attempt_01a22059a7cd782d9aa4b3d27325fede', 'run_01a22059a74d7619a82b3d6b8fd8d368', 1, 1, 'worker', '2026-11-28 04:11:16.339081+00', '2026-11-28 04:11:16.56199+00', 'succeeded', '', '', '{"python":"3"}', NULL);
INSERT INTO public.run_checkpoints VALUES ('project_00000000000000000000000000000001', 'ckpt_00000000000000000000000000000001', 'run_01a22059a74d7619a82b3d6b8fd8d368', 8, 'policy', 'step-1', 0, 1, '/checkpoints/step-1', '0000000000000000000000000000000000000000000000000000000000000000', 10, false, '{}', '2026-11-28 04:11:16.505937+00', NULL);
INSERT INTO public.run_episodes VALUES ('project_00000000000000000000000000000001', 'run_01a22059a74d7619a82b3d6b8fd8d368', 7, 0, 0, '2026-11-28 04:11:16.495044+00', 'scenario', 0.5, 'done', '{"turns":[]}');
INSERT INTO public.run_events VALUES ('project_00000000000000000000000000000001', 'run_01a22059a74d7619a82b3d6b8fd8d368', 1, 0, '2026-11-28 04:11:16.240307+00', 'queued', '', '{"by":"ann"}');
INSERT INTO public.run_events VALUES ('project_00000000000000000000000000000001', 'run_01a22059a74d7619a82b3d6b8fd8d368', 2, 1, '2026-11-28 04:11:16.330963+00', 'leased', 'worker', '{}');
INSERT INTO public.run_events VALUES ('project_00000000000000000000000000000001', 'run_01a22059a74d7619a82b3d6b8fd8d368', 3, 1, '2026-11-28 04:11:16.39229+00', 'started', '', '{}');
INSERT INTO public.run_events VALUES ('project_00000000000000000000000000000001', 'run_01a22059a74d7619a82b3d6b8fd8d368', 4, 1, '2026-11-28 04:11:16.467012+00', 'checkpoint', 'policy: step-1', '{"checkpoint":"ckpt_00000000000000000000000000000001","step":1}');
INSERT INTO public.run_events VALUES ('project_00000000000000000000000000000001', 'run_01a22059a74d7619a82b3d6b8fd8d368', 9, 1, '2026-11-28 04:11:16.555016+00', 'succeeded', '', '{}');
INSERT INTO public.run_logs VALUES ('project_00000000000000000000000000000001', 'run_01a22059a74d7619a82b3d6b8fd8d368', 6, 1, '2026-11-28 04:11:16.48305+00', 'info', 'kept');
INSERT INTO public.run_metrics VALUES ('project_00000000000000000000000000000001', 'run_01a22059a74d7619a82b3d6b8fd8d368', 5, 0, 0, '2026-11-28 04:11:16.469755+00', '{"reward":0.5}');
INSERT INTO public.run_tags VALUES ('project_00000000000000000000000000000001', 'run_01a22059a74d7619a82b3d6b8fd8d368', 'kept', 'yes');
INSERT INTO public.runs VALUES ('project_00000000000000000000000000000001', 'run_01a22059a74d7619a82b3d6b8fd8d368', 'kept', 'grpo', '{"recipe":"grpo","recipe_hash":"0000000000000000000000000000000000000000000000000000000000000000","published":null,"config":{"steps":5},"model":{"id":"tiny","name":"tiny","digest":"0000000000000000000000000000000000000000000000000000000000000000"},"env":null,"dataset":null,"seed":0,"options":{"checkpoint_every":20,"keep_checkpoints":2,"max_seconds":null,"max_steps":null,"alarms":[],"evaluate_every":0,"evaluate_metric":"reward","patience":3},"resources":{"cores":1,"memory_gb":null,"gpus":0},"version":"","commit":""}', 'default', 1, 0, 0, 3, NULL, '', 'kept', '465c4a543f3bdacb012996ad9ea770d72cd0bcb3e29a7f170899e9592a41699e', '2026-11-28 04:11:16.227491+00', 'ann', 'succeeded', 'run', NULL, '', 0, '2026-11-28 04:11:16.227491+00', NULL, 0, 1, 5, '{"reward":0.5}', NULL, '2026-11-28 04:11:16.388025+00', '2026-11-28 04:11:16.547839+00', 4, 1, 0, 1, '', NULL, '2026-11-28 04:11:16.438609+00', 1, 9);
INSERT INTO public.serving_revision VALUES (1, 0);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.alias_deployments
    ADD CONSTRAINT pk_alias_deployments PRIMARY KEY (alias_id, role, "position");
ALTER TABLE ONLY public.alias_versions
    ADD CONSTRAINT pk_alias_versions PRIMARY KEY (alias_id, version);
ALTER TABLE ONLY public.aliases
    ADD CONSTRAINT pk_aliases PRIMARY KEY (id);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT pk_api_keys PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT pk_audit_chain PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_events
    ADD CONSTRAINT pk_audit_events PRIMARY KEY (id);
ALTER TABLE ONLY public.dataset_examples
    ADD CONSTRAINT pk_dataset_examples PRIMARY KEY (dataset_id, number);
ALTER TABLE ONLY public.datasets
    ADD CONSTRAINT pk_datasets PRIMARY KEY (id);
ALTER TABLE ONLY public.deployments
    ADD CONSTRAINT pk_deployments PRIMARY KEY (id);
ALTER TABLE ONLY public.episodes
    ADD CONSTRAINT pk_episodes PRIMARY KEY (project_id, id);
ALTER TABLE ONLY public.feedback_events
    ADD CONSTRAINT pk_feedback_events PRIMARY KEY (project_id, id);
ALTER TABLE ONLY public.feedback_joins
    ADD CONSTRAINT pk_feedback_joins PRIMARY KEY (project_id, feedback_id, subject_kind, subject);
ALTER TABLE ONLY public.feedback_sources
    ADD CONSTRAINT pk_feedback_sources PRIMARY KEY (project_id, kind, source);
ALTER TABLE ONLY public.filler_positions
    ADD CONSTRAINT pk_filler_positions PRIMARY KEY (writer);
ALTER TABLE ONLY public.group_roles
    ADD CONSTRAINT pk_group_roles PRIMARY KEY (issuer, group_name, team_id);
ALTER TABLE ONLY public.identities
    ADD CONSTRAINT pk_identities PRIMARY KEY (id);
ALTER TABLE ONLY public.implicit_readings
    ADD CONSTRAINT pk_implicit_readings PRIMARY KEY (project_id, episode);
ALTER TABLE ONLY public.interaction_facets
    ADD CONSTRAINT pk_interaction_facets PRIMARY KEY (project_id, span, starts_at, field, value);
ALTER TABLE ONLY public.interaction_keys
    ADD CONSTRAINT pk_interaction_keys PRIMARY KEY (project_id, name, value, number);
ALTER TABLE ONLY public.interaction_payloads
    ADD CONSTRAINT pk_interaction_payloads PRIMARY KEY (number);
ALTER TABLE ONLY public.interaction_rollups
    ADD CONSTRAINT pk_interaction_rollups PRIMARY KEY (project_id, span, starts_at, alias, deployment, status);
ALTER TABLE ONLY public.interaction_tags
    ADD CONSTRAINT pk_interaction_tags PRIMARY KEY (project_id, name, value, number);
ALTER TABLE ONLY public.interaction_texts
    ADD CONSTRAINT pk_interaction_texts PRIMARY KEY (number);
ALTER TABLE ONLY public.interaction_tools
    ADD CONSTRAINT pk_interaction_tools PRIMARY KEY (project_id, name, number);
ALTER TABLE ONLY public.interactions
    ADD CONSTRAINT pk_interactions PRIMARY KEY (number);
ALTER TABLE ONLY public.kpis
    ADD CONSTRAINT pk_kpis PRIMARY KEY (project_id, name);
ALTER TABLE ONLY public.limit_uses
    ADD CONSTRAINT pk_limit_uses PRIMARY KEY (project_id, alias, caller, writer);
ALTER TABLE ONLY public.log_erasures
    ADD CONSTRAINT pk_log_erasures PRIMARY KEY (id);
ALTER TABLE ONLY public.logins
    ADD CONSTRAINT pk_logins PRIMARY KEY (id);
ALTER TABLE ONLY public.metrics
    ADD CONSTRAINT pk_metrics PRIMARY KEY (id);
ALTER TABLE ONLY public.model_files
    ADD CONSTRAINT pk_model_files PRIMARY KEY (version_id, path);
ALTER TABLE ONLY public.model_parents
    ADD CONSTRAINT pk_model_parents PRIMARY KEY (version_id, parent_id, relation);
ALTER TABLE ONLY public.model_versions
    ADD CONSTRAINT pk_model_versions PRIMARY KEY (id);
ALTER TABLE ONLY public.models
    ADD CONSTRAINT pk_models PRIMARY KEY (id);
ALTER TABLE ONLY public.outcome_events
    ADD CONSTRAINT pk_outcome_events PRIMARY KEY (project_id, id);
ALTER TABLE ONLY public.outcomes
    ADD CONSTRAINT pk_outcomes PRIMARY KEY (project_id, episode);
ALTER TABLE ONLY public.price_lists
    ADD CONSTRAINT pk_price_lists PRIMARY KEY (project_id, name);
ALTER TABLE ONLY public.project_members
    ADD CONSTRAINT pk_project_members PRIMARY KEY (project_id, user_id);
ALTER TABLE ONLY public.project_teams
    ADD CONSTRAINT pk_project_teams PRIMARY KEY (project_id, team_id);
ALTER TABLE ONLY public.projects
    ADD CONSTRAINT pk_projects PRIMARY KEY (id);
ALTER TABLE ONLY public.quotas
    ADD CONSTRAINT pk_quotas PRIMARY KEY (project_id, kind, period);
ALTER TABLE ONLY public.recipes
    ADD CONSTRAINT pk_recipes PRIMARY KEY (id);
ALTER TABLE ONLY public.replicas
    ADD CONSTRAINT pk_replicas PRIMARY KEY (id);
ALTER TABLE ONLY public.retention
    ADD CONSTRAINT pk_retention PRIMARY KEY (project_id);
ALTER TABLE ONLY public.roles
    ADD CONSTRAINT pk_roles PRIMARY KEY (name);
ALTER TABLE ONLY public.run_attempts
    ADD CONSTRAINT pk_run_attempts PRIMARY KEY (id);
ALTER TABLE ONLY public.run_checkpoints
    ADD CONSTRAINT pk_run_checkpoints PRIMARY KEY (id);
ALTER TABLE ONLY public.run_episodes
    ADD CONSTRAINT pk_run_episodes PRIMARY KEY (run_id, sequence);
ALTER TABLE ONLY public.run_events
    ADD CONSTRAINT pk_run_events PRIMARY KEY (run_id, sequence);
ALTER TABLE ONLY public.run_logs
    ADD CONSTRAINT pk_run_logs PRIMARY KEY (run_id, sequence);
ALTER TABLE ONLY public.run_metrics
    ADD CONSTRAINT pk_run_metrics PRIMARY KEY (run_id, sequence);
ALTER TABLE ONLY public.run_tags
    ADD CONSTRAINT pk_run_tags PRIMARY KEY (run_id, key);
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT pk_runs PRIMARY KEY (id);
ALTER TABLE ONLY public.saved_views
    ADD CONSTRAINT pk_saved_views PRIMARY KEY (id);
ALTER TABLE ONLY public.secrets
    ADD CONSTRAINT pk_secrets PRIMARY KEY (id);
ALTER TABLE ONLY public.service_accounts
    ADD CONSTRAINT pk_service_accounts PRIMARY KEY (id);
ALTER TABLE ONLY public.serving_revision
    ADD CONSTRAINT pk_serving_revision PRIMARY KEY (id);
ALTER TABLE ONLY public.set_aside
    ADD CONSTRAINT pk_set_aside PRIMARY KEY (writer, segment, byte);
ALTER TABLE ONLY public.settings
    ADD CONSTRAINT pk_settings PRIMARY KEY (name);
ALTER TABLE ONLY public.team_members
    ADD CONSTRAINT pk_team_members PRIMARY KEY (team_id, user_id);
ALTER TABLE ONLY public.team_quotas
    ADD CONSTRAINT pk_team_quotas PRIMARY KEY (team_id, kind, period);
ALTER TABLE ONLY public.teams
    ADD CONSTRAINT pk_teams PRIMARY KEY (id);
ALTER TABLE ONLY public.throttles
    ADD CONSTRAINT pk_throttles PRIMARY KEY (key);
ALTER TABLE ONLY public.usage
    ADD CONSTRAINT pk_usage PRIMARY KEY (project_id, kind, period, starts_at);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT pk_users PRIMARY KEY (id);
ALTER TABLE ONLY public.alias_deployments
    ADD CONSTRAINT uq_alias_deployments_alias_id_role_deployment_id UNIQUE (alias_id, role, deployment_id);
ALTER TABLE ONLY public.aliases
    ADD CONSTRAINT uq_aliases_project_id_id UNIQUE (project_id, id);
ALTER TABLE ONLY public.aliases
    ADD CONSTRAINT uq_aliases_project_id_name UNIQUE (project_id, name);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT uq_api_keys_digest UNIQUE (digest);
ALTER TABLE ONLY public.audit_events
    ADD CONSTRAINT uq_audit_events_sequence UNIQUE (sequence);
ALTER TABLE ONLY public.datasets
    ADD CONSTRAINT uq_datasets_project_id_id UNIQUE (project_id, id);
ALTER TABLE ONLY public.datasets
    ADD CONSTRAINT uq_datasets_project_id_name_version UNIQUE (project_id, name, version);
ALTER TABLE ONLY public.deployments
    ADD CONSTRAINT uq_deployments_project_id_id UNIQUE (project_id, id);
ALTER TABLE ONLY public.deployments
    ADD CONSTRAINT uq_deployments_project_id_name UNIQUE (project_id, name);
ALTER TABLE ONLY public.feedback_events
    ADD CONSTRAINT uq_feedback_events_project_id_row_id UNIQUE (project_id, row_id);
ALTER TABLE ONLY public.identities
    ADD CONSTRAINT uq_identities_issuer_subject UNIQUE (issuer, subject);
ALTER TABLE ONLY public.interactions
    ADD CONSTRAINT uq_interactions_project_id_id UNIQUE (project_id, id);
ALTER TABLE ONLY public.logins
    ADD CONSTRAINT uq_logins_digest UNIQUE (digest);
ALTER TABLE ONLY public.metrics
    ADD CONSTRAINT uq_metrics_project_id_name UNIQUE (project_id, name);
ALTER TABLE ONLY public.model_versions
    ADD CONSTRAINT uq_model_versions_model_id_number UNIQUE (model_id, number);
ALTER TABLE ONLY public.model_versions
    ADD CONSTRAINT uq_model_versions_project_id_id UNIQUE (project_id, id);
ALTER TABLE ONLY public.models
    ADD CONSTRAINT uq_models_project_id_id UNIQUE (project_id, id);
ALTER TABLE ONLY public.models
    ADD CONSTRAINT uq_models_project_id_name UNIQUE (project_id, name);
ALTER TABLE ONLY public.projects
    ADD CONSTRAINT uq_projects_name UNIQUE (name);
ALTER TABLE ONLY public.recipes
    ADD CONSTRAINT uq_recipes_project_id_name_hash UNIQUE (project_id, name, hash);
ALTER TABLE ONLY public.recipes
    ADD CONSTRAINT uq_recipes_project_id_name_version UNIQUE (project_id, name, version);
ALTER TABLE ONLY public.replicas
    ADD CONSTRAINT uq_replicas_deployment_id_generation_number UNIQUE (deployment_id, generation, number);
ALTER TABLE ONLY public.run_attempts
    ADD CONSTRAINT uq_run_attempts_run_id_fence UNIQUE (run_id, fence);
ALTER TABLE ONLY public.run_attempts
    ADD CONSTRAINT uq_run_attempts_token_digest UNIQUE (token_digest);
ALTER TABLE ONLY public.run_checkpoints
    ADD CONSTRAINT uq_run_checkpoints_project_id_id UNIQUE (project_id, id);
ALTER TABLE ONLY public.run_checkpoints
    ADD CONSTRAINT uq_run_checkpoints_run_id_loop_step_model_name UNIQUE (run_id, loop, step, model, name);
ALTER TABLE ONLY public.run_checkpoints
    ADD CONSTRAINT uq_run_checkpoints_run_id_sequence UNIQUE (run_id, sequence);
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT uq_runs_project_id_id UNIQUE (project_id, id);
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT uq_runs_project_id_idempotency_key UNIQUE (project_id, idempotency_key);
ALTER TABLE ONLY public.saved_views
    ADD CONSTRAINT uq_saved_views_project_id_name UNIQUE (project_id, name);
ALTER TABLE ONLY public.secrets
    ADD CONSTRAINT uq_secrets_project_id_name UNIQUE (project_id, name);
ALTER TABLE ONLY public.service_accounts
    ADD CONSTRAINT uq_service_accounts_project_id_id UNIQUE (project_id, id);
ALTER TABLE ONLY public.service_accounts
    ADD CONSTRAINT uq_service_accounts_project_id_name UNIQUE (project_id, name);
ALTER TABLE ONLY public.teams
    ADD CONSTRAINT uq_teams_name UNIQUE (name);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT uq_users_email UNIQUE (email);
CREATE INDEX interaction_words ON public.interaction_texts USING gin (to_tsvector('simple'::regconfig, ((asked || ' 0x1e '::text) || answered))) WITH (gin_pending_list_limit='16384');
CREATE INDEX ix_alias_deployments_deployment_id ON public.alias_deployments USING btree (deployment_id);
CREATE INDEX ix_api_keys_project_id ON public.api_keys USING btree (project_id);
CREATE INDEX ix_api_keys_service_account_id ON public.api_keys USING btree (service_account_id);
CREATE INDEX ix_api_keys_user_id ON public.api_keys USING btree (user_id);
CREATE INDEX ix_audit_events_project_id_sequence ON public.audit_events USING btree (project_id, sequence);
CREATE INDEX ix_dataset_examples_project_id_episode ON public.dataset_examples USING btree (project_id, episode);
CREATE INDEX ix_dataset_examples_project_id_interaction ON public.dataset_examples USING btree (project_id, interaction);
CREATE INDEX ix_episodes_project_id_last_at_id ON public.episodes USING btree (project_id, last_at, id);
CREATE INDEX ix_feedback_events_parked ON public.feedback_events USING btree (project_id, row_id) WHERE (joined = 0);
CREATE INDEX ix_feedback_events_project_id_metric_row_id ON public.feedback_events USING btree (project_id, metric, row_id);
CREATE INDEX ix_feedback_events_project_id_overrides ON public.feedback_events USING btree (project_id, overrides) WHERE (overrides IS NOT NULL);
CREATE INDEX ix_feedback_events_project_id_rejected ON public.feedback_events USING btree (project_id, rejected) WHERE (rejected IS NOT NULL);
CREATE INDEX ix_feedback_events_project_id_source_kind_source_id_received_at ON public.feedback_events USING btree (project_id, source_kind, source_id, received_at);
CREATE INDEX ix_feedback_events_project_id_target_kind_target ON public.feedback_events USING btree (project_id, target_kind, target);
CREATE INDEX ix_feedback_joins_project_id_episode ON public.feedback_joins USING btree (project_id, episode);
CREATE INDEX ix_feedback_joins_project_id_metric_given_at ON public.feedback_joins USING btree (project_id, metric, given_at);
CREATE INDEX ix_feedback_joins_project_id_subject_kind_subject_metric ON public.feedback_joins USING btree (project_id, subject_kind, subject, metric);
CREATE INDEX ix_group_roles_team_id ON public.group_roles USING btree (team_id);
CREATE INDEX ix_identities_user_id ON public.identities USING btree (user_id);
CREATE INDEX ix_interactions_project_id_episode_number ON public.interactions USING btree (project_id, episode, number);
CREATE INDEX ix_interactions_project_id_number ON public.interactions USING btree (project_id, number);
CREATE INDEX ix_limit_uses_changed_at ON public.limit_uses USING btree (changed_at);
CREATE INDEX ix_limit_uses_day ON public.limit_uses USING btree (day);
CREATE INDEX ix_log_erasures_writer ON public.log_erasures USING btree (writer);
CREATE INDEX ix_logins_expires_at ON public.logins USING btree (expires_at);
CREATE INDEX ix_logins_user_id ON public.logins USING btree (user_id);
CREATE INDEX ix_model_parents_parent_id ON public.model_parents USING btree (parent_id);
CREATE INDEX ix_outcome_events_project_id_episode_given_at ON public.outcome_events USING btree (project_id, episode, given_at);
CREATE INDEX ix_project_members_user_id ON public.project_members USING btree (user_id);
CREATE INDEX ix_project_teams_team_id ON public.project_teams USING btree (team_id);
CREATE INDEX ix_run_episodes_run_id_loop_step ON public.run_episodes USING btree (run_id, loop, step);
CREATE INDEX ix_run_metrics_run_id_loop_step ON public.run_metrics USING btree (run_id, loop, step);
CREATE INDEX ix_run_tags_key_value_project_id_run_id ON public.run_tags USING btree (key, value, project_id, run_id);
CREATE INDEX ix_runs_held ON public.runs USING btree (id) WHERE ((status)::text = ANY ((ARRAY['leased'::character varying, 'running'::character varying])::text[]));
CREATE INDEX ix_runs_project_id_parent_id ON public.runs USING btree (project_id, parent_id);
CREATE INDEX ix_runs_project_id_recipe_id ON public.runs USING btree (project_id, recipe, id);
CREATE INDEX ix_runs_project_id_status_id ON public.runs USING btree (project_id, status, id);
CREATE INDEX ix_runs_queue ON public.runs USING btree (priority DESC, queued_at, id) WHERE ((status)::text = 'queued'::text);
CREATE INDEX ix_team_members_user_id ON public.team_members USING btree (user_id);
CREATE TRIGGER audit_events_append_only BEFORE DELETE OR UPDATE ON public.audit_events FOR EACH ROW EXECUTE FUNCTION public.refuse_change_of_audit_log();
CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON public.audit_events FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change_of_audit_log();
ALTER TABLE ONLY public.alias_deployments
    ADD CONSTRAINT fk_alias_deployments_project_id_alias_id FOREIGN KEY (project_id, alias_id) REFERENCES public.aliases(project_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.alias_deployments
    ADD CONSTRAINT fk_alias_deployments_project_id_deployment_id FOREIGN KEY (project_id, deployment_id) REFERENCES public.deployments(project_id, id);
ALTER TABLE ONLY public.alias_versions
    ADD CONSTRAINT fk_alias_versions_project_id_alias_id FOREIGN KEY (project_id, alias_id) REFERENCES public.aliases(project_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.aliases
    ADD CONSTRAINT fk_aliases_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT fk_api_keys_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT fk_api_keys_rotated_to FOREIGN KEY (rotated_to) REFERENCES public.api_keys(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT fk_api_keys_service_account_id FOREIGN KEY (service_account_id) REFERENCES public.service_accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT fk_api_keys_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.dataset_examples
    ADD CONSTRAINT fk_dataset_examples_project_id_dataset_id FOREIGN KEY (project_id, dataset_id) REFERENCES public.datasets(project_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.datasets
    ADD CONSTRAINT fk_datasets_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.deployments
    ADD CONSTRAINT fk_deployments_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.episodes
    ADD CONSTRAINT fk_episodes_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.feedback_events
    ADD CONSTRAINT fk_feedback_events_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.feedback_joins
    ADD CONSTRAINT fk_feedback_joins_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.feedback_joins
    ADD CONSTRAINT fk_feedback_joins_project_id_feedback_id FOREIGN KEY (project_id, feedback_id) REFERENCES public.feedback_events(project_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.feedback_sources
    ADD CONSTRAINT fk_feedback_sources_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.group_roles
    ADD CONSTRAINT fk_group_roles_team_id FOREIGN KEY (team_id) REFERENCES public.teams(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.identities
    ADD CONSTRAINT fk_identities_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.implicit_readings
    ADD CONSTRAINT fk_implicit_readings_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.interaction_facets
    ADD CONSTRAINT fk_interaction_facets_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.interaction_keys
    ADD CONSTRAINT fk_interaction_keys_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.interaction_payloads
    ADD CONSTRAINT fk_interaction_payloads_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.interaction_rollups
    ADD CONSTRAINT fk_interaction_rollups_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.interaction_tags
    ADD CONSTRAINT fk_interaction_tags_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.interaction_texts
    ADD CONSTRAINT fk_interaction_texts_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.interaction_tools
    ADD CONSTRAINT fk_interaction_tools_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.interactions
    ADD CONSTRAINT fk_interactions_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.kpis
    ADD CONSTRAINT fk_kpis_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.limit_uses
    ADD CONSTRAINT fk_limit_uses_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.log_erasures
    ADD CONSTRAINT fk_log_erasures_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.logins
    ADD CONSTRAINT fk_logins_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.metrics
    ADD CONSTRAINT fk_metrics_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.model_files
    ADD CONSTRAINT fk_model_files_project_id_version_id FOREIGN KEY (project_id, version_id) REFERENCES public.model_versions(project_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.model_parents
    ADD CONSTRAINT fk_model_parents_project_id_version_id FOREIGN KEY (project_id, version_id) REFERENCES public.model_versions(project_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.model_versions
    ADD CONSTRAINT fk_model_versions_project_id_model_id FOREIGN KEY (project_id, model_id) REFERENCES public.models(project_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.models
    ADD CONSTRAINT fk_models_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.outcome_events
    ADD CONSTRAINT fk_outcome_events_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.outcomes
    ADD CONSTRAINT fk_outcomes_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.price_lists
    ADD CONSTRAINT fk_price_lists_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.project_members
    ADD CONSTRAINT fk_project_members_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.project_members
    ADD CONSTRAINT fk_project_members_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.project_teams
    ADD CONSTRAINT fk_project_teams_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.project_teams
    ADD CONSTRAINT fk_project_teams_team_id FOREIGN KEY (team_id) REFERENCES public.teams(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.quotas
    ADD CONSTRAINT fk_quotas_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.recipes
    ADD CONSTRAINT fk_recipes_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.replicas
    ADD CONSTRAINT fk_replicas_project_id_deployment_id FOREIGN KEY (project_id, deployment_id) REFERENCES public.deployments(project_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.retention
    ADD CONSTRAINT fk_retention_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.run_attempts
    ADD CONSTRAINT fk_run_attempts_project_id_run_id FOREIGN KEY (project_id, run_id) REFERENCES public.runs(project_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.run_checkpoints
    ADD CONSTRAINT fk_run_checkpoints_project_id_run_id FOREIGN KEY (project_id, run_id) REFERENCES public.runs(project_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.run_episodes
    ADD CONSTRAINT fk_run_episodes_project_id_run_id FOREIGN KEY (project_id, run_id) REFERENCES public.runs(project_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.run_events
    ADD CONSTRAINT fk_run_events_project_id_run_id FOREIGN KEY (project_id, run_id) REFERENCES public.runs(project_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.run_logs
    ADD CONSTRAINT fk_run_logs_project_id_run_id FOREIGN KEY (project_id, run_id) REFERENCES public.runs(project_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.run_metrics
    ADD CONSTRAINT fk_run_metrics_project_id_run_id FOREIGN KEY (project_id, run_id) REFERENCES public.runs(project_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.run_tags
    ADD CONSTRAINT fk_run_tags_project_id_run_id FOREIGN KEY (project_id, run_id) REFERENCES public.runs(project_id, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT fk_runs_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.saved_views
    ADD CONSTRAINT fk_saved_views_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.secrets
    ADD CONSTRAINT fk_secrets_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.service_accounts
    ADD CONSTRAINT fk_service_accounts_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.team_members
    ADD CONSTRAINT fk_team_members_team_id FOREIGN KEY (team_id) REFERENCES public.teams(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.team_members
    ADD CONSTRAINT fk_team_members_user_id FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.team_quotas
    ADD CONSTRAINT fk_team_quotas_team_id FOREIGN KEY (team_id) REFERENCES public.teams(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.usage
    ADD CONSTRAINT fk_usage_project_id FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
